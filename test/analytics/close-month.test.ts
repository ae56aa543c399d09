import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { figuresOf, totalsOf, type Line } from "../../src/analytics/books.js";
import { nextMonth } from "../../src/analytics/months.js";
import { openTimeZone } from "../../src/analytics/time-zone.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { copyLog } from "../../src/log/copy-log.js";
import { closedMonths, closedRange, closeMonth } from "../../src/operations/close-month.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { append, coursePurchased, item, metadata, purchase, user } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let eventStore: EventStore;
let now: Date;

const by = { operator: "jo", reason: "" };
const close = (month: string, tz?: string, store = eventStore) =>
  closeMonth(
    { eventStore: store, month, zone: tz === undefined ? undefined : openTimeZone(tz), now: () => now },
    by,
  );

/** Gross, refunds and net. */
const shown = (...lines: readonly (readonly Line[])[]): readonly string[] =>
  figuresOf(totalsOf(lines.flat())).revenue.flatMap(({ gross, refunds, net }) => [
    ...[gross.amount, refunds.amount, net.amount],
  ]);

beforeEach(async () => {
  folder = await temporaryFolder();
  eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  now = new Date("2026-12-03T00:00:00.000Z");
});
afterEach(async () => {
  await eventStore.close();
  await folder.remove();
});

const october = (userId: string): PurchaseEvent =>
  coursePurchased(userId, "p-1", "c-1", "2026-10-31T23:30:00.000Z");

const purchaseRefunded = (
  userId: string,
  purchaseId: string,
  amountMinor: number,
  at: string,
): PurchaseEvent => ({
  type: "PurchaseRefunded",
  data: {
    ...{ userId: user(userId), purchaseId: purchase(purchaseId), item: item("course", "c-1") },
    ...{ refundId: "re_1", amount: { amountMinor, currency: "EUR" } },
    ...{ reason: "requested", reference: null, refundedAt: at },
  },
  metadata: metadata(),
});

describe("closing a month", () => {
  it("pins its figures, and proves later that they are unchanged, whatever came since", async () => {
    await append(eventStore, october("u-1"));
    const { outcome, closing } = await close("2026-10");
    expect([outcome, closing.events, closing.operator]).toEqual(["closed", 1, "jo"]);
    expect(shown(closing.figures)).toEqual(["29.99", "0.00", "29.99"]);
    await append(eventStore, october("u-2"));
    const again = await close("2026-10");
    expect([again.outcome, again.closing.hash, again.now.hash]).toEqual([
      "unchanged",
      closing.hash,
      closing.hash,
    ]);
    expect(await closedMonths(eventStore.audit)).toHaveLength(1);
  });

  it("counts in the next month what came too late, and each refund in its own month", async () => {
    await append(eventStore, october("u-1"));
    await close("2026-10");
    await append(eventStore, october("u-2"));
    await append(eventStore, purchaseRefunded("u-1", "p-1", 1000, "2026-11-15T00:00:00.000Z"));
    await append(eventStore, purchaseRefunded("u-2", "p-1", 999, "2026-10-31T23:59:00.000Z"));
    const { closing } = await close("2026-11");
    expect(shown(closing.figures)).toEqual(["0.00", "10.00", "-10.00"]);
    expect(shown(closing.late)).toEqual(["29.99", "9.99", "20.00"]);
    // The months add up to all that there is.
    const [first, second] = await closedMonths(eventStore.audit);
    expect(totalsOf([first!, second!].flatMap(({ figures, late }) => [...figures, ...late]))).toEqual(
      second!.total,
    );
    expect((await close("2026-10")).outcome).toBe("unchanged");
  });

  it("is refused before the month is over where it is, out of turn, and in another time zone", async () => {
    now = new Date("2026-10-31T22:59:59.999Z");
    await expect(close("2026-10", "Europe/Berlin")).rejects.toMatchObject({ code: "request_invalid" });
    now = new Date("2026-10-31T23:00:00.000Z");
    expect((await close("2026-10", "Europe/Berlin")).closing).toMatchObject({
      timeZone: "Europe/Berlin",
      from: "2026-09-30T22:00:00.000Z",
      to: "2026-10-31T23:00:00.000Z",
      eventId: null,
    });
    now = new Date("2027-01-03T00:00:00.000Z");
    for (const month of ["2026-12", "2026-09"])
      await expect(close(month)).rejects.toMatchObject({
        message: expect.stringContaining("2026-11") as unknown,
      });
    await expect(close("2026-11", "UTC")).rejects.toMatchObject({ code: "request_invalid" });
    expect((await close("2026-11")).closing.timeZone).toBe("Europe/Berlin");
    expect(closedRange(await closedMonths(eventStore.audit))).toEqual({
      from: "2026-09-30T22:00:00.000Z",
      to: "2026-11-30T23:00:00.000Z",
    });
  });

  it.each([
    ["2026-11", "UTC", "2026-11 is the last closed month: close 2026-12 next."],
    ["2026-10", "Europe/Berlin", "Months are closed in Europe/Berlin; 2026-10 cannot begin in UTC."],
  ])("is refused if another process closes %s in %s as the first at the same time", async (...other) => {
    const [month, zone, message] = other;
    await append(eventStore, october("u-1"));
    const { audit } = eventStore;
    const record: typeof audit.record = async (entry) => {
      await close(month, zone);
      await audit.record(entry);
    };
    const counting = close("2026-10", "UTC", { ...eventStore, audit: { ...audit, record } });
    await expect(counting).rejects.toMatchObject({ code: "request_invalid", message });
    expect(await closedMonths(audit)).toMatchObject([{ month, timeZone: zone }]);
  });

  it("does not begin long before the first purchase: each month since then would have to be closed", async () => {
    await append(eventStore, october("u-1"));
    for (const mistyped of ["2016-10", "0000-12", "2025-09"])
      await expect(close(mistyped)).rejects.toMatchObject({
        code: "request_invalid",
        message:
          `${mistyped} is more than a year before the first purchase, of 2026-10-31T23:30:00.000Z. ` +
          "Months are closed in turn from the first one on: begin with a later month.",
      });
    expect(await closedMonths(eventStore.audit)).toEqual([]);
    expect((await close("2025-10")).outcome).toBe("closed");
  });

  it("can be cancelled while it looks for the first purchase", async () => {
    await append(eventStore, october("u-1"));
    const cancelling = new AbortController();
    let reads = 0;
    const readAll: EventStore["readAll"] = (options) => {
      if (++reads === 2) cancelling.abort();
      return eventStore.readAll(options);
    };
    const options = { month: "2025-10", zone: undefined, now: () => now, signal: cancelling.signal };
    const closing = closeMonth({ ...options, eventStore: { ...eventStore, readAll } }, by);
    await expect(closing).rejects.toMatchObject({ name: "AbortError" });
    expect(await closedMonths(eventStore.audit)).toEqual([]);
  });

  it("does not begin long ago while nothing was bought yet", async () => {
    await expect(close("2016-10")).rejects.toThrow(
      "2016-10 is more than a year before now, and nothing was bought yet.",
    );
    expect(await closedMonths(eventStore.audit)).toEqual([]);
    expect((await close("2025-12")).outcome).toBe("closed");
  });

  it.each([
    ["0098-12", "0099-01"],
    ["2026-12", "2027-01"],
  ])("is followed, after %s, by %s", (month, next) => {
    expect(nextMonth(month)).toBe(next);
  });

  it("is kept with the log: a copy of it proves the same", async () => {
    await append(eventStore, october("u-1"));
    await append(eventStore, october("u-2"));
    await close("2026-10");
    const target = await openEmbeddedEventStore({ path: join(folder.path, "copy.db") });
    try {
      await copyLog({ from: eventStore, to: target }).result;
      expect((await close("2026-10", undefined, target)).outcome).toBe("unchanged");
    } finally {
      await target.close();
    }
  });

  it("is not in a copy that lacks the events it goes up to, until they are copied as well", async () => {
    await append(eventStore, october("u-1"));
    const { skipped } = eventStore;
    // Read once all events are copied.
    const all: typeof skipped.all = async function* () {
      await append(eventStore, october("u-2"));
      await close("2026-10");
      yield* skipped.all();
    };
    const target = await openEmbeddedEventStore({ path: join(folder.path, "copy.db") });
    try {
      await copyLog({ from: { ...eventStore, skipped: { ...skipped, all } }, to: target }).result;
      expect(await closedMonths(target.audit)).toEqual([]);
      await copyLog({ from: eventStore, to: target }).result;
      expect((await close("2026-10", undefined, target)).outcome).toBe("unchanged");
    } finally {
      await target.close();
    }
  });

  it("says so when the log is another one", async () => {
    await append(eventStore, october("u-1"));
    await append(eventStore, october("u-2"));
    await close("2026-10");
    const entry = (await eventStore.audit.entries({ limit: 1 }))[0]!;
    await eventStore.close();
    await rm(join(folder.path, "events.db"));
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    await append(eventStore, october("u-1"));
    await eventStore.audit.record(entry);
    const { outcome, closing, now: found } = await close("2026-10");
    expect([outcome, closing.events, found.events]).toEqual(["changed", 2, 1]);
  });

  it("says so when somebody has changed the figures in the closing, and names them", async () => {
    await append(eventStore, october("u-1"));
    const { closing } = await close("2026-10");
    const [entry] = await eventStore.audit.entries({ limit: 1 });
    const figures = closing.figures.map((line) => ({ ...line, grossMinor: "1" }));
    const copy = await openEmbeddedEventStore({ path: join(folder.path, "copy.db") });
    try {
      await append(copy, october("u-1"));
      await copy.audit.record({ ...entry!, details: { ...entry!.details, figures } });
      expect(await close("2026-10", undefined, copy)).toMatchObject({
        outcome: "changed",
        differences: [{ what: "dated in it, EUR: gross", closed: "0.01", now: "29.99" }],
      });
    } finally {
      await copy.close();
    }
  });

  it("is refused while an event cannot be read: the figures would miss it", async () => {
    const event = october("u-1");
    const newer = {
      ...event,
      metadata: { ...event.metadata, schemaVersion: 99 },
    } as unknown as PurchaseEvent;
    await append(eventStore, newer);
    await expect(close("2026-10")).rejects.toMatchObject({ code: "event_invalid" });
    expect(await closedMonths(eventStore.audit)).toEqual([]);
  });
});
