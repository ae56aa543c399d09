import { LedgerError } from "../errors.js";
import type { Day, TimeZone } from "./time-zone.js";

export const intervals = ["day", "week", "month", "year"] as const;
export type Interval = (typeof intervals)[number];

/** One day, ISO week, month or year of a place: half-open, in milliseconds since 1970 UTC. */
export interface Bucket {
  /** The local date that it begins with, e.g. `2026-01-26`. */
  readonly start: string;
  readonly from: number;
  readonly to: number;
}

export const mostBuckets = 10_000;

export interface BucketQuery {
  /** Milliseconds since 1970 UTC, half-open. */
  readonly from: number;
  readonly to: number;
  readonly interval: Interval;
  readonly zone: TimeZone;
}

/**
 * The days, weeks, months or years that a range touches, whole, in order and without a gap. A date that a place has skipped,
 * as those have that moved across the date line, is none.
 *
 * @throws LedgerError `request_invalid` if there are more than {@link mostBuckets}.
 */
export function listBuckets({ from, to, interval, zone }: BucketQuery): readonly Bucket[] {
  const buckets: Bucket[] = [];
  if (to <= from) return buckets;
  let day = firstDay[interval](zone.dayAt(from));
  let begin = zone.startOf(day);
  while (begin < to) {
    const nextDay = next[interval](day);
    const end = zone.startOf(nextDay);
    if (end > begin && end > from) buckets.push({ start: day.toString(), from: begin, to: end });
    if (buckets.length > mostBuckets) throw tooMany(interval);
    [day, begin] = [nextDay, end];
  }
  return buckets;
}

/** The first day of what a day belongs to. Weeks are those of ISO 8601: they begin on Monday. */
const firstDay: Readonly<Record<Interval, (day: Day) => Day>> = {
  day: (day) => day,
  week: (day) => day.subtract({ days: day.dayOfWeek - 1 }),
  month: (day) => day.with({ day: 1 }),
  year: (day) => day.with({ month: 1, day: 1 }),
};

const next: Readonly<Record<Interval, (day: Day) => Day>> = {
  day: (day) => day.add({ days: 1 }),
  week: (day) => day.add({ weeks: 1 }),
  month: (day) => day.add({ months: 1 }),
  year: (day) => day.add({ years: 1 }),
};

function tooMany(interval: Interval): LedgerError {
  const message = `This is more than ${mostBuckets} times one ${interval}: name a shorter range with from and to, or a longer interval.`;
  return new LedgerError("request_invalid", message, {
    problems: [{ path: "interval", message: `would give more than ${mostBuckets} buckets` }],
  });
}
