import { toInstant } from "../events/purchase-events.js";
import type {
  HistoryAnalytics,
  InstantRange,
  IntervalTally,
  Tally,
} from "../stores/read-model/history-analytics.js";
import { listBuckets, type Interval } from "./buckets.js";
import { amountOf, currenciesOf, purchasesOf, undatedOf, type Amount, type Undated } from "./summary.js";
import type { TimeZone } from "./time-zone.js";

/** What happened in one day, week or month. */
export interface TimeseriesBucket {
  /** The local date that it begins with. */
  readonly start: string;
  readonly courses: number;
  readonly tests: number;
  /** Purchases revoked in it, whenever they were made. */
  readonly revoked: number;
  readonly revenue: readonly {
    readonly currency: string;
    readonly gross: Amount;
    /** What the purchases revoked in it had cost. */
    readonly revoked: Amount;
  }[];
}

export interface Timeseries {
  readonly buckets: readonly TimeseriesBucket[];
  readonly undated: Undated;
}

export interface TimeseriesQuery extends InstantRange {
  readonly interval: Interval;
  readonly zone: TimeZone;
}

/**
 * Counts purchases and revocations day by day, week by week or month by month, those with nothing included. Where the
 * range has no bound, it goes as far as there are dates.
 *
 * @throws LedgerError `request_invalid` if that are too many.
 */
export async function tallyOverTime(
  analytics: HistoryAnalytics,
  { interval, zone, ...asked }: TimeseriesQuery,
): Promise<Timeseries> {
  const { from, to, end } = await bounded(analytics, asked);
  const buckets =
    from === undefined || end === undefined
      ? []
      : listBuckets({ from: Date.parse(from), to: end, interval, zone });
  const cuts = buckets.slice(1).map((bucket) => new Date(bucket.from).toISOString());
  const tallies = await analytics.tally({ from, to, cuts, revocations: true });
  const purchases = byInterval(tallies.purchases);
  const revocations = byInterval(tallies.revocations);
  return {
    buckets: buckets.map(({ start }, index) => ({
      start,
      ...countsOf(purchases.get(index) ?? [], revocations.get(index) ?? []),
    })),
    undated: undatedOf(tallies.undated),
  };
}

/** An end that was not asked for is the first or the last date that there is. */
async function bounded(
  analytics: HistoryAnalytics,
  { from, to }: InstantRange,
): Promise<InstantRange & { readonly end: number | undefined }> {
  if (from !== undefined && to !== undefined) return { from, to, end: Date.parse(to) };
  const span = await analytics.dateSpan();
  if (span === undefined) return { from, to, end: undefined };
  const end = to === undefined ? Date.parse(span.last) + 1 : Date.parse(to);
  // What is bought from now on must not fall into the last bucket. After the last instant of all nothing comes.
  return { from: from ?? span.first, to: to ?? toInstant(new Date(end)), end };
}

function byInterval(tallies: readonly IntervalTally[]): ReadonlyMap<number, readonly Tally[]> {
  const lists = new Map<number, Tally[]>();
  for (const tally of tallies) {
    const list = lists.get(tally.interval);
    if (list === undefined) lists.set(tally.interval, [tally]);
    else list.push(tally);
  }
  return lists;
}

function countsOf(
  purchases: readonly Tally[],
  revocations: readonly Tally[],
): Omit<TimeseriesBucket, "start"> {
  return {
    courses: purchasesOf(purchases.filter(({ kind }) => kind === "course")),
    tests: purchasesOf(purchases.filter(({ kind }) => kind === "test")),
    revoked: purchasesOf(revocations),
    revenue: currenciesOf([...purchases, ...revocations]).map((currency) => ({
      currency,
      gross: amountOf(purchases, currency),
      revoked: amountOf(revocations, currency),
    })),
  };
}
