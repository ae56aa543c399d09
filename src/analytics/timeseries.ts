import { earliestPlausibleDate, latestPlausibleDate } from "../events/plausible-dates.js";
import { toInstant } from "../events/instants.js";
import type {
  HistoryAnalytics,
  InstantRange,
  IntervalTally,
  Tallies,
  TallyQuery,
} from "../stores/read-model/history-analytics.js";
import { listBuckets, type Interval } from "./buckets.js";
import { groupBy } from "./group-by.js";
import { countOf, revenueOf, withoutPriceOf, type Revenue } from "./revenue.js";
import { byKind, undatedOf, type Undated } from "./summary.js";
import type { TimeZone } from "./time-zone.js";

/** The figures of one day, week, month or year, each by its own date. */
export interface TimeseriesBucket {
  /** The local date that it begins with. */
  readonly start: string;
  readonly courses: number;
  readonly tests: number;
  /** Purchases revoked in it, whenever they were made. */
  readonly revoked: number;
  /** In no revenue: their price is unknown. */
  readonly withoutPrice: number;
  readonly revenue: readonly Revenue[];
  /** Whether all of it is within closed months; null if that is unknown. */
  readonly closed: boolean | null;
}

export interface Timeseries {
  readonly buckets: readonly TimeseriesBucket[];
  readonly undated: Undated;
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
 * Counts purchases, revocations and refunds by day, week, month or year, empty ones included. A range without a bound goes as far as
 * there are plausible dates.
 *
 * @throws LedgerError `request_invalid` if there are too many intervals.
 */
export async function tallyOverTime(
  analytics: HistoryAnalytics,
  { interval, zone, kind, itemId, closed, now = new Date(), ...range }: TimeseriesQuery,
): Promise<Timeseries> {
  const { from, to, end } = await bounded(analytics, range, now);
  const buckets =
    from === undefined || end === undefined
      ? []
      : listBuckets({ from: Date.parse(from), to: end, interval, zone });
  const cuts = buckets.slice(1).map((bucket) => new Date(bucket.from).toISOString());
  const { undated, ...dated } = await analytics.tally({ from, to, cuts, kind, itemId });
  const [purchases, revocations, refunds] = [dated.purchases, dated.revocations, dated.refunds].map(
    (tallies) => groupBy(tallies, ({ interval: index }) => index),
  );
  return {
    buckets: buckets.map(({ start, ...bucket }, index) => ({
      start,
      closed: closed === null ? null : closed !== undefined && isInside(bucket, closed),
      ...figuresOf({
        purchases: purchases?.get(index) ?? [],
        revocations: revocations?.get(index) ?? [],
        refunds: refunds?.get(index) ?? [],
      }),
    })),
    undated: undatedOf(undated),
  };
}

const isInside = (
  bucket: { readonly from: number; readonly to: number },
  { from = "", to = "" }: InstantRange,
): boolean => bucket.from >= Date.parse(from) && bucket.to <= Date.parse(to);

const figuresOf = ({
  purchases,
  revocations,
  refunds,
}: Omit<Tallies, "undated">): Omit<TimeseriesBucket, "start" | "closed"> => ({
  ...byKind(purchases),
  revoked: countOf(revocations),
  withoutPrice: withoutPriceOf(purchases),
  revenue: revenueOf({ purchases, refunds }),
});

/**
 * A missing bound is the first or the last date there is. Implausible dates do not stretch the range: one purchase of
 * the year 1 would make it too long for any chart.
 */
async function bounded(
  analytics: HistoryAnalytics,
  { from, to }: InstantRange,
  now: Date,
): Promise<InstantRange & { readonly end: number | undefined }> {
  if (from !== undefined && to !== undefined) return { from, to, end: Date.parse(to) };
  const span = await analytics.dateSpan();
  if (span === undefined) return { from, to, end: undefined };
  const latest = latestPlausibleDate(now);
  const last = span.last > latest && span.first <= latest ? latest : span.last;
  const end = to === undefined ? Date.parse(last) + 1 : Date.parse(to);
  // What is bought from now on must not fall into the last bucket. After the last instant of all nothing comes.
  const until = to ?? toInstant(new Date(end));
  return { from: from ?? (await firstDate(analytics, span.first, until)), to: until, end };
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
