import * as z from "zod";
import { keptReports, type KeptReport } from "../../commands/kept-reports.js";
import type { ReportOutcome, Target } from "../../commands/payment-reports.js";
import type { LedgerError } from "../../errors.js";
import { purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { toMajorUnits, toMinorUnits, type Money } from "../../events/money.js";
import type { Role } from "../../events/purchase-events.js";
import { requestInvalid } from "../http/problem-details.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { exactlyOneOf } from "./input.js";
import { purchaseMoneySchema, toPurchaseMoney } from "./purchase-money.js";
import { currencySchema, paymentIdSchema } from "./sale.js";
import { defineEndpoint, type Answer, type Endpoint } from "../http/endpoint.js";

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

const appliedSchema = z.strictObject({
  userId: userIdSchema,
  purchases: z.array(purchaseMoneySchema),
  revision: z.int().min(0),
});

export const reportProblems = ["purchase_unknown", "revision_conflict", "event_store_unavailable"] as const;

/** The responses to a report. @param fields those that name it */
export const reportResponses = (fields: z.ZodRawShape) => ({
  200: { description: "It was recorded before.", json: appliedSchema },
  201: { description: "Recorded.", json: appliedSchema },
  202: {
    description: "Kept until the purchase is recorded.",
    json: z.strictObject({ paymentId: z.string(), ...fields, state: z.literal("waiting") }),
  },
});

/** The answer to a report of a payment, or of one purchase, which never waits. @param own what names it */
export function reportAnswer(result: ReportOutcome, paymentId: string | undefined, own: object): Answer {
  if (result === "waiting") return { status: 202, json: { paymentId, ...own, state: "waiting" } };
  const { user: userId, outcome } = result;
  const purchases = outcome.purchases.map((each) => toPurchaseMoney(each, outcome.owned));
  const status = outcome.result === "recorded" ? 201 : 200;
  return { status, json: { userId, purchases, revision: outcome.revision } };
}

/** Why a report that was kept is not applied. */
export const refusalSchema = z
  .strictObject({ code: z.string(), message: z.string() })
  .nullable()
  .describe("Why it cannot be applied; null if it is applied, or its purchase has not arrived.");

export const toRefusal = (refusal: LedgerError | null) =>
  refusal === null ? null : { code: refusal.code, message: refusal.message };

interface KeptReportsResource {
  readonly path: string;
  readonly operationId: string;
  /** In words, e.g. `refund`. */
  readonly noun: string;
  /** Those that name a report, besides the fields that all have. */
  readonly fields: z.ZodRawShape;
  /** Their values; undefined for a report of another kind. */
  readonly valuesOf: (report: KeptReport["report"]) => object | undefined;
}

/** Lists the reports of one kind that were kept for a payment, waiting or applied. */
export function keptReportsEndpoint(
  eventStore: EventStore,
  { path, operationId, noun, fields, valuesOf }: KeptReportsResource,
): Endpoint {
  const keptSchema = z.strictObject({
    ...fields,
    amount: z.number().nullable().describe("In major units; null for all of it."),
    currency: z.string().nullable(),
    receivedAt: z.string(),
    state: z.enum(["waiting", "applied"]),
    refusal: refusalSchema,
  });
  const answerSchema = z.strictObject({
    paymentId: z.string(),
    userId: userIdSchema.nullable(),
    kept: z.array(keptSchema),
  });
  return defineEndpoint({
    ...{ method: "get", path, operationId, access: reporters },
    summary: `The ${noun}s that were kept for a payment`,
    query: z.strictObject({ paymentId: paymentIdSchema }),
    problems: ["event_store_unavailable"],
    responses: {
      200: {
        description: `The user that the payment was spent for, if any, and the ${noun}s that were kept.`,
        json: answerSchema,
      },
    },
    async handle({ query: { paymentId } }) {
      const { claim, kept: all } = await keptReports(eventStore, paymentId);
      const kept = all.flatMap((each) => {
        const values = valuesOf(each.report);
        return values === undefined ? [] : [{ ...values, ...toKept(each) }];
      });
      return { status: 200, json: { paymentId, userId: claim?.userId ?? null, kept } };
    },
  });
}

function toKept({ report, state, refusal }: KeptReport) {
  const { amount, receivedAt } = report.data;
  return {
    amount: amount === null ? null : toMajorUnits(amount),
    currency: amount?.currency ?? null,
    ...{ receivedAt, state, refusal: toRefusal(refusal) },
  };
}

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
