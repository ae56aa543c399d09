import { useLocale, useTranslations } from "use-intl";
import { knowsMonths } from "../../../languages/months.js";
import type { Interval } from "./range.js";

export interface BucketWords {
  /** Short, for under the axis. */
  tick(start: string): string;
  /** Long, for the tooltip and the table. */
  title(start: string): string;
}

const yearOf = (start: string): string => start.slice(0, -"-01-01".length);

const dateOf = (start: string): Date => new Date(`${start}T00:00:00Z`);

/** How the beginning of a day, week, month or year is spelled. */
export function useBucketWords(interval: Interval): BucketWords {
  const t = useTranslations("analytics");
  const locale = useLocale();
  if (interval === "year") return { tick: yearOf, title: yearOf };
  // The date is one already, of whatever zone: no zone may move it.
  const formatter = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...inNumbers(options, locale) });
    return (start: string): string => format.format(dateOf(start));
  };
  const day = { day: "numeric", month: "short" } as const;
  if (interval === "month") {
    return {
      tick: formatter({ month: "short", year: "2-digit" }),
      title: formatter({ month: "long", year: "numeric" }),
    };
  }
  const tick = formatter({ ...day, year: "2-digit" });
  if (interval === "day") return { tick, title: formatter({ weekday: "short", ...day, year: "numeric" }) };
  const ofWeek = formatter({ ...day, year: "numeric" });
  return { tick, title: (start) => t("weekOf", { date: ofWeek(start) }) };
}

/** Without names of months there are none of days either. */
function inNumbers(options: Intl.DateTimeFormatOptions, locale: string): Intl.DateTimeFormatOptions {
  if (knowsMonths(locale)) return options;
  const { weekday: _, day, ...rest } = options;
  return { ...rest, year: "numeric", month: "2-digit", ...(day === undefined ? {} : { day: "2-digit" }) };
}
