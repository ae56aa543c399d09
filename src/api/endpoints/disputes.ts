import * as z from "zod";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { recordDispute } from "../../commands/disputes.js";
import { disputeStatuses } from "../../events/purchase-events.js";
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

export interface DisputeEndpointDependencies {
  readonly eventStore: EventStore;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
}

const disputeSchema = z
  .strictObject({
    disputeId: foreignIdSchema,
    status: z.enum(disputeStatuses).describe("`won` is in the shop's favour."),
    ...aboutMoney,
    revoke: z
      .boolean()
      .describe("Whether access is revoked while the dispute is open, and if it is lost; default: true.")
      .optional(),
    disputedAt: momentSchema
      .describe("When the bank said so; default: now. A time in the future or before 1990 counts as now.")
      .optional(),
  })
  .meta(aboutMoneyRules);

const fields = { disputeId: z.string(), status: z.enum(disputeStatuses) };

/** `POST /api/disputes` and `GET /api/disputes`. */
export function disputeEndpoints(dependencies: DisputeEndpointDependencies): readonly Endpoint[] {
  return [
    disputeEndpoint(dependencies),
    keptReportsEndpoint(dependencies.eventStore, {
      ...{ path: "/api/disputes", operationId: "disputesOfPayment", noun: "dispute", fields },
      valuesOf: ({ type, data }) =>
        type === "DisputeReceived" ? { disputeId: data.disputeId, status: data.status } : undefined,
    }),
  ];
}

function disputeEndpoint(dependencies: DisputeEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/disputes",
    operationId: "recordDispute",
    summary: "Record the state of a dispute",
    description:
      "An open dispute suspends access, a won one restores it, a lost one refunds the disputed amount. The first " +
      "outcome is final; later or repeated reports change nothing. The dispute of a payment that arrives before its " +
      "purchase is kept, and applied when the purchase is recorded.",
    access: reporters,
    query: z.strictObject({}),
    body: disputeSchema,
    problems: [...reportProblems, "dispute_decided"],
    responses: reportResponses(fields),
    async handle({ body, principal, correlationId }) {
      const { disputeId, status } = body;
      const result = await recordDispute(dependencies, {
        ...{ target: targetOf(body), disputeId, status, amount: moneyOf(body) },
        ...{ revoke: body.revoke ?? true, disputedAt: instantOf(body.disputedAt) },
        ...{ correlationId, actor: { id: principal.id, role: principal.role }, source: "api" },
      });
      return reportAnswer(result, body.paymentId, { disputeId, status });
    },
  });
}
