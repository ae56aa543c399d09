import * as z from "zod";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { readPayment } from "../../commands/payments.js";
import { recordDispute, refund, refundIdsOf, type Target } from "../../commands/refunds.js";
import { purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { toMajorUnits, toMinorUnits, type Money } from "../../events/money.js";
import { disputeStatuses, refundReasons, type Role } from "../../events/purchase-events.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { requestInvalid } from "../http/problem-details.js";
import {
  currencySchema,
  foreignIdSchema,
  instantOf,
  momentSchema,
  paymentIdSchema,
} from "../vocabulary/sale.js";
import { purchaseMoneySchema, toPurchaseMoney } from "../vocabulary/purchase-money.js";
import { exactlyOneOf } from "../vocabulary/input.js";
import { atMost } from "../../events/text-length.js";

export interface RefundEndpointDependencies {
  readonly eventStore: EventStore;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
}

const passOn: readonly Role[] = ["service", "support", "admin"];

const aboutMoney = {
  paymentId: paymentIdSchema.describe("The payment, meaning all of its purchases.").optional(),
  userId: userIdSchema.describe("With purchaseId: the user who made the purchase.").optional(),
  purchaseId: purchaseIdSchema.optional(),
  amount: z.number().positive().describe("In major units; default: everything that is left.").optional(),
  currency: currencySchema.describe("Of the amount; needed with it.").optional(),
};
const aboutMoneyRules = {
  ...exactlyOneOf(["paymentId"], ["userId", "purchaseId"]),
  dependentRequired: {
    amount: ["currency"],
    currency: ["amount"],
    purchaseId: ["userId"],
    userId: ["purchaseId"],
  },
};

const refundSchema = z
  .strictObject({
    refundId: foreignIdSchema.describe("Identifies the refund. A repeated id counts once."),
    ...aboutMoney,
    reason: z.enum(refundReasons).optional(),
    reference: z.string().min(1).check(atMost(256)).describe("The payment provider's.").optional(),
    revoke: z.boolean().describe("Whether to revoke access as well; default: false.").optional(),
    refundedAt: momentSchema.optional(),
  })
  .meta(aboutMoneyRules);

const disputeSchema = z
  .strictObject({
    disputeId: foreignIdSchema,
    status: z.enum(disputeStatuses).describe("`won` is in the shop's favour."),
    ...aboutMoney,
    revoke: z
      .boolean()
      .describe("Whether access is revoked while the dispute is open, and if it is lost; default: true.")
      .optional(),
    disputedAt: momentSchema.optional(),
  })
  .meta(aboutMoneyRules);

const appliedSchema = z.strictObject({
  userId: userIdSchema,
  purchases: z.array(purchaseMoneySchema),
  revision: z.int().min(0),
});
const waitingSchema = z.strictObject({
  paymentId: z.string(),
  refundId: z.string(),
  state: z.literal("waiting"),
});

const problems = [
  ...(["purchase_unknown", "refund_exceeds_payment", "refund_id_reused"] as const),
  ...(["revision_conflict", "event_store_unavailable"] as const),
] as const;

/** `POST /api/refunds`, `GET /api/refunds` and `POST /api/disputes`. */
export function refundEndpoints(dependencies: RefundEndpointDependencies): readonly Endpoint[] {
  return [refundEndpoint(dependencies), disputeEndpoint(dependencies), waitingEndpoint(dependencies)];
}

function refundEndpoint(dependencies: RefundEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/refunds",
    operationId: "refund",
    summary: "Record a refund",
    description:
      "By payment, or by user and purchase; full or partial; with or without revoking access. The refund of a payment that " +
      "arrives before its purchase is kept, and applied when the purchase is recorded. A refund of a payment without an " +
      "amount is of the whole payment, also of lines of its order that are recorded later.",
    access: passOn,
    query: z.strictObject({}),
    body: refundSchema,
    problems,
    responses: {
      200: { description: "It was recorded before.", json: appliedSchema },
      201: { description: "Recorded.", json: appliedSchema },
      202: { description: "Kept until the purchase is recorded.", json: waitingSchema },
    },
    async handle({ body, principal, correlationId }) {
      const target = targetOf(body);
      const result = await refund(dependencies, {
        ...{ target, refundId: body.refundId, amount: moneyOf(body), reason: body.reason ?? "requested" },
        ...{ reference: body.reference ?? null, revoke: body.revoke ?? false },
        refundedAt: instantOf(body.refundedAt),
        ...{ correlationId, actor: { id: principal.id, role: principal.role }, source: "api" },
      });
      if (result === "waiting") {
        const paymentId = "paymentId" in target ? target.paymentId : "";
        return { status: 202, json: { paymentId, refundId: body.refundId, state: "waiting" } };
      }
      return applied(result);
    },
  });
}

function disputeEndpoint(dependencies: RefundEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/disputes",
    operationId: "recordDispute",
    summary: "Record the state of a dispute",
    description:
      "An open dispute revokes access, a won one reinstates it, a lost one refunds the rest. The first " +
      "outcome is final; later or repeated reports change nothing.",
    access: passOn,
    query: z.strictObject({}),
    body: disputeSchema,
    problems: [...problems, "dispute_decided"],
    responses: {
      200: { description: "It was recorded before.", json: appliedSchema },
      201: { description: "Recorded.", json: appliedSchema },
    },
    async handle({ body, principal, correlationId }) {
      const result = await recordDispute(dependencies, {
        ...{ target: targetOf(body), disputeId: body.disputeId, status: body.status, amount: moneyOf(body) },
        ...{ revoke: body.revoke ?? true, disputedAt: instantOf(body.disputedAt) },
        ...{ correlationId, actor: { id: principal.id, role: principal.role }, source: "api" },
      });
      return applied(result);
    },
  });
}

function waitingEndpoint({ eventStore }: RefundEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/refunds",
    operationId: "refundsOfPayment",
    summary: "The refunds that were kept for a payment",
    access: passOn,
    query: z.strictObject({ paymentId: paymentIdSchema }),
    problems: ["event_store_unavailable"],
    responses: {
      200: {
        description: "The user that the payment was spent for, if any, and the refunds that were kept.",
        json: z.strictObject({
          paymentId: z.string(),
          userId: userIdSchema.nullable(),
          kept: z.array(
            z.strictObject({
              refundId: z.string(),
              amount: z.number().nullable().describe("In major units; null for all of it."),
              currency: z.string().nullable(),
              receivedAt: z.string(),
              state: z.enum(["waiting", "applied"]),
            }),
          ),
        }),
      },
    },
    async handle({ query: { paymentId } }) {
      const { claim, refunds } = await readPayment(eventStore, paymentId);
      const recorded = claim === undefined ? new Set() : await refundIdsOf(eventStore, claim.userId);
      const kept = refunds.map(({ refundId, amount, receivedAt }) => ({
        refundId,
        amount: amount === null ? null : toMajorUnits(amount),
        currency: amount?.currency ?? null,
        receivedAt,
        state: recorded.has(refundId) ? "applied" : "waiting",
      }));
      return { status: 200, json: { paymentId, userId: claim?.userId ?? null, kept } };
    },
  });
}

const applied = ({ user, outcome }: Exclude<Awaited<ReturnType<typeof refund>>, "waiting">) => ({
  status: outcome.result === "recorded" ? 201 : 200,
  json: {
    userId: user,
    purchases: outcome.purchases.map((each) => toPurchaseMoney(each, outcome.owned)),
    revision: outcome.revision,
  },
});

type AboutMoney = Pick<z.infer<typeof refundSchema>, keyof typeof aboutMoney>;

/** @throws LedgerError `request_invalid` */
function targetOf({ paymentId, userId, purchaseId }: AboutMoney): Target {
  if (paymentId !== undefined && userId === undefined && purchaseId === undefined) return { paymentId };
  if (paymentId === undefined && userId !== undefined && purchaseId !== undefined)
    return { userId, purchaseId };
  throw requestInvalid([{ path: "", message: "name paymentId, or userId with purchaseId" }]);
}

/** @throws LedgerError `request_invalid` */
function moneyOf({ amount, currency }: AboutMoney): Money | undefined {
  if (amount === undefined && currency === undefined) return undefined;
  if (amount === undefined) throw requestInvalid([{ path: "amount", message: "is required with currency" }]);
  if (currency === undefined)
    throw requestInvalid([{ path: "currency", message: "is required with amount" }]);
  const amountMinor = toMinorUnits(amount, currency);
  if (amountMinor !== undefined) return { amountMinor, currency };
  throw requestInvalid([{ path: "amount", message: `must be an amount in ${currency}` }]);
}
