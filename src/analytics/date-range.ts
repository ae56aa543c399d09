import { toInstant } from "../events/instants.js";
import type { InstantRange } from "../stores/read-model/history-analytics.js";
import { parseDay, type TimeZone } from "./time-zone.js";

/** What {@link parseTime} takes, in words. */
export const timeRule =
  "a date (2026-01-31), which begins at midnight in the time zone, or a time with its offset (2026-01-31T12:00:00Z)";

/** Reads an end of a range as a person writes it; undefined if it is neither a date nor a time that exists. */
export function parseTime(text: string, zone: TimeZone): string | undefined {
  const day = parseDay(text);
  if (day !== undefined) return toInstant(new Date(zone.startOf(day)));
  // Without an offset it would be another time in each place.
  const time = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (time === null || parseDay(time[1] ?? "") === undefined) return undefined;
  return toInstant(new Date(text));
}

/** Whether a range ends before it begins. One that ends where it begins is merely empty. */
export const isReversed = ({ from, to }: InstantRange): boolean =>
  from !== undefined && to !== undefined && to < from;
