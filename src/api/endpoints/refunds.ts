import * as z from "zod";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { keptReports } from "../../commands/kept-reports.js";
import { refund } from "../../commands/refunds.js";
import { userIdSchema } from "../../events/id-schemas.js";
import { refundReasons } from "../../events/purchase-events.js";
import { atMost } from "../../events/text-length.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import {
  aboutMoney,
  aboutMoneyRules,
  applied,
  appliedSchema,
  keptFields,
  moneyOf,
  reporters,
  reportProblems,
  targetOf,
  toKept,
} from "../vocabulary/payment-report.js";
import { foreignIdSchema, instantOf, momentSchema, paymentIdSchema } from "../vocabulary/sale.js";

export interface RefundEndpointDependencies {
  readonly eventStore: EventStore;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
}

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

const waitingSchema = z.strictObject({
  paymentId: z.string(),
  refundId: z.string(),
  state: z.literal("waiting"),
});

/** `POST /api/refunds` and `GET /api/refunds`. */
export function refundEndpoints(dependencies: RefundEndpointDependencies): readonly Endpoint[] {
  return [refundEndpoint(dependencies), waitingEndpoint(dependencies)];
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
    access: reporters,
    query: z.strictObject({}),
    body: refundSchema,
    problems: [...reportProblems, "refund_exceeds_payment", "refund_id_reused"],
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

function waitingEndpoint({ eventStore }: RefundEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/refunds",
    operationId: "refundsOfPayment",
    summary: "The refunds that were kept for a payment",
    access: reporters,
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
              ...keptFields,
            }),
          ),
        }),
      },
    },
    async handle({ query: { paymentId } }) {
      const { claim, kept } = await keptReports(eventStore, paymentId);
      const refunds = kept.flatMap((each) =>
        each.report.type === "RefundReceived"
          ? [{ refundId: each.report.data.refundId, ...toKept(each) }]
          : [],
      );
      return { status: 200, json: { paymentId, userId: claim?.userId ?? null, kept: refunds } };
    },
  });
}
