import { InvalidArgumentError } from "commander";
import { openTimeZone, type TimeZone } from "../analytics/time-zone.js";

/** Reads the value of `--time-zone`. */
export function parseZone(text: string): TimeZone {
  const zone = openTimeZone(text);
  if (zone !== undefined) return zone;
  throw new InvalidArgumentError("It must be an IANA time zone, e.g. Europe/Berlin.");
}
