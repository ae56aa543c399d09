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
import { requestInvalid } from "../http/problem-details.js";
import { exactlyOneOf } from "./input.js";
import { atMost } from "../../events/text-length.js";

/** What requests and answers about sales have in common. */

/** Control characters and halves of surrogate pairs do not survive every store and every log. */
const cleanText = /^[^\p{Cc}\p{Cs}]*$/u;
const cleanTextRule = { error: "must have no control characters and be well-formed Unicode" };

export const amountSchema = z
  .number()
  .min(0)
  .describe("The price that the buyer agreed to, in major units: the catalogue's price less the discount.");

const isoRule = { error: "must be an ISO 4217 code" };
const isCurrency = (code: string): boolean => minorDigits(code) !== undefined;

export const currencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, { abort: true, ...isoRule })
  .refine(isCurrency, isoRule);

/** Of a sale: what a payment that was taken is in may be unknown to ISO 4217, see {@link assertPayable}. */
export const saleCurrencySchema = z
  .string()
  .regex(/^[A-Z]{3}$/, isoRule)
  .describe("The ISO 4217 code of the amounts; default: the catalogue's.");

export const orderIdSchema = referenceSchema
  .regex(cleanText, cleanTextRule)
  .describe("The shop's order: its lines share one payment.");

/** An id that another system gave: of a refund, a dispute. */
export const foreignIdSchema = referenceSchema.regex(cleanText, cleanTextRule);

export const paymentIdSchema = paymentSchema.shape.id.regex(cleanText, cleanTextRule);
export const paymentMethodSchema = paymentSchema.shape.method.unwrap().regex(cleanText, cleanTextRule);

export const discountSchema = z.strictObject({
  code: z.string().min(1).check(atMost(64)).regex(cleanText, cleanTextRule),
  amount: z.number().min(0).describe("The discount on the catalogue's price, in major units."),
});

export const momentSchema = z.iso.datetime({
  offset: true,
  error: "must be an ISO 8601 date with its time zone",
});

export const paidAtSchema = momentSchema.describe(
  "When the provider took the money. The purchase is then recorded with flags instead of being refused. A time in the " +
    "future or before 1990 counts as now.",
);

/** How the fields of a payment depend on each other; {@link assertPayable} checks it. */
export const paymentFieldRules = { paymentMethod: ["paymentId"], paidAt: ["paymentId"] };

interface PaymentFields {
  readonly paymentId?: string | undefined;
  readonly paymentMethod?: string | undefined;
  readonly paidAt?: string | undefined;
  readonly currency?: string | undefined;
}

/** @throws LedgerError `request_invalid` for what the schema cannot say of a payment */
export function assertPayable({ paymentId, paymentMethod, paidAt, currency }: PaymentFields): void {
  const without = (path: string) => ({ path, message: "needs the payment in paymentId" });
  if (paymentId === undefined && paidAt !== undefined) throw requestInvalid([without("paidAt")]);
  if (paymentId === undefined && paymentMethod !== undefined)
    throw requestInvalid([without("paymentMethod")]);
  if (paidAt === undefined && currency !== undefined && !isCurrency(currency))
    throw requestInvalid([{ path: "currency", message: isoRule.error }]);
}

/** The instant in the ledger's own form; the nearest one that has it, since a zone can lead out of the years 0 to 9999. */
export function instantOf(moment: string | undefined): string | undefined {
  if (moment === undefined) return undefined;
  return (
    toInstant(new Date(moment)) ?? (moment < "1" ? "0000-01-01T00:00:00.000Z" : "9999-12-31T23:59:59.999Z")
  );
}

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
    flags: z.array(z.enum(purchaseFlags)).describe("What is unusual about a purchase that was already paid."),
  })
  .meta(exactlyOneOf(["courseId"], ["testId"]));

/** A purchase in a response: what was agreed then, and what is true now. */
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
