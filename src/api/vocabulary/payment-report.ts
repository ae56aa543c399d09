import * as z from "zod";
import type { KeptReport } from "../../commands/kept-reports.js";
import type { AppliedReport, Target } from "../../commands/payment-reports.js";
import type { LedgerError } from "../../errors.js";
import { purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { toMajorUnits, toMinorUnits, type Money } from "../../events/money.js";
import type { Role } from "../../events/purchase-events.js";
import { requestInvalid } from "../http/problem-details.js";
import { exactlyOneOf } from "./input.js";
import { purchaseMoneySchema, toPurchaseMoney } from "./purchase-money.js";
import { currencySchema, paymentIdSchema } from "./sale.js";

/** What requests and answers about refunds and disputes have in common. */

export const reporters: readonly Role[] = ["service", "support", "admin"];

export const aboutMoney = {
  paymentId: paymentIdSchema.describe("The payment, meaning all of its purchases.").optional(),
  userId: userIdSchema.describe("With purchaseId: the user who made the purchase.").optional(),
  purchaseId: purchaseIdSchema.optional(),
  amount: z.number().positive().describe("In major units; default: everything that is left.").optional(),
  currency: currencySchema.describe("Of the amount; needed with it.").optional(),
};
export const aboutMoneyRules = {
  ...exactlyOneOf(["paymentId"], ["userId", "purchaseId"]),
  dependentRequired: {
    amount: ["currency"],
    currency: ["amount"],
    purchaseId: ["userId"],
    userId: ["purchaseId"],
  },
};

export const appliedSchema = z.strictObject({
  userId: userIdSchema,
  purchases: z.array(purchaseMoneySchema),
  revision: z.int().min(0),
});

export const reportProblems = ["purchase_unknown", "revision_conflict", "event_store_unavailable"] as const;

/** The answer to a report that was applied, now or before. */
export const applied = ({ user, outcome }: AppliedReport) => ({
  status: outcome.result === "recorded" ? 201 : 200,
  json: {
    userId: user,
    purchases: outcome.purchases.map((each) => toPurchaseMoney(each, outcome.owned)),
    revision: outcome.revision,
  },
});

/** Why a report that was kept is not applied. */
export const refusalSchema = z
  .strictObject({ code: z.string(), message: z.string() })
  .nullable()
  .describe("Why it cannot be applied; null if it is applied, or its purchase has not arrived.");

export const toRefusal = (refusal: LedgerError | null) =>
  refusal === null ? null : { code: refusal.code, message: refusal.message };

/** The fields of every report that is kept until its purchase comes. */
export const keptFields = {
  amount: z.number().nullable().describe("In major units; null for all of it."),
  currency: z.string().nullable(),
  receivedAt: z.string(),
  state: z.enum(["waiting", "applied"]),
  refusal: refusalSchema,
};

export const toKept = ({ report, state, refusal }: KeptReport) => {
  const { amount, receivedAt } = report.data;
  return {
    amount: amount === null ? null : toMajorUnits(amount),
    currency: amount?.currency ?? null,
    ...{ receivedAt, state, refusal: toRefusal(refusal) },
  };
};

type AboutMoney = z.infer<z.ZodObject<typeof aboutMoney>>;

/** @throws LedgerError `request_invalid` */
export function targetOf({ paymentId, userId, purchaseId }: AboutMoney): Target {
  if (paymentId !== undefined && userId === undefined && purchaseId === undefined) return { paymentId };
  if (paymentId === undefined && userId !== undefined && purchaseId !== undefined)
    return { userId, purchaseId };
  throw requestInvalid([{ path: "", message: "name paymentId, or userId with purchaseId" }]);
}

/** @throws LedgerError `request_invalid` */
export function moneyOf({ amount, currency }: AboutMoney): Money | undefined {
  if (amount === undefined && currency === undefined) return undefined;
  if (amount === undefined) throw requestInvalid([{ path: "amount", message: "is required with currency" }]);
  if (currency === undefined)
    throw requestInvalid([{ path: "currency", message: "is required with amount" }]);
  const amountMinor = toMinorUnits(amount, currency);
  if (amountMinor !== undefined) return { amountMinor, currency };
  throw requestInvalid([{ path: "amount", message: `must be an amount in ${currency}` }]);
}
