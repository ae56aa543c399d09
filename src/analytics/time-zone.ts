import { Temporal } from "temporal-polyfill";

/** A local date of the Gregorian calendar, without a zone. */
export type Day = Temporal.PlainDate;

/** Reads `2026-01-31`; undefined if it has another form or there is no such date. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text);
  } catch {
    return undefined;
  }
}

/** What the clocks of one place show. Instants are milliseconds since 1970 UTC. */
export interface TimeZone {
  readonly name: string;
  /** The local date at an instant. */
  dayAt(instant: number): Day;
  /**
   * The instant at which a local date begins. That is not always 00:00: where the clocks skip midnight, or a whole
   * date, it is the instant at which they do; where they show it twice, the first time.
   */
  startOf(day: Day): number;
  /** What the clocks show at an instant, ISO 8601 UTC, to the second: `2026-01-31 12:00:00`, which spreadsheets read. */
  clockAt(instant: string): string;
}

/** Undefined if the time-zone database has no zone of this name, e.g. `Europe/Berlin`, `UTC`. */
export function openTimeZone(name: string): TimeZone | undefined {
  // Offsets such as +05:45 are zones for some engines and not for others: none here.
  if (!/^[A-Za-z]/.test(name)) return undefined;
  const zonedAt = (instant: number): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(name);
  try {
    zonedAt(0);
  } catch {
    return undefined;
  }
  return {
    name,
    dayAt: (instant) => zonedAt(instant).toPlainDate(),
    startOf: (day) => day.toZonedDateTime(name).epochMilliseconds,
    clockAt(instant) {
      const local = name === "UTC" ? instant : zonedAt(Date.parse(instant)).toPlainDateTime().toString();
      return local.slice(0, "2026-01-31T12:00:00".length).replace("T", " ");
    },
  };
}
