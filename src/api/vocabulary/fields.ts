import * as z from "zod";
import { userIdSchema } from "../../events/id-schemas.js";
import { projectionNames } from "../../projections/projections.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import { minRevisionSchema } from "./consistent-read.js";

export const largestRevision = 999_999_999_999_999;

export const revisionSchema = z.int().min(0);

export const userParams = z.strictObject({ userId: userIdSchema.describe("The user whose stream it is.") });

/** What every read of a user's purchases takes. */
export const readFields = {
  userId: userIdSchema
    .describe("The user. Required for service, support and admin; a user may name only itself.")
    .optional(),
  minRevision: minRevisionSchema.optional(),
};

export const foldedRevisionSchema = revisionSchema
  .nullable()
  .describe(
    "The revision of the user's stream that the answer is folded to; null for a user who never bought anything.",
  );

export const projectionParams = z.strictObject({
  name: z.enum([...projectionNames, "all"]).describe("A projection, or all of them."),
});

export const projectionsOf = (name: ProjectionName | "all"): readonly ProjectionName[] =>
  name === "all" ? projectionNames : [name];
