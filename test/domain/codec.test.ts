import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { decodeEvent, upcast, type StoredEvent } from "../../src/events/codec.js";
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
    ["a newer schema version", course, "metadata.schemaVersion", 2, "metadata.schemaVersion"],
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
  const renamed = {
    CoursePurchased: [
      ({
        data,
        metadata,
      }: {
        data: Readonly<Record<string, unknown>>;
        metadata: Readonly<Record<string, unknown>>;
      }) => ({
        data: { ...data, second: true },
        metadata,
      }),
      ({
        data,
        metadata,
      }: {
        data: Readonly<Record<string, unknown>>;
        metadata: Readonly<Record<string, unknown>>;
      }) => ({
        data: { ...data, third: data.second },
        metadata: { ...metadata, extra: 1 },
      }),
    ],
  };

  it("goes version by version up to the newest", () =>
    expect(
      upcast("CoursePurchased", 1, { data: { id: 1 }, metadata: { schemaVersion: 1 } }, renamed, 3),
    ).toEqual({
      data: { id: 1, second: true, third: true },
      metadata: { schemaVersion: 3, extra: 1 },
    }));

  it("starts at the version that the event has", () =>
    expect(
      upcast("CoursePurchased", 2, { data: {}, metadata: { schemaVersion: 2 } }, renamed, 3).data,
    ).toEqual({ third: undefined }));

  it("leaves the newest alone", () => {
    const payload = { data: { id: 1 }, metadata: { schemaVersion: 3 } };
    expect(upcast("CoursePurchased", 3, payload, renamed, 3)).toBe(payload);
  });

  it("says which step is missing", () =>
    expect(() => upcast("TestPurchased", 1, { data: {}, metadata: {} }, renamed, 2)).toThrow(
      "no upcaster for TestPurchased from schema version 1",
    ));
});
