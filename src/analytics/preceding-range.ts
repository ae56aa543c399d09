import { toInstant } from "../events/instants.js";
import type { InstantRange } from "../stores/read-model/history-analytics.js";
import type { Day, TimeZone } from "./time-zone.js";

/**
 * The range of the same length that ends where this one begins, to compare with: as many months if it goes from the
 * first of a month to the first of another, else as many days if it goes from midnight to midnight, else as many
 * milliseconds.
 *
 * @returns undefined for a range without two ends, for an empty one, and where the earlier one would begin before the year 0
 */
export function precedingRange(
  { from, to }: InstantRange,
  zone: TimeZone,
): Required<InstantRange> | undefined {
  if (from === undefined || to === undefined || to <= from) return undefined;
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const before = toInstant(new Date(beginBefore(begin, end, zone)));
  return before === undefined ? undefined : { from: before, to: from };
}

function beginBefore(begin: number, end: number, zone: TimeZone): number {
  const [first, last] = [zone.dayAt(begin), zone.dayAt(end)];
  const isWhole = zone.startOf(first) === begin && zone.startOf(last) === end;
  if (!isWhole) return begin - (end - begin);
  return zone.startOf(
    first.day === 1 && last.day === 1 ? monthsBefore(first, last) : daysBefore(first, last),
  );
}

const monthsBefore = (first: Day, last: Day): Day =>
  first.subtract({ months: first.until(last, { largestUnit: "months" }).months });

const daysBefore = (first: Day, last: Day): Day =>
  first.subtract({ days: first.until(last, { largestUnit: "days" }).days });
