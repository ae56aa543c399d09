import * as z from "zod";
import { isReversed, parseTime, timeRule } from "../../analytics/date-range.js";
import { openTimeZone, type TimeZone } from "../../analytics/time-zone.js";
import type { FieldProblem } from "../../errors.js";
import { instantSchema } from "../../events/purchase-events.js";
import { requestInvalid } from "../http/problem-details.js";
import { atMost } from "../../events/text-length.js";
import { countSchema } from "./fields.js";
import type { InstantRange } from "../../stores/read-model/history-analytics.js";

/** The query fields of a range. */
export const rangeFields = {
  from: z.string().min(1).check(atMost(64)).describe(`The start, inclusive: ${timeRule}.`).optional(),
  to: z.string().min(1).check(atMost(64)).describe(`The end, exclusive: ${timeRule}.`).optional(),
  tz: z
    .string()
    .min(1)
    .check(atMost(64))
    .describe("An IANA time zone, e.g. Europe/Berlin; default: UTC.")
    .optional(),
};

/** The range in an answer. */
export const rangeAnswer = {
  from: instantSchema.nullable().describe("The start, inclusive; null if the range has none."),
  to: instantSchema.nullable().describe("The end, exclusive; null if the range has none."),
};

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .describe("ISO 4217.");

export const withoutPriceSchema = countSchema.describe(
  "Purchases with an unknown price; they are not part of the revenue.",
);

const amountSchema = z.strictObject({
  amountMinor: z.int().nullable().describe("Null where it is more than a JSON number holds exactly."),
  amount: z.string().describe("In major units, exactly: a sum may have more digits than a JSON number."),
});

/** One entry for each currency: they are never added. */
export const revenueSchema = z.array(
  z.strictObject({
    currency: currencySchema,
    paidPurchases: z.int().describe("Purchases of the period with a price over 0."),
    gross: amountSchema.describe("The agreed amounts of the period's purchases, before discounts."),
    discounts: amountSchema,
    refundCount: z.int(),
    refunds: amountSchema.describe("Refunded within the period, whenever the purchases were made."),
    net: amountSchema.describe("Gross less discounts less refunds; may be below 0."),
  }),
);

/** @throws LedgerError `request_invalid` with all problems of the three fields. */
export function rangeOf({ from, to, tz = "UTC" }: InstantRange & { readonly tz?: string | undefined }): {
  readonly range: InstantRange;
  readonly zone: TimeZone;
} {
  const zone = openTimeZone(tz);
  if (zone === undefined)
    throw requestInvalid([{ path: "tz", message: "is not an IANA time zone, e.g. Europe/Berlin" }]);
  const problems: FieldProblem[] = [];
  const instantOf = (path: string, text: string | undefined): string | undefined => {
    const instant = text === undefined ? undefined : parseTime(text, zone);
    if (text !== undefined && instant === undefined)
      problems.push({ path, message: `must be ${timeRule}; a + in a URL is written %2B` });
    return instant;
  };
  const range = { from: instantOf("from", from), to: instantOf("to", to) };
  if (isReversed(range)) problems.push({ path: "to", message: "must not be before from" });
  if (problems.length > 0) throw requestInvalid(problems);
  return { range, zone };
}

export const shownRange = ({ from, to }: InstantRange) => ({ from: from ?? null, to: to ?? null });
