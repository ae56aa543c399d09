import * as z from "zod";
import { userIdSchema } from "../../events/id-schemas.js";
import { driftKinds } from "../../projections/check/compare-user.js";
import { projectionNames } from "../../projections/projections.js";
import { assertKnownUser } from "../../operations/known-user.js";
import { repairUser, sizeOf, type RepairDependencies } from "../../operations/repair.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { countSchema, userParams } from "../vocabulary/fields.js";
import { supporters } from "../vocabulary/roles.js";
import { atMost } from "../../events/text-length.js";

export interface RepairEndpointDependencies extends RepairDependencies {
  readonly now: () => Date;
}

const shownDifferences = 500;

const bodySchema = z.strictObject({
  reason: z.string().trim().min(1).check(atMost(2000)).describe("For the audit log."),
  dryRun: z.boolean().describe("Check only, and write nothing; default: false.").optional(),
});

const sizeSchema = z.strictObject({
  courses: countSchema.nullable().describe("Owned ones; null where there is no list of them."),
  tests: countSchema.nullable(),
  records: countSchema,
  unrevokedRecords: countSchema,
});

const answerSchema = z.strictObject({
  userId: userIdSchema,
  repaired: z.boolean().describe("Whether anything was written."),
  dryRun: z.boolean(),
  differences: z
    .array(
      z.strictObject({
        projection: z.enum(projectionNames),
        kind: z.enum(driftKinds),
        purchaseId: z.string().nullable().describe("The record concerned; null for a document."),
        path: z.string().describe("The first field that differs; empty for the whole."),
        stored: z.unknown(),
        expected: z.unknown(),
      }),
    )
    .describe(`What had drifted, at most ${shownDifferences}; null also stands for a missing value.`),
  differenceCount: countSchema.describe("Documents and records that had drifted."),
  fieldCount: countSchema.describe("Fields that differed: as many as the user's diff lists."),
  before: sizeSchema,
  after: sizeSchema.describe("According to the events."),
});

/** `POST /api/support/users/:userId/repairs`. */
export function repairEndpoint({ eventStore, readModel, now }: RepairEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/support/users/:userId/repairs",
    operationId: "repairUser",
    summary: "Rewrite one user's projections from the user's events",
    description: "Writes only if they have drifted, and then adds an audit entry. No rebuild is needed.",
    access: supporters,
    params: userParams,
    query: z.strictObject({}),
    body: bodySchema,
    problems: ["user_unknown", "event_store_unavailable", "read_model_unavailable"],
    responses: { 200: { description: "What was found and repaired.", json: answerSchema } },
    async handle({ params: { userId }, body: { reason, dryRun = false }, principal }) {
      await assertKnownUser({ eventStore, readModel }, userId);
      const by = { operator: principal.id, reason };
      const found = await repairUser({ eventStore, readModel, now }, userId, { dryRun }, by);
      const { drifts, before, after, fields } = found;
      const repaired = drifts.length > 0 && !dryRun;
      const differences = drifts
        .slice(0, shownDifferences)
        .map(({ projection, kind, purchaseId, path, stored, expected }) => ({
          ...{ projection, kind, path },
          purchaseId: purchaseId ?? null,
          stored: stored ?? null,
          expected: expected ?? null,
        }));
      const sizes = { before: sizeOf(before.models), after: sizeOf(after) };
      const json = {
        userId,
        repaired,
        dryRun,
        differences,
        differenceCount: drifts.length,
        fieldCount: fields.length,
        ...sizes,
      };
      return { status: 200, json };
    },
  });
}
