import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { join } from "node:path";
import { intervals, type Interval } from "../../src/analytics/buckets.js";
import { summarise, type Summary } from "../../src/analytics/summary.js";
import { tallyOverTime, type Timeseries } from "../../src/analytics/timeseries.js";
import { openTimeZone } from "../../src/analytics/time-zone.js";
import { soldAtOf, type HistoryRecord } from "../../src/stores/read-model/documents.js";
import type { InstantRange } from "../../src/stores/read-model/history-analytics.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { aRecord, aRefund, revokedAt, someRecords, store, withDetails } from "../support/history-records.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let opened: ReadModelStore[];

async function modelWith(records: readonly HistoryRecord[]): Promise<ReadModelStore> {
  const model = await openSqliteReadModel({ path: join(folder.path, `${opened.length}.db`) });
  opened.push(model);
  await store(model, records);
  return model;
}

const euros = (amountMinor: number) => ({ price: { amountMinor, currency: "EUR" } });

beforeEach(async () => {
  folder = await temporaryFolder();
  opened = [];
});
afterEach(async () => {
  for (const model of opened) await model.close();
  await folder.remove();
});

describe("the summary", () => {
  const summaryOf = async (...records: readonly HistoryRecord[]): Promise<Summary> =>
    summarise((await modelWith(records)).analytics, {});

  it("is all zeros at first", async () => {
    expect(await summaryOf()).toEqual({
      purchases: {
        total: 0,
        courses: 0,
        tests: 0,
        free: 0,
        paid: 0,
        withoutPrice: 0,
        revoked: { total: 0, refund: 0, chargeback: 0, correction: 0 },
      },
      revenue: [],
      undated: { total: 0, courses: 0, tests: 0, withoutPrice: 0, revenue: [] },
    });
  });

  it("keeps what came in and what went back apart by currency", async () => {
    const yen = { price: { amountMinor: 1500, currency: "JPY" } };
    const dinars = { price: { amountMinor: 12_345, currency: "BHD" } };
    const coupon = {
      listPrice: { amountMinor: 3999, currency: "EUR" },
      discount: { code: "AUTUMN", amountMinor: 1000 },
    };
    const { purchases, revenue } = await summaryOf(
      aRecord("p-1", { ...euros(2999), ...withDetails(coupon) }),
      aRecord("p-2", { ...euros(1), ...revokedAt("2026-05-01T00:00:00.000Z", "chargeback") }),
      aRecord("p-3", { ...euros(0), kind: "test" }),
      aRecord("p-4", yen),
      aRecord("p-5", { ...dinars, ...withDetails({ refunds: [aRefund(345, "2026-05-01T00:00:00.000Z")] }) }),
      aRecord("p-6", { price: null }),
    );
    expect(purchases).toMatchObject({ total: 6, courses: 5, tests: 1, free: 1, paid: 4, withoutPrice: 1 });
    expect(purchases.revoked).toEqual({ total: 1, refund: 0, chargeback: 1, correction: 0 });
    expect(revenue).toEqual([
      {
        ...{ currency: "BHD", paidPurchases: 1, refundCount: 1 },
        gross: { amountMinor: 12_345, amount: "12.345" },
        discounts: { amountMinor: 0, amount: "0.000" },
        refunds: { amountMinor: 345, amount: "0.345" },
        net: { amountMinor: 12_000, amount: "12.000" },
      },
      {
        ...{ currency: "EUR", paidPurchases: 2, refundCount: 0 },
        gross: { amountMinor: 4000, amount: "40.00" },
        discounts: { amountMinor: 1000, amount: "10.00" },
        refunds: { amountMinor: 0, amount: "0.00" },
        net: { amountMinor: 3000, amount: "30.00" },
      },
      {
        ...{ currency: "JPY", paidPurchases: 1, refundCount: 0 },
        gross: { amountMinor: 1500, amount: "1500" },
        discounts: { amountMinor: 0, amount: "0" },
        refunds: { amountMinor: 0, amount: "0" },
        net: { amountMinor: 1500, amount: "1500" },
      },
    ]);
  });

  it("takes a refund off its own month, not off that of the purchase", async () => {
    const { analytics } = await modelWith([
      aRecord("p-1", {
        purchasedAt: "2026-01-31T23:59:59.999Z",
        ...withDetails({
          refunds: [
            aRefund(1000, "2026-02-01T00:00:00.000Z", "re_1"),
            aRefund(1999, "2026-03-15T00:00:00.000Z", "re_2"),
          ],
        }),
      }),
    ]);
    const monthOf = (from: string, to: string) =>
      summarise(analytics, { from: `${from}T00:00:00.000Z`, to: `${to}T00:00:00.000Z` });
    const nets = [
      await monthOf("2026-01-01", "2026-02-01"),
      await monthOf("2026-02-01", "2026-03-01"),
      await monthOf("2026-03-01", "2026-04-01"),
      await monthOf("2026-01-01", "2026-04-01"),
    ].map(({ revenue: [euro] }) => [euro?.gross.amount, euro?.refunds.amount, euro?.net.amount]);
    expect(nets).toEqual([
      ["29.99", "0.00", "29.99"],
      ["0.00", "10.00", "-10.00"],
      ["0.00", "19.99", "-19.99"],
      ["29.99", "29.99", "0.00"],
    ]);
  });

  it("says a sum that no JSON number holds, exactly", async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const { revenue } = await summaryOf(aRecord("p-1", euros(most)), aRecord("p-2", euros(most - 1)));
    expect(revenue[0]?.gross).toEqual({ amountMinor: null, amount: "180143985094819.81" });
  });

  it("keeps what has no date out of everything but undated", async () => {
    const { purchases, revenue, undated } = await summaryOf(
      aRecord("p-1", { purchasedAt: null, ...euros(100) }),
      aRecord("p-2", { purchasedAt: null, kind: "test", ...revokedAt("2026-05-01T00:00:00.000Z") }),
    );
    // Its revocation has a date.
    expect([purchases.total, purchases.revoked.total, revenue]).toEqual([0, 1, []]);
    expect(undated).toMatchObject({ total: 2, courses: 1, tests: 1, withoutPrice: 0 });
    expect(undated.revenue).toMatchObject([{ currency: "EUR", gross: { amountMinor: 100 + 2999 } }]);
  });
});

describe("the timeseries", () => {
  const seriesOf = async (
    records: readonly HistoryRecord[],
    interval: Interval,
    tz: string,
    range: { from?: string; to?: string } = {},
  ): Promise<Timeseries> => {
    const zone = openTimeZone(tz);
    if (zone === undefined) throw new Error(tz);
    return tallyOverTime((await modelWith(records)).analytics, { ...range, interval, zone });
  };
  const counts = ({ buckets }: Timeseries): readonly (readonly [string, number, number, number])[] =>
    buckets.map(({ start, courses, tests, revoked }) => [start, courses, tests, revoked] as const);

  it("is not stretched by implausible dates, whatever systems took them for none", async () => {
    const dates = ["0001-01-01", "1970-01-01", "2026-01-31", "2026-02-02", "2204-05-02"];
    const records = dates.map((date, n) => aRecord(`p-${n}`, { purchasedAt: `${date}T10:00:00.000Z` }));
    const zone = openTimeZone("UTC")!;
    const { analytics } = await modelWith(records);
    const now = new Date("2026-03-01T00:00:00.000Z");
    const inBuckets = async (range: InstantRange, interval: Interval): Promise<readonly number[]> => {
      const { buckets, outside } = await tallyOverTime(analytics, { ...range, interval, zone, now });
      expect(buckets.length).toBeLessThanOrEqual(14 * 31);
      return [buckets.reduce((sum, { courses }) => sum + courses, 0), outside.courses];
    };
    const january = "2026-01-01T00:00:00.000Z";
    for (const interval of intervals) {
      expect([interval, await inBuckets({}, interval)]).toEqual([interval, [2, 3]]);
      // What is dated before a start, or after an end, was not asked for.
      expect(await inBuckets({ from: january }, interval)).toEqual([2, 1]);
      expect(await inBuckets({ to: "2026-02-01T00:00:00.000Z" }, interval)).toEqual([1, 2]);
      expect(await inBuckets({ from: january, to: "2026-04-01T00:00:00.000Z" }, interval)).toEqual([2, 0]);
      // Nothing plausible is in these ranges.
      expect(await inBuckets({ from: "2100-01-01T00:00:00.000Z" }, interval)).toEqual([0, 1]);
    }
  });

  it("counts a year whole, and what is dated outside of its periods by itself", async () => {
    const far = "2204-05-02T10:00:00.000Z";
    const series = await tallyOverTime(
      (
        await modelWith([
          aRecord("p-1", { purchasedAt: "2026-01-31T10:00:00.000Z", ...revokedAt(far) }),
          aRecord("p-2", { purchasedAt: "1970-01-01T00:00:00.000Z", kind: "test", price: null }),
          aRecord("p-3", { purchasedAt: far, ...withDetails({ refunds: [aRefund(1000, far)] }) }),
          aRecord("p-4", { purchasedAt: "2026-12-24T10:00:00.000Z" }),
        ])
      ).analytics,
      { interval: "year", zone: openTimeZone("UTC")!, now: new Date("2026-12-01T00:00:00.000Z") },
    );
    // What is wrong with 24 December is for nobody to see in a year.
    expect(series.buckets).toMatchObject([{ start: "2026-01-01", courses: 2, tests: 0, revoked: 0 }]);
    expect(series.outside).toMatchObject({ courses: 1, tests: 1, revoked: 1, withoutPrice: 1 });
    expect(series.outside.revenue).toMatchObject([
      { currency: "EUR", gross: { amount: "29.99" }, refunds: { amount: "10.00" } },
    ]);
  });

  it("has no buckets where nothing has a date, and as many as were asked for where something was", async () => {
    const undated = [aRecord("p-1", { purchasedAt: null })];
    const nothing = { courses: 0, tests: 0, withoutPrice: 0, revenue: [] };
    expect(await seriesOf([], "day", "UTC")).toEqual({
      buckets: [],
      undated: { ...nothing, total: 0 },
      outside: { ...nothing, revoked: 0 },
    });
    expect(await seriesOf(undated, "day", "UTC")).toMatchObject({ buckets: [], undated: { total: 1 } });
    const range = { from: "2026-01-01T00:00:00.000Z", to: "2026-01-03T00:00:00.000Z" };
    expect(await seriesOf(undated, "day", "UTC", range)).toMatchObject({
      buckets: [{ start: "2026-01-01" }, { start: "2026-01-02" }],
      undated: { total: 1 },
    });
    expect((await seriesOf(undated, "day", "UTC", { from: range.from })).buckets).toEqual([]);
  });

  it("puts a purchase on the day that it was where the reader is", async () => {
    const records = [aRecord("p-1", { purchasedAt: "2026-01-31T18:14:59.999Z" })];
    const day = async (tz: string): Promise<string | undefined> =>
      (await seriesOf(records, "day", tz)).buckets[0]?.start;
    expect(await day("UTC")).toBe("2026-01-31");
    expect(await day("Asia/Kathmandu")).toBe("2026-01-31");
    expect(await day("Asia/Ulaanbaatar")).toBe("2026-02-01");
    expect((await seriesOf(records, "month", "Asia/Ulaanbaatar")).buckets[0]?.start).toBe("2026-02-01");
  });

  it("counts the hour that comes twice, and misses none that does not come", async () => {
    const purchases = (...dates: readonly string[]) =>
      dates.map((purchasedAt, index) => aRecord(`p-${index}`, { purchasedAt }));
    // 02:30 in Berlin, before and after the clocks went back; then the last instant of the day, and the next one.
    const autumn = purchases(
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:30:00.000Z",
      "2026-10-25T22:59:59.999Z",
      "2026-10-25T23:00:00.000Z",
    );
    expect(counts(await seriesOf(autumn, "day", "Europe/Berlin"))).toEqual([
      ["2026-10-25", 3, 0, 0],
      ["2026-10-26", 1, 0, 0],
    ]);
    const spring = purchases(
      "2026-03-08T04:59:59.999Z",
      "2026-03-08T05:00:00.000Z",
      "2026-03-09T04:00:00.000Z",
    );
    expect(counts(await seriesOf(spring, "day", "America/New_York"))).toEqual([
      ["2026-03-07", 1, 0, 0],
      ["2026-03-08", 1, 0, 0],
      ["2026-03-09", 1, 0, 0],
    ]);
  });

  it("counts a revocation on its own day, and fills the days between", async () => {
    const series = await seriesOf(
      [
        aRecord("p-1", { purchasedAt: "2026-01-01T10:00:00.000Z", ...revokedAt("2026-01-03T10:00:00.000Z") }),
        aRecord("p-2", { purchasedAt: null, price: null, ...revokedAt("2026-01-04T10:00:00.000Z") }),
        aRecord("p-3", { purchasedAt: "2026-01-01T11:00:00.000Z", kind: "test", ...euros(0) }),
      ],
      "day",
      "UTC",
    );
    expect(counts(series)).toEqual([
      ["2026-01-01", 1, 1, 0],
      ["2026-01-02", 0, 0, 0],
      ["2026-01-03", 0, 0, 1],
      ["2026-01-04", 0, 0, 1],
    ]);
    // A revocation takes access, and no money.
    expect(series.buckets.map(({ revenue }) => revenue.map(({ net }) => net.amount))).toEqual([
      ["29.99"],
      [],
      [],
      [],
    ]);
  });

  it("counts a refund on its own day", async () => {
    const refunds = { refunds: [aRefund(1000, "2026-01-03T10:00:00.000Z")] };
    const purchase = aRecord("p-1", { purchasedAt: "2026-01-01T10:00:00.000Z", ...withDetails(refunds) });
    const { buckets } = await seriesOf([purchase], "day", "UTC");
    expect(
      buckets.map(({ start, revenue: [euro] }) => [start, euro?.refunds.amount, euro?.net.amount]),
    ).toEqual([
      ["2026-01-01", "0.00", "29.99"],
      ["2026-01-02", undefined, undefined],
      ["2026-01-03", "10.00", "-10.00"],
    ]);
  });

  it("counts in its first and last bucket only what is within the range", async () => {
    const records = ["09", "10", "11", "12"].map((hour) =>
      aRecord(`p-${hour}`, { purchasedAt: `2026-01-05T${hour}:00:00.000Z` }),
    );
    const range = { from: "2026-01-05T10:00:00.000Z", to: "2026-01-05T12:00:00.000Z" };
    expect(counts(await seriesOf(records, "week", "UTC", range))).toEqual([["2026-01-05", 2, 0, 0]]);
  });

  it("takes dates at the ends of time", async () => {
    const records = ["9999-12-31T23:59:59.999Z", "9999-11-30T00:00:00.000Z"].map((purchasedAt, index) =>
      aRecord(`p-${index}`, { purchasedAt }),
    );
    expect(counts(await seriesOf(records, "month", "Asia/Kathmandu"))).toEqual([
      ["9999-11-01", 1, 0, 0],
      ["9999-12-01", 0, 0, 0],
      ["+010000-01-01", 1, 0, 0],
    ]);
    expect(
      counts(await seriesOf([aRecord("p-1", { purchasedAt: "0000-01-01T00:00:00.000Z" })], "week", "UTC")),
    ).toEqual([["-000001-12-27", 1, 0, 0]]);
  });
});

describe("summary and timeseries", () => {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  const sumExactly = (numbers: readonly number[]): bigint =>
    numbers.reduce((total, each) => total + BigInt(each), 0n);
  const minorOf = (amount: string): bigint => BigInt(amount.replace(".", ""));

  it("say what a walk over the records says, and the same as each other", async () => {
    await fc.assert(
      fc.asyncProperty(
        someRecords,
        fc.constantFrom(...intervals),
        fc.constantFrom("UTC", "Europe/Berlin", "Asia/Kathmandu", "Asia/Ulaanbaatar", "America/New_York"),
        async (records, interval, tz) => {
          const zone = openTimeZone(tz);
          if (zone === undefined) throw new Error(tz);
          const { analytics } = await modelWith(records);
          const { purchases, revenue, undated } = await summarise(analytics, {});
          const { buckets, undated: undatedOfSeries } = await tallyOverTime(analytics, { interval, zone });

          const dated = records.filter((record) => soldAtOf(record) !== null);
          const count = (holds: (record: HistoryRecord) => boolean): number => dated.filter(holds).length;
          const revokedFor = (...reasons: readonly HistoryRecord["revokedReason"][]): number =>
            records.filter(({ revokedReason }) => reasons.includes(revokedReason)).length;
          expect(purchases).toEqual({
            total: dated.length,
            courses: count(({ kind }) => kind === "course"),
            tests: count(({ kind }) => kind === "test"),
            free: count(({ price }) => price?.amountMinor === 0),
            paid: count(({ price }) => (price?.amountMinor ?? 0) > 0),
            withoutPrice: count(({ price }) => price === null),
            revoked: {
              total: revokedFor("refund", "chargeback", "correction"),
              refund: revokedFor("refund"),
              chargeback: revokedFor("chargeback"),
              correction: revokedFor("correction"),
            },
          });
          const ofCurrency = (currency: string, among: readonly HistoryRecord[]): readonly HistoryRecord[] =>
            among.filter(({ price }) => price?.currency === currency);
          for (const { currency, gross, discounts, refunds, net } of revenue) {
            const agreed = ofCurrency(currency, dated).map(({ price }) => price?.amountMinor ?? 0);
            const back = ofCurrency(currency, records).flatMap(({ details }) => details?.refunds ?? []);
            expect(minorOf(gross.amount) - minorOf(discounts.amount)).toBe(sumExactly(agreed));
            expect(minorOf(refunds.amount)).toBe(sumExactly(back.map(({ amountMinor }) => amountMinor)));
            expect(minorOf(net.amount)).toBe(
              minorOf(gross.amount) - minorOf(discounts.amount) - minorOf(refunds.amount),
            );
          }
          expect(sum(revenue.map(({ paidPurchases }) => paidPurchases))).toBe(purchases.paid);

          expect(undatedOfSeries).toEqual(undated);
          expect(sum(buckets.map(({ courses }) => courses))).toBe(purchases.courses);
          expect(sum(buckets.map(({ tests }) => tests))).toBe(purchases.tests);
          expect(sum(buckets.map(({ revoked }) => revoked))).toBe(purchases.revoked.total);
          expect(sum(buckets.map(({ withoutPrice }) => withoutPrice))).toBe(purchases.withoutPrice);
          for (const total of revenue) {
            const parts = buckets.flatMap((bucket) =>
              bucket.revenue.filter((each) => each.currency === total.currency),
            );
            for (const part of ["gross", "discounts", "refunds", "net"] as const) {
              const added = parts.reduce((all, each) => all + minorOf(each[part].amount), 0n);
              expect(added).toBe(minorOf(total[part].amount));
            }
          }
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);
});
