import * as z from "zod";
import { userIdSchema } from "../../events/id-schemas.js";
import { atMost } from "../../events/text-length.js";
import { projectionNames } from "../../projections/projections.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";

/** A whole number as a query spells it: digits only, so that neither "1e3" nor "0x10" nor "" passes as one. */
export function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,16}$/, { error: `must be a whole number from ${min} to ${max}` })
    .transform(Number)
    .pipe(z.int().min(min).max(max));
}

export const largestRevision = 999_999_999_999_999;

export const countSchema = z.int().min(0);

export const revisionSchema = z.int().min(0);

export const userParams = z.strictObject({ userId: userIdSchema.describe("The user whose stream it is.") });

/** What every read of a user's purchases takes. */
export const readFields = {
  userId: userIdSchema
    .describe("The user. Required for service, support and admin; a user may name only itself.")
    .optional(),
  minRevision: wholeNumber(0, largestRevision)
    .describe("Wait, up to 2 seconds, until the projection has folded this revision of the user's stream.")
    .optional(),
};

export const titleSchema = z
  .string()
  .nullable()
  .describe("The title in the catalogue; null if the item is no longer there.");

/** Why an operator does something that needs no reason. */
export const auditReasonSchema = z.string().check(atMost(2000)).describe("For the audit log.").optional();

export const foldedRevisionSchema = revisionSchema
  .nullable()
  .describe(
    "The revision of the user's stream that the response is folded to; null for a user who never bought anything.",
  );

export const projectionParams = z.strictObject({
  name: z.enum([...projectionNames, "all"]).describe("A projection, or all of them."),
});

export const projectionsOf = (name: ProjectionName | "all"): readonly ProjectionName[] =>
  name === "all" ? projectionNames : [name];
