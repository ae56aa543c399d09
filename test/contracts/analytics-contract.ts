import { versionsOf } from "../support/model-changes.js";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { HistoryRecord, OwnershipDocument } from "../../src/stores/read-model/documents.js";
import type { HistoryAnalytics, Tally, TallyQuery } from "../../src/stores/read-model/history-analytics.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { aDate, collect, item, user } from "../support/events.js";
import { aRecord, inStoredOrder, revokedAt, someRecords, store } from "../support/history-records.js";
import type { ReadModelUnderTest } from "./read-model-contract.js";

const all: TallyQuery = { cuts: [], revocations: true };
const [one, two, three] = [
  "2026-01-01T00:00:00.000Z",
  "2026-01-02T00:00:00.000Z",
  "2026-01-03T00:00:00.000Z",
];
const justBefore = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString();

const purchasesIn = (tallies: readonly Tally[]): number =>
  tallies.reduce((sum, { purchases }) => sum + purchases, 0);

/** Counts of purchases by interval, e.g. [2, 0, 1]. */
function byInterval(tallies: readonly (Tally & { interval: number })[], intervals: number): number[] {
  return Array.from({ length: intervals }, (_, index) =>
    purchasesIn(tallies.filter(({ interval }) => interval === index)),
  );
}

/** What every read-model store keeps to when it counts and exports. An adapter passes in how to make one. */
export function analyticsContract(name: string, setUp: () => Promise<ReadModelUnderTest>): void {
  describe(`analytics contract: ${name}`, () => {
    let underTest: ReadModelUnderTest;
    let readModel: ReadModelStore;
    let analytics: HistoryAnalytics;

    beforeEach(async () => {
      underTest = await setUp();
      readModel = await underTest.open();
      analytics = readModel.analytics;
    });

    afterEach(async () => {
      await readModel.close();
      await underTest.cleanUp();
    });

    it("finds nothing in an empty store", async () => {
      expect(await analytics.tally(all)).toEqual({ purchases: [], revocations: [], undated: [] });
      expect(await analytics.topItems({ limit: 10 })).toEqual([]);
      expect(await analytics.dateSpan()).toBeUndefined();
      expect(await collect(analytics.historyRecords({}))).toEqual([]);
      expect(await collect(analytics.ownershipDocuments())).toEqual([]);
    });

    it("counts a range from its first instant to before its last", async () => {
      await store(readModel, [
        aRecord("before", { purchasedAt: justBefore(one) }),
        aRecord("first", { purchasedAt: one }),
        aRecord("last", { purchasedAt: justBefore(two) }),
        aRecord("after", { purchasedAt: two }),
      ]);
      const count = async (range: Partial<TallyQuery>): Promise<number> =>
        purchasesIn((await analytics.tally({ ...all, ...range })).purchases);
      expect(await count({ from: one, to: two })).toBe(2);
      expect(await count({ from: one })).toBe(3);
      expect(await count({ to: two })).toBe(3);
      expect(await count({})).toBe(4);
      expect(await count({ from: one, to: one })).toBe(0);
      expect(
        (await collect(analytics.historyRecords({ from: one, to: two }))).map((record) => record.purchaseId),
      ).toEqual(["first", "last"]);
      const items = await analytics.topItems({ from: one, to: two, limit: 10 });
      expect(items.map(({ itemId }) => itemId)).toEqual(["item-of-first", "item-of-last"]);
    });

    it("gives what happens at a cut to the interval that begins there", async () => {
      await store(readModel, [
        aRecord("0", { purchasedAt: justBefore(one), ...revokedAt(two) }),
        aRecord("1", { purchasedAt: one }),
        aRecord("2", { purchasedAt: justBefore(two), ...revokedAt(justBefore(two)) }),
        aRecord("3", { purchasedAt: two, ...revokedAt(three) }),
        aRecord("4", { purchasedAt: three }),
      ]);
      const open = await analytics.tally({ cuts: [one, two, three], revocations: true });
      expect(byInterval(open.purchases, 4)).toEqual([1, 2, 1, 1]);
      expect(byInterval(open.revocations, 4)).toEqual([0, 1, 1, 1]);
      const closed = await analytics.tally({ from: one, to: three, cuts: [two], revocations: true });
      expect(byInterval(closed.purchases, 2)).toEqual([2, 1]);
      expect(byInterval(closed.revocations, 2)).toEqual([1, 1]);
    });

    it("keeps purchases without a date apart, whatever the range", async () => {
      await store(readModel, [
        aRecord("p-1", { purchasedAt: null, price: null }),
        aRecord("p-2", { purchasedAt: null, price: null, kind: "test", ...revokedAt(one, "correction") }),
        aRecord("p-3"),
      ]);
      for (const range of [{}, { from: one }, { to: two }, { from: one, to: one }]) {
        const { undated } = await analytics.tally({ ...all, ...range });
        expect(undated).toHaveLength(2);
        expect(undated).toContainEqual({
          kind: "test",
          price: "unknown",
          currency: null,
          revokedReason: "correction",
          purchases: 1,
          amountMinor: 0n,
        });
      }
      expect(purchasesIn((await analytics.tally(all)).purchases)).toBe(1);
      // The revocation itself has a date.
      expect(purchasesIn((await analytics.tally(all)).revocations)).toBe(1);
      expect(await collect(analytics.historyRecords({}))).toHaveLength(3);
      expect(await collect(analytics.historyRecords({ from: "0000-01-01T00:00:00.000Z" }))).toHaveLength(1);
    });

    it("counts revocations only when they are asked for", async () => {
      await store(readModel, [aRecord("p-1", revokedAt(two))]);
      expect((await analytics.tally({ ...all, revocations: false })).revocations).toEqual([]);
      expect((await analytics.tally(all)).revocations).toHaveLength(1);
    });

    it("tells free, paid and unknown prices apart, and currencies, and sums beyond what a number holds", async () => {
      const price = (amountMinor: number, currency: string) => ({ price: { amountMinor, currency } });
      const most = Number.MAX_SAFE_INTEGER;
      await store(readModel, [
        aRecord("p-1", price(0, "EUR")),
        aRecord("p-2", price(most, "EUR")),
        aRecord("p-3", price(most, "EUR")),
        aRecord("p-4", price(1, "JPY")),
        aRecord("p-5", { price: null }),
      ]);
      const { purchases } = await analytics.tally(all);
      const tally = { interval: 0, kind: "course", revokedReason: null };
      expect(purchases).toHaveLength(4);
      expect(purchases).toEqual(
        expect.arrayContaining([
          { ...tally, price: "free", currency: "EUR", purchases: 1, amountMinor: 0n },
          { ...tally, price: "paid", currency: "EUR", purchases: 2, amountMinor: 2n * BigInt(most) },
          { ...tally, price: "paid", currency: "JPY", purchases: 1, amountMinor: 1n },
          { ...tally, price: "unknown", currency: null, purchases: 1, amountMinor: 0n },
        ]),
      );
    });

    it("ranks items by the purchases that stand, then by all, then by kind and id", async () => {
      const of = (itemId: string, userId: string, change: Partial<HistoryRecord> = {}): HistoryRecord =>
        aRecord(`${itemId}-${userId}`, {
          userId: user(userId),
          itemId: item("course", itemId).id,
          ...change,
        });
      await store(readModel, [
        of("b", "u-1"),
        of("b", "u-2"),
        of("c", "u-1"),
        of("c", "u-2", revokedAt(two)),
        of("c", "u-3", revokedAt(two)),
        of("a", "u-1"),
        of("a", "u-2", { purchasedAt: null }),
        of("a", "u-3", { kind: "test" }),
        of("d", "u-1", { purchasedAt: null }),
      ]);
      const tally = { kind: "course", revoked: 0, undated: 0 };
      const ranked = [
        { ...tally, itemId: "b", purchases: 2 },
        { ...tally, itemId: "c", purchases: 3, revoked: 2 },
        { ...tally, itemId: "a", purchases: 1, undated: 1 },
        { ...tally, itemId: "a", purchases: 1, kind: "test" },
      ];
      expect(await analytics.topItems({ limit: 10 })).toEqual(ranked);
      expect(await analytics.topItems({ limit: 2 })).toEqual(ranked.slice(0, 2));
      expect(await analytics.topItems({ limit: 10, kind: "test" })).toEqual(ranked.slice(3));
      expect(await analytics.topItems({ limit: 10, to: aDate })).toEqual([]);
    });

    it("finds the first and the last date of purchases and revocations", async () => {
      await store(readModel, [aRecord("p-1", { purchasedAt: two, ...revokedAt(three) })]);
      expect(await analytics.dateSpan()).toEqual({ first: two, last: three });
      await store(readModel, [
        aRecord("p-2", { userId: user("u-2"), purchasedAt: null, ...revokedAt(one) }),
        aRecord("p-3", { userId: user("u-2"), purchasedAt: null }),
      ]);
      expect(await analytics.dateSpan()).toEqual({ first: one, last: three });
    });

    it("gives every record once, in order and unchanged, however many there are", async () => {
      const records = await store(
        readModel,
        Array.from({ length: 2500 }, (_, index) =>
          // One user with more than a batch, and many with one record.
          aRecord(`p-${index}`, { userId: user(index < 1500 ? "a-lot" : `u-${index}`) }),
        ),
      );
      const batches: (readonly HistoryRecord[])[] = [];
      for await (const batch of analytics.historyRecords({})) batches.push(batch);
      expect(batches.flat()).toEqual(inStoredOrder(records));
      expect(batches.length).toBeGreaterThan(1);
      expect(batches.every((batch) => batch.length > 0)).toBe(true);
    });

    it("gives the records of a user, of an item, or of both", async () => {
      const shared = item("course", "shared").id;
      await store(readModel, [
        aRecord("p-1", { itemId: shared }),
        aRecord("p-2", { kind: "test", itemId: shared }),
        aRecord("p-3", { userId: user("u-2"), itemId: shared }),
        aRecord("p-4", { userId: user("u-2") }),
      ]);
      const ids = async (filter: Parameters<HistoryAnalytics["historyRecords"]>[0]): Promise<string[]> =>
        (await collect(analytics.historyRecords(filter))).map(({ purchaseId }) => purchaseId);
      expect(await ids({ userId: user("u-2") })).toEqual(["p-3", "p-4"]);
      expect(await ids({ item: { kind: "course", id: shared } })).toEqual(["p-1", "p-3"]);
      expect(await ids({ userId: user("u-1"), item: { kind: "test", id: shared } })).toEqual(["p-2"]);
      expect(await ids({ userId: user("nobody") })).toEqual([]);
    });

    it("gives the documents of all users in order, or of one", async () => {
      const documents = Array.from({ length: 1200 }, (_, index): OwnershipDocument => ({
        userId: user(`u-${10_000 + index}`),
        purchasedCourses: [item("course", "c-1").id],
        purchasedCoursesAt: [null],
        purchasedTests: [],
        purchasedTestsAt: [],
        revision: index,
      }));
      await store(readModel, [], documents.toReversed());
      expect(await collect(analytics.ownershipDocuments())).toEqual(documents);
      expect(await collect(analytics.ownershipDocuments(user("u-10007")))).toEqual([documents[7]]);
      expect(await collect(analytics.ownershipDocuments(user("nobody")))).toEqual([]);
    });

    it("sees the live models only, and a rebuild once it is swapped in", async () => {
      await store(readModel, [aRecord("p-1")]);
      const rebuild = await readModel.rebuild(versionsOf(), { resume: false });
      await store(rebuild, [aRecord("p-1"), aRecord("p-2")]);
      const count = async (): Promise<number[]> => [
        purchasesIn((await analytics.tally(all)).purchases),
        (await analytics.topItems({ limit: 10 })).length,
        (await collect(analytics.historyRecords({}))).length,
      ];
      expect(await count()).toEqual([1, 1, 1]);
      expect(await rebuild.swap()).toBe("swapped");
      expect(await count()).toEqual([2, 2, 2]);
    });

    it("answers questions that come together each for itself, while the models are written", async () => {
      await store(readModel, [aRecord("p-1", { purchasedAt: one }), aRecord("p-2", { purchasedAt: two })]);
      const [everything, day, items] = await Promise.all([
        analytics.tally(all),
        analytics.tally({ from: one, to: two, cuts: [], revocations: false }),
        analytics.topItems({ from: two, limit: 1 }),
        store(readModel, [aRecord("p-9", { userId: user("u-9"), purchasedAt: "1999-01-01T00:00:00.000Z" })]),
      ]);
      expect(purchasesIn(day.purchases)).toBe(1);
      expect(items.map(({ itemId }) => itemId)).toEqual(["item-of-p-2"]);
      expect([2, 3]).toContain(purchasesIn(everything.purchases));
      expect(purchasesIn((await analytics.tally(all)).purchases)).toBe(3);
    });

    it("refuses to count once it is closed", async () => {
      const counting = analytics.tally(all);
      await readModel.close();
      await expect(counting).resolves.toMatchObject({ purchases: [] });
      await expect(analytics.tally(all)).rejects.toMatchObject({ code: "read_model_unavailable" });
    });

    it("counts as a plain walk over the records does", async () => {
      const cuts = [one, two, "2026-01-15T12:34:56.789Z"];
      await fc.assert(
        fc.asyncProperty(someRecords, async (records) => {
          const fresh = await setUp();
          const model = await fresh.open();
          try {
            await store(model, records);
            const query = { from: "2025-12-25T00:00:00.000Z", to: "2026-02-01T00:00:00.000Z", cuts };
            const tallies = await model.analytics.tally({ ...query, revocations: true });
            const starts = [query.from, ...cuts];
            const intervalOf = (date: string | null): number =>
              date === null || date >= query.to ? -1 : starts.findLastIndex((start) => start <= date);
            const expected = (date: (record: HistoryRecord) => string | null): string[] =>
              keysOf(records.map((record) => ({ record, interval: intervalOf(date(record)) })));
            expect(keysOfTallies(tallies.purchases)).toEqual(expected(({ purchasedAt }) => purchasedAt));
            expect(keysOfTallies(tallies.revocations)).toEqual(expected((record) => record.revokedAt));
            expect(purchasesIn(tallies.undated)).toBe(
              records.filter(({ purchasedAt }) => purchasedAt === null).length,
            );
          } finally {
            await model.close();
            await fresh.cleanUp();
          }
        }),
        { numRuns: 15 },
      );
    }, 60_000);
  });
}

const classOf = ({ price }: HistoryRecord): string =>
  price === null ? "unknown" : price.amountMinor === 0 ? "free" : "paid";

/** Sorted lines `interval kind price currency reason: count, sum`. */
function keysOf(drawn: readonly { readonly record: HistoryRecord; readonly interval: number }[]): string[] {
  const groups = new Map<string, { count: number; sum: bigint }>();
  for (const { record, interval } of drawn.filter((each) => each.interval >= 0)) {
    const currency = record.price?.currency ?? null;
    const reason = record.revokedReason;
    const key = `${interval} ${record.kind} ${classOf(record)} ${String(currency)} ${String(reason)}`;
    const { count, sum } = groups.get(key) ?? { count: 0, sum: 0n };
    groups.set(key, { count: count + 1, sum: sum + BigInt(record.price?.amountMinor ?? 0) });
  }
  return [...groups].map(([key, { count, sum }]) => `${key}: ${count}, ${sum}`).sort();
}

const keysOfTallies = (tallies: readonly (Tally & { interval: number })[]): string[] =>
  tallies
    .map(
      ({ interval, kind, price, currency, revokedReason, purchases, amountMinor }) =>
        `${interval} ${kind} ${price} ${String(currency)} ${String(revokedReason)}: ${purchases}, ${amountMinor}`,
    )
    .sort();
