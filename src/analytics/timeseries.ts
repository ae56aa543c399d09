import { earliestPlausibleDate, latestPlausibleDate } from "../events/plausible-dates.js";
import { toInstant } from "../events/instants.js";
import type {
  HistoryAnalytics,
  InstantRange,
  IntervalTally,
  Tallies,
  TallyQuery,
} from "../stores/read-model/history-analytics.js";
import { listBuckets, type Bucket, type BucketQuery, type Interval } from "./buckets.js";
import { groupBy } from "./group-by.js";
import { countOf, revenueOf, withoutPriceOf, type Revenue } from "./revenue.js";
import { byKind, undatedOf, type Undated } from "./summary.js";
import type { TimeZone } from "./time-zone.js";

/** What is counted, each by its own date. */
export interface Figures {
  readonly courses: number;
  readonly tests: number;
  /** Purchases revoked in it, whenever they were made. */
  readonly revoked: number;
  /** In no revenue: their price is unknown. */
  readonly withoutPrice: number;
  readonly revenue: readonly Revenue[];
}

/** One day, week, month or year. */
export interface TimeseriesBucket extends Figures {
  /** The local date that it begins with. */
  readonly start: string;
  /** Whether all of it is within closed months; null if that is unknown. */
  readonly closed: boolean | null;
}

export interface Timeseries {
  readonly buckets: readonly TimeseriesBucket[];
  readonly undated: Undated;
  /** What is dated before the first bucket or after the last, within the range. With the buckets, all of the range. */
  readonly outside: Figures;
}

export interface TimeseriesQuery extends InstantRange, Pick<TallyQuery, "kind" | "itemId"> {
  readonly interval: Interval;
  readonly zone: TimeZone;
  /** The closed months together; null if they are unknown. */
  readonly closed?: Required<InstantRange> | null | undefined;
  /** Later dates do not stretch a range without an end; the present if left out. */
  readonly now?: Date;
}

/**
 * Counts purchases, revocations and refunds by day, week, month or year, empty ones included. Where the range has no
 * bound, the buckets go as far as there are plausible dates, and what is dated further away is counted apart.
 *
 * @throws LedgerError `request_invalid` if there are too many intervals.
 */
export async function tallyOverTime(
  analytics: HistoryAnalytics,
  { interval, zone, kind, itemId, closed, now = new Date(), ...range }: TimeseriesQuery,
): Promise<Timeseries> {
  const span = await bounded(analytics, range, now);
  const buckets = span === undefined ? [] : listBuckets({ ...span, interval, zone });
  const { cuts, bucketOf } = cutInto(buckets, range);
  const { undated, ...dated } = await analytics.tally({ ...range, cuts, kind, itemId });
  const [purchases, revocations, refunds] = [dated.purchases, dated.revocations, dated.refunds].map(
    (tallies) => groupBy(tallies, bucketOf),
  );
  const figuresIn = (bucket: Bucket | undefined): Figures =>
    figuresOf({
      purchases: purchases?.get(bucket) ?? [],
      revocations: revocations?.get(bucket) ?? [],
      refunds: refunds?.get(bucket) ?? [],
    });
  return {
    buckets: buckets.map((bucket) => ({
      start: bucket.start,
      closed: closed === null ? null : closed !== undefined && isInside(bucket, closed),
      ...figuresIn(bucket),
    })),
    undated: undatedOf(undated),
    outside: figuresIn(undefined),
  };
}

/**
 * The instants that cut a range into its buckets and, where it has no bound, what is beyond them.
 *
 * @returns `bucketOf`: the bucket that a tally belongs to; undefined for what is in none
 */
function cutInto(buckets: readonly Bucket[], { from, to }: InstantRange) {
  const starts = buckets
    .slice(from === undefined ? 0 : 1)
    .map((bucket) => new Date(bucket.from).toISOString());
  // After the year 9999 there is no date, and so nothing to cut off.
  const ends = buckets.slice(-1).flatMap((last) => toInstant(new Date(last.to)) ?? []);
  const before = from === undefined ? 1 : 0;
  return {
    cuts: to === undefined ? [...starts, ...ends] : starts,
    bucketOf: ({ interval }: IntervalTally): Bucket | undefined => buckets[interval - before],
  };
}

const isInside = (
  bucket: { readonly from: number; readonly to: number },
  { from = "", to = "" }: InstantRange,
): boolean => bucket.from >= Date.parse(from) && bucket.to <= Date.parse(to);

const figuresOf = ({ purchases, revocations, refunds }: Omit<Tallies, "undated">): Figures => ({
  ...byKind(purchases),
  revoked: countOf(revocations),
  withoutPrice: withoutPriceOf(purchases),
  revenue: revenueOf({ purchases, refunds }),
});

/**
 * The range of the buckets. A missing bound is the first or the last date there is. Implausible dates do not stretch it:
 * one purchase of the year 1 would make it too long for any chart.
 *
 * @returns undefined if nothing has a date
 */
async function bounded(
  analytics: HistoryAnalytics,
  { from, to }: InstantRange,
  now: Date,
): Promise<Pick<BucketQuery, "from" | "to"> | undefined> {
  if (from !== undefined && to !== undefined) return { from: Date.parse(from), to: Date.parse(to) };
  const span = await analytics.dateSpan();
  if (span === undefined) return undefined;
  const latest = latestPlausibleDate(now);
  const last = span.last > latest && span.first <= latest ? latest : span.last;
  const end = to === undefined ? Date.parse(last) + 1 : Date.parse(to);
  const first = from ?? (await firstDate(analytics, span.first, to ?? toInstant(new Date(end))));
  return { from: Date.parse(first), to: end };
}

/** The first date of all; or, if that is implausible, the year of the first plausible one. */
async function firstDate(
  analytics: HistoryAnalytics,
  first: string,
  to: string | undefined,
): Promise<string> {
  if (first >= earliestPlausibleDate || to === undefined || to <= earliestPlausibleDate) return first;
  const firstYear = Number(earliestPlausibleDate.slice(0, 4));
  const years = Number(to.slice(0, 4)) - firstYear;
  const cuts = Array.from({ length: years }, (_, index) => `${firstYear + index + 1}-01-01T00:00:00.000Z`);
  const { undated: _none, ...dated } = await analytics.tally({
    from: earliestPlausibleDate,
    to,
    cuts: cuts.filter((cut) => cut < to),
  });
  const found = Math.min(...allOf(dated).map(({ interval }) => interval));
  return found === Infinity ? first : (cuts[found - 1] ?? earliestPlausibleDate);
}

const allOf = ({ purchases, revocations, refunds }: Omit<Tallies, "undated">): readonly IntervalTally[] => [
  ...purchases,
  ...revocations,
  ...refunds,
];
