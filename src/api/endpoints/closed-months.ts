import * as z from "zod";
import { figuresOf, totalsOf, type Line } from "../../analytics/books.js";
import { instantSchema } from "../../events/purchase-events.js";
import { openTimeZone } from "../../analytics/time-zone.js";
import { closingJobStates, type ClosingJob, type ClosingJobs } from "../../jobs/closing-jobs.js";
import { createClosingsReader, planClosing, type RecordedClosing } from "../../operations/close-month.js";
import { closingFigures, closingParts } from "../../operations/closing.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { requestInvalid } from "../http/problem-details.js";
import { revenueSchema } from "../vocabulary/figures.js";
import { jobEndpoints, jobFields, jobFieldsOf } from "../vocabulary/job-endpoints.js";
import { rebuilders } from "../vocabulary/roles.js";
import { atMost } from "../../events/text-length.js";
import { auditReasonSchema, countSchema } from "../vocabulary/fields.js";

export interface ClosedMonthsEndpointsDependencies {
  readonly eventStore: EventStore;
  readonly closingJobs: ClosingJobs;
  readonly now: () => Date;
}

const figuresSchema = z.strictObject({
  purchases: z.int().describe("Below 0 where purchases have moved to another month or currency."),
  withoutPrice: z.int().describe("Purchases with an unknown price; below 0 where prices became known."),
  revenue: revenueSchema,
});

const monthSchema = z.strictObject({
  month: z.string().describe("E.g. 2026-10."),
  tz: z.string(),
  from: instantSchema,
  to: instantSchema,
  closedAt: z.string(),
  operator: z.string(),
  eventId: z.string().nullable().describe("The last event that the figures include."),
  position: z
    .string()
    .nullable()
    .describe("The position of that event in the log in which the month was closed."),
  events: countSchema.describe("Events of the log up to it."),
  hash: z.string().describe("SHA-256 of the figures by item, and of the hash of the month before."),
  booked: figuresSchema.describe("What counts in the month: `dated` and `late` together."),
  dated: figuresSchema.describe("What is dated within the month."),
  late: figuresSchema.describe("What is dated earlier, and came after the month before was closed."),
});

const differenceSchema = z.strictObject({
  part: z
    .enum(closingParts)
    .describe("dated, late: see `dated` and `late`. total: all that is dated before the end of the month."),
  currency: z
    .string()
    .nullable()
    .describe("Null for purchases without a price, and if the difference is not in a figure."),
  figure: z
    .enum(closingFigures)
    .nullable()
    .describe("Null if the difference is not in a figure of a currency."),
  what: z.string().describe("The difference, in English."),
  closed: z.string(),
  now: z.string(),
});

const jobSchema = z.strictObject({
  ...jobFields,
  month: z.string(),
  reason: z.string(),
  state: z
    .enum(closingJobStates)
    .describe("closed: by this job. unchanged or changed: it was closed before, and has been counted again."),
  report: z
    .strictObject({
      closing: monthSchema.describe("As it was closed."),
      differences: z
        .array(differenceSchema)
        .describe("What the log says now instead; empty unless the month has changed."),
    })
    .nullable(),
});

const bodySchema = z.strictObject({
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/, { error: "must be a month such as 2026-10" })
    .describe("E.g. 2026-10."),
  tz: z
    .string()
    .check(atMost(64))
    .describe("Where the month begins, an IANA time zone; default: that of the closed months, or UTC.")
    .optional(),
  reason: auditReasonSchema,
});

const path = "/api/analytics/closings";

/** `/api/analytics/months` and `/api/analytics/closings`: closed months, and jobs that close and prove them. */
export function closedMonthsEndpoints(dependencies: ClosedMonthsEndpointsDependencies): readonly Endpoint[] {
  return [
    listEndpoint(dependencies),
    startEndpoint(dependencies),
    ...jobEndpoints({
      noun: "closing",
      path,
      access: rebuilders,
      params: z.strictObject({}),
      jobs: dependencies.closingJobs,
      unknown: "closing_unknown",
      schema: jobSchema,
      toJson,
      includes: () => true,
      afterCancel: "The month stays as it was.",
    }),
  ];
}

function listEndpoint({ eventStore }: ClosedMonthsEndpointsDependencies): Endpoint {
  const readClosings = createClosingsReader(eventStore.audit);
  return defineEndpoint({
    method: "get",
    path: "/api/analytics/months",
    operationId: "getClosedMonths",
    summary: "The closed months and their figures",
    description: "As they were closed: nothing that is recorded later changes them.",
    access: rebuilders,
    problems: ["event_store_unavailable"],
    responses: {
      200: {
        description: "The closed months.",
        json: z.strictObject({ months: z.array(monthSchema).describe("Oldest first.") }),
      },
    },
    async handle() {
      return { status: 200, json: { months: (await readClosings()).map(shownMonth) } };
    },
  });
}

const startEndpoint = ({ eventStore, closingJobs, now }: ClosedMonthsEndpointsDependencies): Endpoint =>
  defineEndpoint({
    method: "post",
    path,
    operationId: "startClosing",
    summary: "Close a month, or prove that a closed one is unchanged",
    description:
      "Counts the log in a process of its own, and pins the figures, the last event that they include, and their hash, in " +
      "the audit log. A closed month is counted again up to the same event and compared. A month is refused before it " +
      "is over, out of order, and in a different time zone from the months before.",
    access: rebuilders,
    query: z.strictObject({}),
    body: bodySchema,
    problems: ["closing_running", "event_store_unavailable"],
    responses: {
      202: { description: "Started.", json: jobSchema, headers: { Location: "The address of the job." } },
    },
    async handle({ body: { month, tz: timeZone, reason = "" }, principal }) {
      const zone = timeZone === undefined ? undefined : openTimeZone(timeZone);
      if (timeZone !== undefined && zone === undefined)
        throw requestInvalid([{ path: "tz", message: "is not an IANA time zone, e.g. Europe/Berlin" }]);
      await planClosing({ eventStore, month, zone, now });
      const job = closingJobs.start({ month, timeZone: zone?.name, operator: principal.id, reason });
      return { status: 202, headers: { Location: `${path}/${job.id}` }, json: toJson(job) };
    },
  });

function toJson(job: ClosingJob) {
  const { state, report, request } = job;
  const { month, reason } = request;
  const shownReport = report && { closing: shownMonth(report.closing), differences: report.differences };
  return { ...jobFieldsOf(job), month, reason, state, report: shownReport ?? null };
}

function shownMonth({ timeZone: tz, figures, late, total: _, ...closing }: RecordedClosing) {
  const booked = shown([...figures, ...late]);
  return { ...closing, tz, booked, dated: shown(figures), late: shown(late) };
}

const shown = (lines: readonly Line[]) => figuresOf(totalsOf(lines));
