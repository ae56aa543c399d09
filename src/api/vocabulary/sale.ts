import * as z from "zod";
import type { CommandOutcome } from "../../commands/purchase-handler.js";
import type { Purchase } from "../../commands/decider.js";
import { itemIdSchema, purchaseIdSchema } from "../../events/id-schemas.js";
import { minorDigits, toMajorUnits } from "../../events/money.js";
import { toInstant } from "../../events/instants.js";
import {
  instantSchema,
  paymentSchema,
  purchaseFlags,
  referenceSchema,
} from "../../events/purchase-events.js";
import { exactlyOneOf } from "./input.js";

/** What requests and answers about sales have in common. */

/** Control characters and halves of surrogate pairs do not survive every store and every log. */
const cleanText = /^[^\p{Cc}\p{Cs}]*$/u;
const cleanTextRule = { error: "must have no control characters and be well-formed Unicode" };

export const amountSchema = z
  .number()
  .min(0)
  .describe("The price that the buyer agreed to, in major units: the catalogue's price less the discount.");

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { abort: true, error: "must be an ISO 4217 code" })
  .refine((code) => minorDigits(code) !== undefined, { error: "must be an ISO 4217 code" })
  .describe("The ISO 4217 code of the amounts; default: the catalogue's.");

export const orderIdSchema = referenceSchema
  .regex(cleanText, cleanTextRule)
  .describe("The shop's order: its lines share one payment.");

/** An id that another system gave: of a refund, a dispute. */
export const foreignIdSchema = referenceSchema.regex(cleanText, cleanTextRule);

export const paymentIdSchema = paymentSchema.shape.id.regex(cleanText, cleanTextRule);
export const paymentMethodSchema = paymentSchema.shape.method.unwrap().regex(cleanText, cleanTextRule);

export const discountSchema = z.strictObject({
  code: z.string().min(1).max(64).regex(cleanText, cleanTextRule),
  amount: z.number().min(0).describe("The discount on the catalogue's price, in major units."),
});

export const momentSchema = z.iso.datetime({
  offset: true,
  error: "must be an ISO 8601 date with its time zone",
});

export const paidAtSchema = momentSchema.describe(
  "When the provider took the money. The purchase is then recorded with flags instead of being refused.",
);

/** The instant in the ledger's own form. */
export const instantOf = (moment: string | undefined): string | undefined =>
  moment === undefined ? undefined : toInstant(new Date(moment));

/** What was paid for a purchase, and when it was made. */
export const paidFields = {
  amount: z
    .number()
    .min(0)
    .nullable()
    .describe("In major units; null for an imported purchase, whose price is unknown."),
  currency: z.string().nullable(),
  purchasedAt: instantSchema.nullable().describe("Null for an imported purchase with an unknown date."),
};

export const purchaseAnswerSchema = z
  .strictObject({
    purchaseId: purchaseIdSchema,
    courseId: itemIdSchema.optional(),
    testId: itemIdSchema.optional(),
    ...paidFields,
    revision: z
      .int()
      .min(0)
      .describe("Read with minRevision set to this to see the purchase in a projection."),
    alreadyPurchased: z
      .boolean()
      .describe("Whether the user owned the item before, by another purchase or this one."),
    owned: z.boolean().describe("Whether the user owns the item now."),
    revokedAt: instantSchema.nullable().describe("When the purchase was revoked; null while it stands."),
    duplicateOf: purchaseIdSchema
      .nullable()
      .describe("The purchase by which the user owned the item already."),
    flags: z.array(z.enum(purchaseFlags)).describe("What is odd about a purchase that was paid before."),
  })
  .meta(exactlyOneOf(["courseId"], ["testId"]));

/** A purchase as it is answered: what was agreed then, and what is true now. */
export function toPurchaseAnswer(
  purchase: Purchase,
  { owned, result }: Pick<CommandOutcome, "owned" | "result">,
  revision: number,
) {
  const { purchaseId, item, price, purchasedAt, duplicateOf, flags, revoked } = purchase;
  return {
    purchaseId,
    ...(item.kind === "course" ? { courseId: item.id } : { testId: item.id }),
    amount: price === null ? null : toMajorUnits(price),
    currency: price === null ? null : price.currency,
    purchasedAt,
    revision,
    alreadyPurchased: result === "already_owned" || duplicateOf !== null,
    owned: owned.includes(purchaseId),
    revokedAt: revoked?.at ?? null,
    duplicateOf,
    flags: [...flags],
  };
}
