import * as z from "zod";
import { invariantRules } from "../../projections/check/invariants.js";
import { driftKinds } from "../../projections/check/compare-user.js";
import { projectionNames } from "../../projections/projections.js";
import {
  shownPlaces,
  verificationJobStates,
  type VerificationJob,
  type VerificationJobs,
} from "../../jobs/verification-jobs.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { logDamageKinds } from "../../stores/event-store/event-store.js";
import { jobEndpoints, jobFields, jobFieldsOf } from "../vocabulary/job-endpoints.js";
import { rebuilders } from "../vocabulary/roles.js";
import { countSchema } from "../vocabulary/fields.js";

export interface VerificationEndpointsDependencies {
  readonly verificationJobs: VerificationJobs;
}

const jobSchema = z.strictObject({
  ...jobFields,
  state: z
    .enum(verificationJobStates)
    .describe(
      "drifted: see the report. Repair the users, or rebuild. behind: nothing is wrong, but events are not folded.",
    ),
  report: z
    .strictObject({
      events: countSchema.describe("Events of the log that the comparison is based on."),
      foldedTo: countSchema.describe("How many events the stored projections include."),
      behindEvents: countSchema.describe(
        "Events that the stored projections lack, other than those that a running projector is folding.",
      ),
      mismatch: z
        .string()
        .nullable()
        .describe("Why the projections and the log do not belong together; null where they do."),
      logDamage: z
        .array(
          z.strictObject({
            kind: z.enum(logDamageKinds),
            stream: z.string().nullable(),
            revision: countSchema.nullable(),
            message: z.string(),
          }),
        )
        .describe("Damage of the log itself. Restore it from a backup before you repair anything."),
      violationCount: countSchema.describe("Bookkeeping rules that are violated."),
      violations: z
        .array(
          z.strictObject({
            rule: z.enum(invariantRules),
            userId: z.string().nullable().describe("Null for a month."),
            subject: z
              .string()
              .nullable()
              .describe("The payment, or the month (`2026-10`, UTC). Null for an item: support sees it."),
            advice: z.string().describe("What to do."),
          }),
        )
        .describe("The first of them, without the values."),
      monthsCompared: z
        .boolean()
        .describe("Whether the monthly figures were compared: they are not while events wait to be folded."),
      users: countSchema.describe("In either projection."),
      driftedUsers: countSchema,
      behindUsers: countSchema.describe("Without drift, but not folded to the end of the log yet."),
      heldBackUsers: countSchema.describe("Something in their streams cannot be read or folded."),
      heldBack: z.array(z.string()).describe("The first of them."),
      missing: countSchema.describe("In the events but not stored."),
      extra: countSchema.describe("Stored, but no event explains it."),
      wrong: countSchema.describe("Stored with another value than the events give."),
      duplicate: countSchema.describe("Stored more than once."),
      drifts: z
        .array(
          z.strictObject({
            // What a damaged store holds need not be an id.
            userId: z.string(),
            projection: z.enum(projectionNames),
            kind: z.enum(driftKinds),
            purchaseId: z.string().nullable().describe("The record concerned; null for a document."),
            path: z.string().describe("The first field that differs; empty for the whole."),
          }),
        )
        .describe(`The first ${shownPlaces}: the place only; support sees the values.`),
    })
    .nullable(),
});

/** `/api/projections/verifications`: proofs of the projections against the log, as jobs. */
export function verificationEndpoints({
  verificationJobs,
}: VerificationEndpointsDependencies): readonly Endpoint[] {
  const path = "/api/projections/verifications";
  return [
    defineEndpoint({
      method: "post",
      path,
      operationId: "startVerification",
      summary: "Verify the projections against the log",
      description:
        "Folds the whole log again in a process of its own, and compares every document and record with the result. The shop " +
        "stays open; nothing is written but a line in the audit log.",
      access: rebuilders,
      query: z.strictObject({}),
      body: z.strictObject({}),
      problems: ["verification_running"],
      responses: {
        202: { description: "Started.", json: jobSchema, headers: { Location: "The address of the job." } },
      },
      handle({ principal }) {
        const job = verificationJobs.start({ operator: principal.id });
        return { status: 202, headers: { Location: `${path}/${job.id}` }, json: toJson(job) };
      },
    }),
    ...jobEndpoints({
      noun: "verification",
      path,
      access: rebuilders,
      params: z.strictObject({}),
      jobs: verificationJobs,
      unknown: "verification_unknown",
      schema: jobSchema,
      toJson,
      includes: () => true,
      afterCancel: "It changed nothing.",
    }),
  ];
}

function toJson(job: VerificationJob) {
  return { ...jobFieldsOf(job), state: job.state, report: reportOf(job) };
}

function reportOf({ report }: VerificationJob) {
  if (report === undefined) return null;
  const { drifts, places, logDamage, violations, outcome: _, clean: __, mismatch, ...counts } = report;
  return {
    ...counts,
    mismatch: mismatch ?? null,
    logDamage: logDamage.map(({ kind, stream, revision, message }) => ({
      ...{ kind, message },
      stream: stream ?? null,
      revision: revision ?? null,
    })),
    violations: violations.map(({ rule, userId, subject, advice }) => ({
      ...{ rule, advice, userId: userId ?? null },
      subject: rule === "ownership" ? null : subject,
    })),
    ...drifts,
    drifts: places.map((place) => ({ ...place, purchaseId: place.purchaseId ?? null })),
  };
}
