import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { decodeEvent, upcast, type StoredEvent } from "../../src/events/codec.js";
import type { Upcasters } from "../../src/events/upcasters.js";
import { LedgerError } from "../../src/errors.js";

const golden = (file: string): StoredEvent =>
  JSON.parse(readFileSync(new URL(`../golden/v1/${file}`, import.meta.url), "utf8")) as StoredEvent;

/** A valid event with one thing changed; `undefined` takes it away. */
function damaged(file: string, path: string, value: unknown): StoredEvent {
  const event = golden(file) as unknown as Record<string, unknown>;
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  const target = steps.reduce((inner, step) => inner[step] as Record<string, unknown>, event);
  if (value === undefined) Reflect.deleteProperty(target, last);
  else target[last] = value;
  return event as unknown as StoredEvent;
}

function refusal(event: StoredEvent): LedgerError {
  try {
    decodeEvent(event);
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error("It was decoded.");
}

const course = "course-purchased.json";

describe("the codec", () => {
  it.each([
    ["an unknown type", course, "type", "CourseGivenAway", "type"],
    ["a missing field", course, "data.courseId", undefined, "data.courseId"],
    ["a field that nobody knows", course, "data.gift", true, "data"],
    ["an id outside the alphabet", course, "data.courseId", "a/b", "data.courseId"],
    ["an empty id", course, "data.purchaseId", "", "data.purchaseId"],
    ["an id of 129 characters", course, "data.purchaseId", "x".repeat(129), "data.purchaseId"],
    ["a fraction of a minor unit", course, "data.price.amountMinor", 29.99, "data.price.amountMinor"],
    ["a negative amount", course, "data.price.amountMinor", -1, "data.price.amountMinor"],
    ["an amount beyond what is exact", course, "data.price.amountMinor", 2 ** 53, "data.price.amountMinor"],
    ["an amount as text", course, "data.price.amountMinor", "2999", "data.price.amountMinor"],
    ["a currency in small letters", course, "data.price.currency", "eur", "data.price.currency"],
    ["a date without milliseconds", course, "data.purchasedAt", "2026-01-02T03:04:05Z", "data.purchasedAt"],
    [
      "a date in another zone",
      course,
      "data.purchasedAt",
      "2026-01-02T03:04:05.678+01:00",
      "data.purchasedAt",
    ],
    ["a day that does not exist", course, "data.purchasedAt", "2025-02-30T00:00:00.000Z", "data.purchasedAt"],
    ["a date as a number", course, "data.purchasedAt", 1767322800000, "data.purchasedAt"],
    ["an empty payment id", course, "data.payment.id", "", "data.payment.id"],
    ["another user than the stream's", course, "data.userId", "learner-2", "data.userId"],
    ["a reason that is none", "purchase-revoked.json", "data.reason", "because", "data.reason"],
    ["a note that is too long", "purchase-revoked.json", "data.note", "x".repeat(2001), "data.note"],
    ["data that is a text", course, "data", "{broken", "data"],
    ["data that is a list", course, "data", [], "data"],
    ["data that is null", course, "data", null, "data"],
    ["metadata that is a text", course, "metadata", "{broken", "metadata"],
    ["no schema version", course, "metadata.schemaVersion", undefined, "metadata.schemaVersion"],
    ["schema version 0", course, "metadata.schemaVersion", 0, "metadata.schemaVersion"],
    ["a schema version as text", course, "metadata.schemaVersion", "1", "metadata.schemaVersion"],
    ["a newer schema version", course, "metadata.schemaVersion", 3, "metadata.schemaVersion"],
    ["no actor", course, "metadata.actor", undefined, "metadata.actor"],
    ["a role that is none", course, "metadata.actor.role", "root", "metadata.actor.role"],
    ["a hash that is none", course, "metadata.contentHash", "abc", "metadata.contentHash"],
  ])("refuses %s, and names stream, revision and field", (_, file, path, value, field) => {
    const error = refusal(damaged(file, path, value));
    expect(error.code).toBe("event_invalid");
    expect(error.details).toMatchObject({ stream: "purchases-learner-1", revision: golden(file).revision });
    expect(error.message).toContain(`Event ${golden(file).revision} of stream purchases-learner-1`);
    expect(error.problems.map((problem) => problem.path)).toContain(field);
  });

  it("tells every problem of an event together", () => {
    const event = damaged(course, "data.courseId", "");
    const worse = { ...event, metadata: { ...(event.metadata as object), source: "nowhere" } };
    expect(refusal(worse).problems.map(({ path }) => path)).toEqual(["data.courseId", "metadata.source"]);
  });
});

describe("upcasting", () => {
  const table: Upcasters = {
    CoursePurchased: [
      ({ data, metadata }) => ({ data: { ...data, second: true }, metadata }),
      ({ data, metadata }) => ({
        data: { ...data, third: data.second },
        metadata: { ...metadata, extra: 1 },
      }),
    ],
    PurchaseRevoked: [({ data, metadata }) => ({ data: { ...data, by: nameOf(data.actor) }, metadata })],
  };
  // As an upcaster would: it counts on the fields that its version has.
  const nameOf = (actor: unknown): string => (actor as { name: string }).name.toUpperCase();

  const stored = (type: string, schemaVersion: number, data: unknown = {}): StoredEvent => ({
    stream: "purchases-learner-1",
    revision: 7,
    type,
    data,
    metadata: { schemaVersion },
  });

  function refusalOf(event: StoredEvent, target: number): LedgerError {
    try {
      upcast(event, table, target);
    } catch (error) {
      if (error instanceof LedgerError) return error;
      throw error;
    }
    throw new Error("It was upcast.");
  }

  it("goes version by version up to the newest", () =>
    expect(upcast(stored("CoursePurchased", 1, { id: 1 }), table, 3)).toEqual({
      data: { id: 1, second: true, third: true },
      metadata: { schemaVersion: 3, extra: 1 },
    }));

  it("starts at the version that the event has", () =>
    expect(upcast(stored("CoursePurchased", 2), table, 3).data).toEqual({ third: undefined }));

  it("leaves the newest alone", () => {
    const event = stored("CoursePurchased", 3, { id: 1 });
    const { data, metadata } = upcast(event, table, 3);
    expect(data).toBe(event.data);
    expect(metadata).toBe(event.metadata);
  });

  it("changes nothing of what is stored", () => {
    const event = stored("CoursePurchased", 1, { id: 1 });
    const before = structuredClone(event);
    upcast(event, table, 3);
    expect(event).toEqual(before);
  });

  it("says which step is missing, and of which event", () => {
    const error = refusalOf(stored("TestPurchased", 1), 2);
    expect(error).toMatchObject({
      code: "event_invalid",
      details: { stream: "purchases-learner-1", revision: 7 },
      problems: [{ path: "metadata.schemaVersion" }],
    });
    expect(error.message).toContain("Event 7 of stream purchases-learner-1");
    expect(error.message).toContain("no upcaster from 1");
  });

  it("makes a damaged event of an old version its user's trouble, not the program's", () => {
    const error = refusalOf(stored("PurchaseRevoked", 1, { actor: null }), 2);
    expect(error).toMatchObject({
      code: "event_invalid",
      details: { stream: "purchases-learner-1", revision: 7 },
      problems: [{ path: "data" }],
    });
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it.each([1.5, "1", 0, -1, undefined, 4])("refuses schema version %p of what goes up to 3", (version) =>
    expect(refusalOf(stored("CoursePurchased", version as number), 3)).toMatchObject({
      code: "event_invalid",
      problems: [{ path: "metadata.schemaVersion" }],
    }),
  );
});
