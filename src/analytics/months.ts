import { LedgerError } from "../errors.js";
import { openTimeZone, parseDay } from "./time-zone.js";

/** A month of a place; `from` and `to` are ISO 8601 UTC, half-open. */
export interface Month {
  /** `2026-10`. */
  readonly name: string;
  readonly timeZone: string;
  readonly from: string;
  readonly to: string;
}

/** @throws LedgerError `request_invalid` if there is no such month, or no such time zone */
export function monthOf(name: string, timeZone: string): Month {
  const first = parseDay(`${name}-01`);
  const zone = openTimeZone(timeZone);
  if (first === undefined)
    throw new LedgerError("request_invalid", `${name} is not a month such as 2026-10.`);
  if (zone === undefined) throw new LedgerError("request_invalid", `There is no time zone ${timeZone}.`);
  const [from, to] = [first, first.add({ months: 1 })].map((day) =>
    new Date(zone.startOf(day)).toISOString(),
  );
  return { name, timeZone, from: from ?? "", to: to ?? "" };
}

/** The name of the month after. */
export function nextMonth(name: string): string {
  const next = parseDay(`${name}-01`)?.add({ months: 1 });
  return next?.toString().slice(0, "2026-10".length) ?? "";
}
