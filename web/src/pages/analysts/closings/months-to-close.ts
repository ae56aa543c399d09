import { dayIn } from "../analytics/range.js";
import type { ClosedMonth } from "./queries.js";

/** The months that may be closed, the one to begin with first, and where they begin. */
export interface MonthsToClose {
  readonly months: readonly string[];
  readonly tz: string;
}

const offeredAtFirst = 12;

/** Months are closed in order and in one time zone: after the first, only the next one may be closed, once it is over. */
export function monthsToClose(
  closed: readonly Pick<ClosedMonth, "month" | "tz">[],
  zone: string,
  now: Date,
): MonthsToClose {
  const last = closed.at(-1);
  const tz = last?.tz ?? zone;
  const current = dayIn(tz, now).slice(0, "2026-01".length);
  if (last === undefined)
    return {
      tz,
      months: Array.from({ length: offeredAtFirst }, (_, index) => monthAfter(current, -1 - index)),
    };
  const next = monthAfter(last.month, 1);
  return { tz, months: next < current ? [next] : [] };
}

function monthAfter(month: string, count: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number - 1 + count)).toISOString().slice(0, "2026-01".length);
}
