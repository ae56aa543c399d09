import * as z from "zod";
import { intervals, mostBuckets } from "../../analytics/buckets.js";
import { precedingRange } from "../../analytics/preceding-range.js";
import { listSoldItems, type SoldItem } from "../../analytics/sold-items.js";
import { summarise } from "../../analytics/summary.js";
import { closedRange, createClosingsReader } from "../../operations/close-month.js";
import { tallyOverTime } from "../../analytics/timeseries.js";
import type { Catalogue } from "../../catalogue/catalogue.js";
import { itemIdSchema } from "../../events/id-schemas.js";
import { itemKinds } from "../../events/identifiers.js";
import type { Role } from "../../events/purchase-events.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Analytics } from "../../stores/read-model/history-analytics.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { countSchema, titleSchema } from "../vocabulary/fields.js";
import {
  currencySchema,
  rangeAnswer,
  rangeFields,
  rangeOf,
  revenueSchema,
  shownRange,
  withoutPriceSchema,
} from "../vocabulary/figures.js";
import { titleOf } from "../../catalogue/title-of.js";
import { limitField } from "../vocabulary/paging.js";

export interface AnalyticsEndpointsDependencies {
  readonly catalogue: Catalogue;
  readonly eventStore: Pick<EventStore, "audit">;
  readonly readModel: Analytics;
}

const analysts: readonly Role[] = ["analyst", "admin"];

const undatedSchema = z
  .strictObject({
    total: countSchema,
    courses: countSchema,
    tests: countSchema,
    withoutPrice: withoutPriceSchema,
    revenue: revenueSchema,
  })
  .describe("Imported purchases with an unknown date. They are in no range and in no other number.");

const keyFigures = {
  ...rangeAnswer,
  purchases: z.strictObject({
    total: countSchema,
    courses: countSchema,
    tests: countSchema,
    free: countSchema,
    paid: countSchema,
    withoutPrice: withoutPriceSchema,
    revoked: z
      .strictObject({
        total: countSchema,
        refund: countSchema,
        chargeback: countSchema,
        correction: countSchema,
      })
      .describe("Revoked within the range, whenever they were bought."),
  }),
  revenue: revenueSchema,
};

const summarySchema = z.strictObject({
  ...keyFigures,
  undated: undatedSchema,
  previous: z
    .strictObject(keyFigures)
    .nullable()
    .describe("The same for the preceding range of equal length; null unless the range has two ends."),
});

const topItemsSchema = z.strictObject({
  ...rangeAnswer,
  items: z.array(
    z.strictObject({
      kind: z.enum(itemKinds),
      itemId: itemIdSchema,
      title: titleSchema,
      purchases: countSchema.describe("Made within the range."),
      revoked: countSchema.describe("Revoked within the range, whenever they were bought."),
      withoutPrice: withoutPriceSchema,
      revenue: revenueSchema,
      undated: countSchema.describe("Its purchases with an unknown date, in addition to the others."),
    }),
  ),
});

const periodFigures = {
  courses: countSchema,
  tests: countSchema,
  revoked: countSchema.describe("Purchases revoked in it, whenever they were made."),
  withoutPrice: withoutPriceSchema,
  revenue: revenueSchema,
};

const timeseriesSchema = z.strictObject({
  interval: z.enum(intervals),
  tz: z.string(),
  ...rangeAnswer,
  buckets: z.array(
    z.strictObject({
      start: z.string().describe("The local date that it begins with, e.g. 2026-01-31."),
      ...periodFigures,
      closed: z
        .boolean()
        .nullable()
        .describe("Whether all of it is within closed months; null if the event store cannot say."),
    }),
  ),
  undated: undatedSchema,
  outside: z
    .strictObject(periodFigures)
    .describe(
      "What is dated before the first bucket or after the last, in a range without a start or an end: dates that cannot " +
        "be right, such as 1970-01-01, give no buckets. With the buckets it is all of the range.",
    ),
});

/** `GET /api/analytics/summary`, `/top-items` and `/timeseries`: figures of the history projection, without names. */
export const analyticsEndpoints = (dependencies: AnalyticsEndpointsDependencies): readonly Endpoint[] => [
  summaryEndpoint(dependencies),
  topItemsEndpoint(dependencies),
  timeseriesEndpoint(dependencies),
];

const summaryEndpoint = ({ readModel: { analytics } }: AnalyticsEndpointsDependencies): Endpoint =>
  defineEndpoint({
    method: "get",
    path: "/api/analytics/summary",
    operationId: "getAnalyticsSummary",
    summary: "Totals of purchases, revenue and refunds",
    description: "Each number counts by its own date: purchases, revocations and refunds.",
    access: analysts,
    query: z.strictObject(rangeFields),
    problems: ["projection_behind", "read_model_unavailable"],
    responses: { 200: { description: "The counts.", json: summarySchema } },
    async handle({ query }) {
      const { range, zone } = rangeOf(query);
      const before = precedingRange(range, zone);
      const summary = await summarise(analytics, range);
      return {
        status: 200,
        json: {
          ...shownRange(range),
          ...summary,
          previous:
            before === undefined ? null : { ...before, ...keyFiguresOf(await summarise(analytics, before)) },
        },
      };
    },
  });

const keyFiguresOf = ({ purchases, revenue }: Awaited<ReturnType<typeof summarise>>) => ({
  purchases,
  revenue,
});

function topItemsEndpoint({ catalogue, readModel: { analytics } }: AnalyticsEndpointsDependencies): Endpoint {
  const withTitle = async (item: SoldItem) => ({
    ...item,
    title: await titleOf(catalogue, { kind: item.kind, id: item.itemId }),
  });
  return defineEndpoint({
    method: "get",
    path: "/api/analytics/top-items",
    operationId: "getTopItems",
    summary: "The best-selling courses and tests",
    description: "By purchases or, with a currency, by net revenue; where these are equal, by kind and id.",
    access: analysts,
    query: z.strictObject({
      ...rangeFields,
      kind: z.enum(itemKinds).describe("Courses or tests only; default: both.").optional(),
      currency: currencySchema
        .describe("ISO 4217. Rank by the net revenue in it, and leave out items without any.")
        .optional(),
      limit: limitField("items", 10, 1000),
    }),
    problems: ["projection_behind", "read_model_unavailable"],
    responses: { 200: { description: "The items, best first.", json: topItemsSchema } },
    async handle({ query }) {
      const { range } = rangeOf(query);
      const { kind, currency, limit } = query;
      const { items } = await listSoldItems(analytics, { ...range, kind, currency, limit });
      return { status: 200, json: { ...shownRange(range), items: await Promise.all(items.map(withTitle)) } };
    },
  });
}

function timeseriesEndpoint({
  eventStore,
  readModel: { analytics },
}: AnalyticsEndpointsDependencies): Endpoint {
  const readClosings = createClosingsReader(eventStore.audit);
  return defineEndpoint({
    method: "get",
    path: "/api/analytics/timeseries",
    operationId: "getTimeseries",
    summary: "Purchases, revocations and revenue by day, week, month or year",
    description:
      "Days begin at midnight in the time zone, weeks on Monday. Empty ones are included, from the first " +
      `to the last of the range; more than ${mostBuckets} are refused. The first and the last count only what is ` +
      "within the range. Each number counts by its own date.",
    access: analysts,
    query: z.strictObject({
      ...rangeFields,
      interval: z.enum(intervals),
      kind: z.enum(itemKinds).describe("Courses or tests only; default: both.").optional(),
      itemId: itemIdSchema.describe("This item only; a course and a test may share an id.").optional(),
    }),
    problems: ["projection_behind", "read_model_unavailable"],
    responses: { 200: { description: "The buckets, in order.", json: timeseriesSchema } },
    async handle({ query }) {
      const { range, zone } = rangeOf(query);
      const { interval, kind, itemId } = query;
      const closed = await readClosings().then(closedRange, () => null);
      const series = await tallyOverTime(analytics, { ...range, interval, zone, kind, itemId, closed });
      return { status: 200, json: { interval, tz: zone.name, ...shownRange(range), ...series } };
    },
  });
}
