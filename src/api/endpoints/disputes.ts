import * as z from "zod";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { recordDispute } from "../../commands/disputes.js";
import { keptReports } from "../../commands/kept-reports.js";
import { userIdSchema } from "../../events/id-schemas.js";
import { disputeStatuses } from "../../events/purchase-events.js";
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
    disputedAt: momentSchema.optional(),
  })
  .meta(aboutMoneyRules);

const waitingSchema = z.strictObject({
  paymentId: z.string(),
  disputeId: z.string(),
  status: z.enum(disputeStatuses),
  state: z.literal("waiting"),
});

/** `POST /api/disputes` and `GET /api/disputes`. */
export function disputeEndpoints(dependencies: DisputeEndpointDependencies): readonly Endpoint[] {
  return [disputeEndpoint(dependencies), waitingEndpoint(dependencies)];
}

function disputeEndpoint(dependencies: DisputeEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/disputes",
    operationId: "recordDispute",
    summary: "Record the state of a dispute",
    description:
      "An open dispute revokes access, a won one reinstates it, a lost one refunds the rest. The first " +
      "outcome is final; later or repeated reports change nothing. The dispute of a payment that arrives before its " +
      "purchase is kept, and applied when the purchase is recorded.",
    access: reporters,
    query: z.strictObject({}),
    body: disputeSchema,
    problems: [...reportProblems, "dispute_decided"],
    responses: {
      200: { description: "It was recorded before.", json: appliedSchema },
      201: { description: "Recorded.", json: appliedSchema },
      202: { description: "Kept until the purchase is recorded.", json: waitingSchema },
    },
    async handle({ body, principal, correlationId }) {
      const { disputeId, status } = body;
      const target = targetOf(body);
      const result = await recordDispute(dependencies, {
        ...{ target, disputeId, status, amount: moneyOf(body) },
        ...{ revoke: body.revoke ?? true, disputedAt: instantOf(body.disputedAt) },
        ...{ correlationId, actor: { id: principal.id, role: principal.role }, source: "api" },
      });
      if (result === "waiting") {
        const paymentId = "paymentId" in target ? target.paymentId : "";
        return { status: 202, json: { paymentId, disputeId, status, state: "waiting" } };
      }
      return applied(result);
    },
  });
}

function waitingEndpoint({ eventStore }: DisputeEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/disputes",
    operationId: "disputesOfPayment",
    summary: "The disputes that were kept for a payment",
    access: reporters,
    query: z.strictObject({ paymentId: paymentIdSchema }),
    problems: ["event_store_unavailable"],
    responses: {
      200: {
        description: "The user that the payment was spent for, if any, and the disputes that were kept.",
        json: z.strictObject({
          paymentId: z.string(),
          userId: userIdSchema.nullable(),
          kept: z.array(
            z.strictObject({
              disputeId: z.string(),
              status: z.enum(disputeStatuses),
              ...keptFields,
            }),
          ),
        }),
      },
    },
    async handle({ query: { paymentId } }) {
      const { claim, kept } = await keptReports(eventStore, paymentId);
      const disputes = kept.flatMap((each) => {
        const { report } = each;
        if (report.type !== "DisputeReceived") return [];
        const { disputeId, status } = report.data;
        return [{ disputeId, status, ...toKept(each) }];
      });
      return { status: 200, json: { paymentId, userId: claim?.userId ?? null, kept: disputes } };
    },
  });
}
