import * as z from "zod";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { refund } from "../../commands/refunds.js";
import { refundReasons } from "../../events/purchase-events.js";
import { atMost } from "../../events/text-length.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import {
  aboutMoney,
  aboutMoneyRules,
  keptReportsEndpoint,
  moneyOf,
  reportAnswer,
  reporters,
  reportProblems,
  reportResponses,
  targetOf,
} from "../vocabulary/payment-report.js";
import { foreignIdSchema, instantOf, momentSchema } from "../vocabulary/sale.js";

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
    revoke: z
      .boolean()
      .describe(
        "Whether to revoke access as well; default: false. If a part of a payment is refunded, only the purchases that the " +
          "money is taken from lose it.",
      )
      .optional(),
    refundedAt: momentSchema
      .describe("When the money went back; default: now. A time in the future or before 1990 counts as now.")
      .optional(),
  })
  .meta(aboutMoneyRules);

/** `POST /api/refunds` and `GET /api/refunds`. */
export function refundEndpoints(dependencies: RefundEndpointDependencies): readonly Endpoint[] {
  return [
    refundEndpoint(dependencies),
    keptReportsEndpoint(dependencies.eventStore, {
      ...{ path: "/api/refunds", operationId: "refundsOfPayment", noun: "refund" },
      fields: { refundId: z.string() },
      valuesOf: ({ type, data }) => (type === "RefundReceived" ? { refundId: data.refundId } : undefined),
    }),
  ];
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
    responses: reportResponses({ refundId: z.string() }),
    async handle({ body, principal, correlationId }) {
      const { refundId } = body;
      const result = await refund(dependencies, {
        ...{ target: targetOf(body), refundId, amount: moneyOf(body), reason: body.reason ?? "requested" },
        ...{ reference: body.reference ?? null, revoke: body.revoke ?? false },
        refundedAt: instantOf(body.refundedAt),
        ...{ correlationId, actor: { id: principal.id, role: principal.role }, source: "api" },
      });
      return reportAnswer(result, body.paymentId, { refundId });
    },
  });
}
