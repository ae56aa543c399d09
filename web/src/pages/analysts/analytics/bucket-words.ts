import type { Interval } from "./range.js";

// The date is one already, of whatever zone: no zone may move it.
const zoneless = { timeZone: "UTC" } as const;
const dayTick = new Intl.DateTimeFormat(undefined, {
  ...zoneless,
  day: "numeric",
  month: "short",
  year: "2-digit",
});
const monthTick = new Intl.DateTimeFormat(undefined, { ...zoneless, month: "short", year: "2-digit" });
const dayTitle = new Intl.DateTimeFormat(undefined, {
  ...zoneless,
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
});
const weekTitle = new Intl.DateTimeFormat(undefined, { ...zoneless, dateStyle: "medium" });
const monthTitle = new Intl.DateTimeFormat(undefined, { ...zoneless, month: "long", year: "numeric" });

const yearOf = (start: string): string => start.slice(0, -"-01-01".length);

const dateOf = (start: string): Date => new Date(`${start}T00:00:00Z`);

/** Short, for under the axis. */
export const bucketTick = (start: string, interval: Interval): string =>
  interval === "year" ? yearOf(start) : (interval === "month" ? monthTick : dayTick).format(dateOf(start));

/** Long, for the tooltip and the table. */
export function bucketTitle(start: string, interval: Interval): string {
  if (interval === "day") return dayTitle.format(dateOf(start));
  if (interval === "year") return yearOf(start);
  if (interval === "month") return monthTitle.format(dateOf(start));
  return `Week of ${weekTitle.format(dateOf(start))}`;
}
