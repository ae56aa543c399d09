import * as z from "zod";
import { figuresOf, totalsOf, type Line } from "../../analytics/books.js";
import { instantSchema } from "../../events/purchase-events.js";
import { closedMonths } from "../../operations/close-month.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { countSchema, revenueSchema } from "../vocabulary/figures.js";

export interface ClosedMonthsEndpointDependencies {
  readonly eventStore: Pick<EventStore, "audit">;
}

const figuresSchema = z.strictObject({
  purchases: z.int().describe("Below 0 where purchases have moved to another month or currency."),
  withoutPrice: z
    .int()
    .describe("Purchases whose price nobody knows; below 0 where prices came to be known."),
  revenue: revenueSchema,
});

const monthsSchema = z.strictObject({
  months: z
    .array(
      z.strictObject({
        month: z.string().describe("E.g. 2026-10."),
        tz: z.string(),
        from: instantSchema,
        to: instantSchema,
        closedAt: z.string(),
        operator: z.string(),
        eventId: z.string().nullable().describe("The last event that the figures include."),
        position: z.string().nullable().describe("Its place in the log that the month was closed in."),
        events: countSchema.describe("Events of the log up to it."),
        hash: z.string().describe("SHA-256 of the figures by item, and of the hash of the month before."),
        booked: figuresSchema.describe("What counts in the month: `dated` and `late` together."),
        dated: figuresSchema.describe("What is dated within the month."),
        late: figuresSchema.describe("What is dated earlier, and came after the month before was closed."),
      }),
    )
    .describe("The first one first."),
});

/** `GET /api/analytics/months`. */
export const closedMonthsEndpoint = ({ eventStore }: ClosedMonthsEndpointDependencies): Endpoint =>
  defineEndpoint({
    method: "get",
    path: "/api/analytics/months",
    operationId: "getClosedMonths",
    summary: "The closed months and their figures",
    description: "As pinned by `ledger close`: nothing that is recorded later changes them.",
    access: ["analyst", "admin"],
    problems: ["event_store_unavailable"],
    responses: { 200: { description: "The closed months.", json: monthsSchema } },
    async handle() {
      const closings = await closedMonths(eventStore.audit);
      const months = closings.map(({ timeZone: tz, figures, late, total: _, ...closing }) => ({
        ...{ ...closing, tz },
        ...{ booked: shown([...figures, ...late]), dated: shown(figures), late: shown(late) },
      }));
      return { status: 200, json: { months } };
    },
  });

const shown = (lines: readonly Line[]) => figuresOf(totalsOf(lines));
