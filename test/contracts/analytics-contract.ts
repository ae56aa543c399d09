import { versionsOf } from "../support/model-changes.js";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  soldAtOf,
  type HistoryRecord,
  type OwnershipDocument,
} from "../../src/stores/read-model/documents.js";
import type { HistoryAnalytics, Tally, TallyQuery } from "../../src/stores/read-model/history-analytics.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { collect, item, user } from "../support/events.js";
import {
  aRecord,
  aRefund,
  inStoredOrder,
  revokedAt,
  someRecords,
  store,
  withDetails,
} from "../support/history-records.js";
import type { ReadModelUnderTest } from "./read-model-contract.js";

const all: TallyQuery = { cuts: [] };
const [one, two, three] = [
  "2026-01-01T00:00:00.000Z",
  "2026-01-02T00:00:00.000Z",
  "2026-01-03T00:00:00.000Z",
];
const justBefore = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString();

const countIn = (tallies: readonly Tally[]): number => tallies.reduce((sum, { count }) => sum + count, 0);

/** Counts of purchases by interval, e.g. [2, 0, 1]. */
function byInterval(tallies: readonly (Tally & { interval: number })[], intervals: number): number[] {
  return Array.from({ length: intervals }, (_, index) =>
    countIn(tallies.filter(({ interval }) => interval === index)),
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
      expect(await analytics.tally(all)).toEqual({
        purchases: [],
        revocations: [],
        refunds: [],
        undated: [],
      });
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
        countIn((await analytics.tally({ ...all, ...range })).purchases);
      expect(await count({ from: one, to: two })).toBe(2);
      expect(await count({ from: one })).toBe(3);
      expect(await count({ to: two })).toBe(3);
      expect(await count({})).toBe(4);
      expect(await count({ from: one, to: one })).toBe(0);
      expect(
        (await collect(analytics.historyRecords({ from: one, to: two }))).map((record) => record.purchaseId),
      ).toEqual(["first", "last"]);
      const { purchases } = await analytics.tally({ cuts: [], from: one, to: two, byItem: true });
      expect(purchases.map(({ itemId }) => itemId).sort()).toEqual(["item-of-first", "item-of-last"]);
    });

    it("gives what happens at a cut to the interval that begins there", async () => {
      await store(readModel, [
        aRecord("0", { purchasedAt: justBefore(one), ...revokedAt(two) }),
        aRecord("1", { purchasedAt: one }),
        aRecord("2", { purchasedAt: justBefore(two), ...revokedAt(justBefore(two)) }),
        aRecord("3", { purchasedAt: two, ...revokedAt(three) }),
        aRecord("4", { purchasedAt: three }),
      ]);
      const open = await analytics.tally({ cuts: [one, two, three] });
      expect(byInterval(open.purchases, 4)).toEqual([1, 2, 1, 1]);
      expect(byInterval(open.revocations, 4)).toEqual([0, 1, 1, 1]);
      const closed = await analytics.tally({ from: one, to: three, cuts: [two] });
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
          itemId: null,
          price: "unknown",
          currency: null,
          revokedReason: "correction",
          count: 1,
          amountMinor: 0n,
          discountMinor: 0n,
        });
      }
      expect(countIn((await analytics.tally(all)).purchases)).toBe(1);
      // The revocation itself has a date.
      expect(countIn((await analytics.tally(all)).revocations)).toBe(1);
      expect(await collect(analytics.historyRecords({}))).toHaveLength(3);
      expect(await collect(analytics.historyRecords({ from: "0000-01-01T00:00:00.000Z" }))).toHaveLength(1);
    });

    it("counts each refund at its own date, not at that of the purchase", async () => {
      const refunds = [aRefund(500, two, "re_1"), aRefund(700, three, "re_2"), aRefund(1, three, "re_3")];
      await store(readModel, [
        aRecord("p-1", { purchasedAt: one, ...withDetails({ refunds }) }),
        aRecord("p-2", { purchasedAt: null, ...withDetails({ refunds: [aRefund(9, one)] }) }),
      ]);
      const tally = { kind: "course", itemId: null, price: "paid", currency: "EUR", revokedReason: null };
      const found = await analytics.tally({ cuts: [two, three] });
      expect(found.refunds.toSorted((a, b) => a.interval - b.interval)).toEqual([
        { ...tally, interval: 0, count: 1, amountMinor: 9n, discountMinor: 0n },
        { ...tally, interval: 1, count: 1, amountMinor: 500n, discountMinor: 0n },
        { ...tally, interval: 2, count: 2, amountMinor: 701n, discountMinor: 0n },
      ]);
      expect(byInterval(found.purchases, 3)).toEqual([1, 0, 0]);
      expect(countIn((await analytics.tally({ cuts: [], from: two, to: three })).refunds)).toBe(1);
      expect(await analytics.dateSpan()).toEqual({ first: one, last: three });
    });

    it("adds up discounts, and none that is in another currency than the price", async () => {
      const listPrice = (currency: string) => ({ listPrice: { amountMinor: 4990, currency } });
      const discount = { discount: { code: "AUTUMN", amountMinor: 499 } };
      await store(readModel, [
        aRecord("p-1", withDetails({ ...listPrice("EUR"), ...discount })),
        aRecord("p-2", withDetails({ ...listPrice("EUR"), ...discount })),
        aRecord("p-3", withDetails({ ...listPrice("USD"), ...discount })),
        aRecord("p-4", withDetails(listPrice("EUR"))),
        aRecord("p-5"),
      ]);
      const { purchases } = await analytics.tally(all);
      expect(purchases).toMatchObject([{ count: 5, amountMinor: 5n * 2999n, discountMinor: 998n }]);
    });

    it("dates a purchase without a date by the evidence of its price", async () => {
      const evidence = (paidAt: string | null) => withDetails({ priceEvidence: { paidAt, reference: null } });
      await store(readModel, [
        aRecord("p-1", { purchasedAt: null, ...evidence(two) }),
        aRecord("p-2", { purchasedAt: null, ...evidence(null) }),
        aRecord("p-3", { purchasedAt: one, ...evidence(three) }),
      ]);
      const { purchases, undated } = await analytics.tally({ cuts: [two, three] });
      expect(byInterval(purchases, 3)).toEqual([1, 1, 0]);
      expect(countIn(undated)).toBe(1);
      expect(await analytics.dateSpan()).toEqual({ first: one, last: two });
      expect(
        (await collect(analytics.historyRecords({ from: two, to: three }))).map(
          ({ purchaseId }) => purchaseId,
        ),
      ).toEqual(["p-1"]);
    });

    it("separates free, paid and unknown prices, and currencies, and sums beyond what a number holds", async () => {
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
      const tally = { interval: 0, kind: "course", itemId: null, revokedReason: null, discountMinor: 0n };
      expect(purchases).toHaveLength(4);
      expect(purchases).toEqual(
        expect.arrayContaining([
          { ...tally, price: "free", currency: "EUR", count: 1, amountMinor: 0n },
          { ...tally, price: "paid", currency: "EUR", count: 2, amountMinor: 2n * BigInt(most) },
          { ...tally, price: "paid", currency: "JPY", count: 1, amountMinor: 1n },
          { ...tally, price: "unknown", currency: null, count: 1, amountMinor: 0n },
        ]),
      );
    });

    it("counts each item by itself, or one kind or item only", async () => {
      const of = (itemId: string, userId: string, change: Partial<HistoryRecord> = {}): HistoryRecord =>
        aRecord(`${itemId}-${userId}`, {
          userId: user(userId),
          itemId: item("course", itemId).id,
          ...change,
        });
      await store(readModel, [
        of("b", "u-1"),
        of("b", "u-2", revokedAt(two)),
        of("a", "u-1"),
        of("a", "u-2", { purchasedAt: null }),
        of("a", "u-3", { kind: "test", ...withDetails({ refunds: [aRefund(1, one)] }) }),
      ]);
      const itemsOf = (tallies: readonly Tally[]) =>
        tallies.map(({ kind, itemId, count }) => `${kind} ${String(itemId)}: ${count}`).sort();
      const found = await analytics.tally({ ...all, byItem: true });
      expect(itemsOf(found.purchases)).toEqual(["course a: 1", "course b: 1", "course b: 1", "test a: 1"]);
      expect(itemsOf(found.revocations)).toEqual(["course b: 1"]);
      expect(itemsOf(found.refunds)).toEqual(["test a: 1"]);
      expect(itemsOf(found.undated)).toEqual(["course a: 1"]);
      expect(itemsOf((await analytics.tally({ ...all, kind: "test" })).purchases)).toEqual(["test null: 1"]);
      const ofA = await analytics.tally({ ...all, itemId: item("course", "a").id });
      expect(itemsOf(ofA.purchases)).toEqual(["course null: 1", "test null: 1"]);
      expect([countIn(ofA.refunds), countIn(ofA.revocations), countIn(ofA.undated)]).toEqual([1, 0, 1]);
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
        countIn((await analytics.tally(all)).purchases),
        (await analytics.tally({ ...all, byItem: true })).purchases.length,
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
        analytics.tally({ from: one, to: two, cuts: [] }),
        analytics.tally({ from: two, to: three, cuts: [], byItem: true }),
        store(readModel, [aRecord("p-9", { userId: user("u-9"), purchasedAt: "1999-01-01T00:00:00.000Z" })]),
      ]);
      expect(countIn(day.purchases)).toBe(1);
      expect(items.purchases.map(({ itemId }) => itemId)).toEqual(["item-of-p-2"]);
      expect([2, 3]).toContain(countIn(everything.purchases));
      expect(countIn((await analytics.tally(all)).purchases)).toBe(3);
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
            const tallies = await model.analytics.tally({ ...query, byItem: true });
            const starts = [query.from, ...cuts];
            const intervalOf = (date: string): number =>
              date >= query.to ? -1 : starts.findLastIndex((start) => start <= date);
            const expected = (entriesOf: (record: HistoryRecord) => readonly Entry[]): string[] =>
              keysOf(
                records.flatMap(entriesOf).map((entry) => ({ ...entry, interval: intervalOf(entry.date) })),
              );
            const at = (record: HistoryRecord, date: string | null): readonly Entry[] =>
              date === null
                ? []
                : [{ record, date, amounts: [record.price?.amountMinor ?? 0, discountIn(record)] }];
            expect(keysOfTallies(tallies.purchases)).toEqual(
              expected((record) => at(record, soldAtOf(record))),
            );
            expect(keysOfTallies(tallies.revocations)).toEqual(
              expected((record) => at(record, record.revokedAt)),
            );
            expect(keysOfTallies(tallies.refunds)).toEqual(
              expected((record) =>
                (record.details?.refunds ?? []).map(({ refundedAt, amountMinor }) => ({
                  ...{ record, date: refundedAt, amounts: [amountMinor, 0] },
                })),
              ),
            );
            expect(countIn(tallies.undated)).toBe(
              records.filter((record) => soldAtOf(record) === null).length,
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

function discountIn({ price, details }: HistoryRecord): number {
  const isInCurrency = price !== null && details?.listPrice?.currency === price.currency;
  return isInCurrency ? (details.discount?.amountMinor ?? 0) : 0;
}

interface Entry {
  readonly record: HistoryRecord;
  readonly date: string;
  /** The amount and the discount. */
  readonly amounts: readonly number[];
}

/** Sorted lines `interval kind item price currency reason: count, amount, discount`. */
function keysOf(drawn: readonly (Entry & { readonly interval: number })[]): string[] {
  const groups = new Map<string, { count: number; amount: bigint; discount: bigint }>();
  for (const { record, interval, amounts } of drawn.filter((each) => each.interval >= 0)) {
    const currency = record.price?.currency ?? null;
    const reason = record.revokedReason;
    const key = `${interval} ${record.kind} ${record.itemId} ${classOf(record)} ${String(currency)} ${String(reason)}`;
    const group = groups.get(key) ?? { count: 0, amount: 0n, discount: 0n };
    const [amount = 0, discount = 0] = amounts;
    groups.set(key, {
      count: group.count + 1,
      amount: group.amount + BigInt(amount),
      discount: group.discount + BigInt(discount),
    });
  }
  return [...groups]
    .map(([key, { count, amount, discount }]) => `${key}: ${count}, ${amount}, ${discount}`)
    .sort();
}

const keysOfTallies = (tallies: readonly (Tally & { interval: number })[]): string[] =>
  tallies
    .map((tally) => {
      const { interval, kind, itemId, price, currency, revokedReason, count, amountMinor, discountMinor } =
        tally;
      const key = `${interval} ${kind} ${String(itemId)} ${price} ${String(currency)} ${String(revokedReason)}`;
      return `${key}: ${count}, ${amountMinor}, ${discountMinor}`;
    })
    .sort();
