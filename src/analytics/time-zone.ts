/** Dates here are day numbers: whole days since 1970-01-01 in the Gregorian calendar. They know no zone. */
export type DayNumber = number;

const dayMs = 86_400_000;
const mostOffsets = 100;

/** Reads `2026-01-31`; undefined if it has another form or there is no such date. */
export function parseDay(text: string): DayNumber | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const midnight = new Date(`${text}T00:00:00.000Z`);
  // Some dates that do not exist become the next that does.
  if (Number.isNaN(midnight.getTime()) || formatDay(midnight.getTime() / dayMs) !== text) return undefined;
  return midnight.getTime() / dayMs;
}

/** Writes `2026-01-31`. */
export const formatDay = (day: DayNumber): string => {
  const text = new Date(day * dayMs).toISOString();
  return text.slice(0, text.indexOf("T"));
};

/** What the clocks of one place show. Instants are milliseconds since 1970 UTC. */
export interface TimeZone {
  readonly name: string;
  /** The local date at an instant. */
  dayAt(instant: number): DayNumber;
  /**
   * The instant at which a local date begins. That is not always 00:00: where the clocks skip midnight, or a whole
   * date, it is the instant at which they do; where they show it twice, the first time.
   */
  startOf(day: DayNumber): number;
}

/** Undefined if the time-zone database has no zone of this name, e.g. `Europe/Berlin`, `UTC`. */
export function openTimeZone(name: string): TimeZone | undefined {
  const format = createFormat(name);
  if (format === undefined) return undefined;

  /** What the clocks show, as if it were UTC. */
  function localTimeAt(instant: number): number {
    const shown: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of format?.formatToParts(instant) ?? []) shown[type] = value;
    const year = shown.era?.startsWith("B") === true ? 1 - Number(shown.year) : Number(shown.year);
    const local = new Date(0);
    // Not Date.UTC, for which the year 20 is 1920.
    local.setUTCFullYear(year, Number(shown.month) - 1, Number(shown.day));
    local.setUTCHours(Number(shown.hour), Number(shown.minute), Number(shown.second));
    return local.getTime();
  }

  /** Who goes through the days asks for each twice, and this is what takes the time. */
  const offsets = new Map<DayNumber, number>();
  function offsetAtUtcMidnight(day: DayNumber): number {
    const known = offsets.get(day);
    if (known !== undefined) return known;
    const offset = localTimeAt(day * dayMs) - day * dayMs;
    if (offsets.size >= mostOffsets) offsets.clear();
    offsets.set(day, offset);
    return offset;
  }

  return {
    name,
    dayAt: (instant) => Math.floor(localTimeAt(instant) / dayMs),
    startOf(day) {
      const midnight = day * dayMs;
      // No zone changes its clocks twice within these two days, and none is further than a day from UTC.
      const before = midnight - offsetAtUtcMidnight(day - 1);
      const after = midnight - offsetAtUtcMidnight(day + 1);
      if (before === after) return before;
      const [earlier, later] = [Math.min(before, after), Math.max(before, after)];
      if (localTimeAt(earlier) === midnight) return earlier;
      if (localTimeAt(later) === midnight) return later;
      return firstAtOrPast(midnight, earlier, later);
    },
  };

  /** Finds, to the second, the instant at which the clocks jump over a local time that they never show. */
  function firstAtOrPast(localTime: number, low: number, high: number): number {
    while (high - low > 1000) {
      const middle = low + Math.floor((high - low) / 2000) * 1000;
      if (localTimeAt(middle) >= localTime) high = middle;
      else low = middle;
    }
    return high;
  }
}

function createFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  // Offsets such as +05:45 are zones for some engines and not for others: none here.
  if (!/^[A-Za-z]/.test(timeZone)) return undefined;
  try {
    return new Intl.DateTimeFormat("en-u-ca-gregory-nu-latn", {
      timeZone,
      hourCycle: "h23",
      era: "short",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return undefined;
  }
}
