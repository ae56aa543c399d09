import { z } from "zod";
import { intervals, mostBuckets } from "../../analytics/buckets.js";
import { isReversed, parseTime, timeRule } from "../../analytics/date-range.js";
import { summarise } from "../../analytics/summary.js";
import { tallyOverTime } from "../../analytics/timeseries.js";
import { openTimeZone, type TimeZone } from "../../analytics/time-zone.js";
import type { Catalogue } from "../../catalogue/catalogue.js";
import type { FieldProblem } from "../../errors.js";
import { itemIdSchema, itemKinds } from "../../events/identifiers.js";
import { instantSchema, type Role } from "../../events/purchase-events.js";
import type { ItemTally } from "../../stores/read-model/history-analytics.js";
import type { ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { titleOf } from "../vocabulary/titles.js";
import { wholeNumber } from "../vocabulary/consistent-read.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { requestInvalid } from "../http/problem-details.js";

export interface AnalyticsEndpointsDependencies {
  readonly catalogue: Catalogue;
  readonly readModel: ReadModelStore;
}

const analysts: readonly Role[] = ["analyst", "admin"];
const defaultLimit = 10;

const rangeFields = {
  from: z.string().max(64).describe(`What is earlier is left out: ${timeRule}.`).optional(),
  to: z.string().max(64).describe(`This and what is later is left out: ${timeRule}.`).optional(),
  tz: z.string().max(64).describe("An IANA time zone, e.g. Europe/Berlin; UTC if left out.").optional(),
};

const rangeAnswer = {
  from: instantSchema.nullable().describe("Belongs to the range; null where there is no bound."),
  to: instantSchema.nullable().describe("Does not belong to the range; null where there is no bound."),
};

const countSchema = z.int().min(0);

const amountSchema = z.strictObject({
  amountMinor: z.int().nullable().describe("Null where it is more than a JSON number holds exactly."),
  amount: z.string().describe("In major units, exactly: a sum may have more digits than a JSON number."),
  purchases: countSchema.describe("Paid purchases in it."),
});

const currencySchema = z.string().describe("ISO 4217.");

const undatedSchema = z
  .strictObject({ total: countSchema, courses: countSchema, tests: countSchema, revoked: countSchema })
  .describe("Imported purchases whose date nobody knows. They are in no range, and in no other number.");

const summarySchema = z.strictObject({
  ...rangeAnswer,
  purchases: z.strictObject({
    total: countSchema,
    courses: countSchema,
    tests: countSchema,
    free: countSchema,
    paid: countSchema,
    imported: countSchema.describe("Those whose price nobody knows."),
    revoked: z
      .strictObject({
        total: countSchema,
        refund: countSchema,
        chargeback: countSchema,
        correction: countSchema,
      })
      .describe("Those of them that were revoked, whenever that was."),
  }),
  revenue: z.array(
    z.strictObject({
      currency: currencySchema,
      gross: amountSchema,
      revoked: amountSchema,
      net: amountSchema.describe("Gross without revoked."),
    }),
  ),
  undated: undatedSchema,
});

const topItemsSchema = z.strictObject({
  ...rangeAnswer,
  items: z.array(
    z.strictObject({
      kind: z.enum(itemKinds),
      itemId: itemIdSchema,
      title: z.string().nullable().describe("The catalogue's title; null where it has the item no more."),
      purchases: countSchema.describe("Made within the range."),
      revoked: countSchema.describe("Those of them that were revoked, whenever that was."),
      undated: countSchema.describe("Purchases of it whose date nobody knows, beside the others."),
    }),
  ),
});

const timeseriesSchema = z.strictObject({
  interval: z.enum(intervals),
  tz: z.string(),
  ...rangeAnswer,
  buckets: z.array(
    z.strictObject({
      start: z.string().describe("The local date that it begins with, e.g. 2026-01-31."),
      courses: countSchema,
      tests: countSchema,
      revoked: countSchema.describe("Purchases revoked in it, whenever they were made."),
      revenue: z.array(
        z.strictObject({ currency: currencySchema, gross: amountSchema, revoked: amountSchema }),
      ),
    }),
  ),
  undated: undatedSchema,
});

/** `GET /api/analytics/summary`, `/top-items` and `/timeseries`: counts of the history projection, of nobody by name. */
export function analyticsEndpoints({
  catalogue,
  readModel: { analytics },
}: AnalyticsEndpointsDependencies): readonly Endpoint[] {
  const withTitle = async (tally: ItemTally) => ({
    ...tally,
    title: await titleOf(catalogue, { kind: tally.kind, id: tally.itemId }),
  });

  return [
    defineEndpoint({
      method: "get",
      path: "/api/analytics/summary",
      operationId: "getAnalyticsSummary",
      summary: "How many purchases, of what, at what price, and what came in",
      access: analysts,
      query: z.strictObject(rangeFields),
      problems: ["read_model_unavailable"],
      responses: { 200: { description: "The counts.", json: summarySchema } },
      async handle({ query }) {
        const { range } = rangeOf(query);
        return { status: 200, json: { ...shown(range), ...(await summarise(analytics, range)) } };
      },
    }),
    defineEndpoint({
      method: "get",
      path: "/api/analytics/top-items",
      operationId: "getTopItems",
      summary: "The courses and tests that were bought most",
      description:
        "By the purchases that stand; where these are equal by all purchases, then by kind and id.",
      access: analysts,
      query: z.strictObject({
        ...rangeFields,
        kind: z.enum(itemKinds).describe("Courses or tests only; both if left out.").optional(),
        limit: wholeNumber(1, 1000)
          .describe(`The most items to answer with; ${defaultLimit} if left out.`)
          .optional(),
      }),
      problems: ["read_model_unavailable"],
      responses: { 200: { description: "The items, the first one first.", json: topItemsSchema } },
      async handle({ query }) {
        const { range } = rangeOf(query);
        const { kind, limit = defaultLimit } = query;
        const tallies = await analytics.topItems({ ...range, kind, limit });
        return { status: 200, json: { ...shown(range), items: await Promise.all(tallies.map(withTitle)) } };
      },
    }),
    defineEndpoint({
      method: "get",
      path: "/api/analytics/timeseries",
      operationId: "getTimeseries",
      summary: "Purchases and revocations by day, week or month",
      description:
        "Days begin at midnight in the time zone, weeks on Monday. Those with nothing are there, too, from the first " +
        `to the last of the range; more than ${mostBuckets} are refused. The first and the last count only what is ` +
        "within the range.",
      access: analysts,
      query: z.strictObject({ ...rangeFields, interval: z.enum(intervals) }),
      problems: ["read_model_unavailable"],
      responses: { 200: { description: "The buckets, in order.", json: timeseriesSchema } },
      async handle({ query }) {
        const { range, zone } = rangeOf(query);
        const { interval } = query;
        const series = await tallyOverTime(analytics, { ...range, interval, zone });
        return { status: 200, json: { interval, tz: zone.name, ...shown(range), ...series } };
      },
    }),
  ];
}

interface RangeQuery {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly tz?: string | undefined;
}

interface Range {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** @throws LedgerError `request_invalid` with all problems of the three fields. */
function rangeOf({ from, to, tz = "UTC" }: RangeQuery): { readonly range: Range; readonly zone: TimeZone } {
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

const shown = ({ from, to }: Range) => ({ from: from ?? null, to: to ?? null });
