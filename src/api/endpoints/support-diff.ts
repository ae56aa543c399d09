import * as z from "zod";
import { userIdSchema } from "../../events/id-schemas.js";
import { projectionNames } from "../../projections/projections.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import { diffUser } from "../../projections/check/diff-user.js";
import { assertKnownUser } from "../../operations/known-user.js";
import type { RepairDependencies } from "../../operations/repair.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { heldBackFields, toHeldBackFields } from "../vocabulary/held-back.js";
import { revisionSchema, userParams } from "../vocabulary/fields.js";
import { supporters } from "../vocabulary/roles.js";

/** A user whose models were swapped with another's differs in every field; these show it. */
const shownDifferences = 500;

/** An object with a field for each projection. */
const byProjection = <T>(valueOf: (name: ProjectionName) => T) =>
  Object.fromEntries(projectionNames.map((name) => [name, valueOf(name)])) as Record<ProjectionName, T>;

const diffSchema = z.strictObject({
  userId: userIdSchema,
  state: z
    .enum(["in_step", "behind", "drifted"])
    .describe("behind: no drift, but the stream has newer events."),
  behindBy: z.int().min(0).describe("Events that are not folded yet."),
  revision: revisionSchema.nullable().describe("The stream's last; null if it has no event."),
  foldedTo: z
    .strictObject(byProjection(() => revisionSchema.nullable()))
    .describe("What the stored models hold; null where they hold nothing."),
  differences: z
    .array(z.strictObject({ path: z.string(), stored: z.unknown(), expected: z.unknown() }))
    .describe(`At most ${shownDifferences}; null also stands for a missing value.`),
  differenceCount: z.int().min(0),
  ...heldBackFields,
});

/** `GET /api/support/users/:userId/diff`. */
export function supportDiffEndpoint(dependencies: RepairDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/support/users/:userId/diff",
    operationId: "getUserDiff",
    summary: "A user's stored models compared with the events, field by field",
    access: supporters,
    params: userParams,
    query: z.strictObject({}),
    problems: ["user_unknown", "event_store_unavailable", "read_model_unavailable"],
    responses: { 200: { description: "The present state.", json: diffSchema } },
    async handle({ params: { userId } }) {
      await assertKnownUser(dependencies, userId);
      const { heldBack, revision, foldedTo, differences, ...diff } = await diffUser({
        ...dependencies,
        userId,
      });
      const shown = differences
        .slice(0, shownDifferences)
        .map(({ path, stored, expected }) => ({ path, stored: stored ?? null, expected: expected ?? null }));
      const json = {
        userId,
        ...diff,
        revision: revision ?? null,
        foldedTo: byProjection((name) => foldedTo.get(name) ?? null),
        differences: shown,
        differenceCount: differences.length,
        ...toHeldBackFields(heldBack),
      };
      return { status: 200, json };
    },
  });
}
