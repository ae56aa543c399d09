import { isReversed, parseTime, timeRule } from "../analytics/date-range.js";
import type { TimeZone } from "../analytics/time-zone.js";
import { LedgerError } from "../errors.js";
import type { InstantRange } from "../stores/read-model/history-analytics.js";

export interface RangeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly timeZone: TimeZone;
}

/** The range that `--from`, `--to` and `--time-zone` name. @throws LedgerError `request_invalid` */
export function rangeOf({ from, to, timeZone }: RangeOptions): Required<InstantRange> {
  const instantOf = (option: string, text: string | undefined): string | undefined => {
    const instant = text === undefined ? undefined : parseTime(text, timeZone);
    if (text !== undefined && instant === undefined)
      throw new LedgerError("request_invalid", `${option} must be ${timeRule}.`);
    return instant;
  };
  const range = { from: instantOf("--from", from), to: instantOf("--to", to) };
  if (isReversed(range)) throw new LedgerError("request_invalid", "--to must not be before --from.");
  return range;
}
