import * as z from "zod";
import { mostPaymentsRead, waitingReports, type KeptReport } from "../../commands/kept-reports.js";
import { userIdSchema } from "../../events/id-schemas.js";
import { disputeStatuses, instantSchema } from "../../events/purchase-events.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint } from "../http/endpoint.js";
import { userParams } from "../vocabulary/fields.js";
import { refusalSchema, toRefusal } from "../vocabulary/payment-report.js";
import { supporters } from "../vocabulary/roles.js";

const reportSchema = z.strictObject({
  type: z.enum(["refund", "dispute"]),
  id: z.string().describe("The refundId or disputeId."),
  paymentId: z.string(),
  status: z.enum(disputeStatuses).nullable().describe("Of the dispute; null for a refund."),
  amountMinor: z.int().min(0).nullable().describe("In minor units; null for all of the payment."),
  currency: z.string().nullable(),
  revoke: z.boolean().describe("Whether it is to take access as well."),
  receivedAt: instantSchema,
  refusal: refusalSchema,
});

const answerSchema = z.strictObject({
  userId: userIdSchema,
  waiting: z.array(reportSchema).describe("In the order of the payments; empty if nothing waits."),
});

/** `GET /api/support/users/:userId/waiting`. */
export function supportWaitingEndpoint({ eventStore }: { readonly eventStore: EventStore }): Endpoint {
  return defineEndpoint({
    method: "get",
    path: "/api/support/users/:userId/waiting",
    operationId: "getUserWaiting",
    summary: "Refunds and disputes of a user's payments that could not be applied",
    description:
      "They arrived before their purchase, and its payment is less than they say, or contradicts them. The latest " +
      `${mostPaymentsRead} payments are looked at; GET /api/refunds and /api/disputes answer for any payment.`,
    access: supporters,
    params: userParams,
    query: z.strictObject({}),
    problems: ["event_store_unavailable", "event_invalid"],
    responses: { 200: { description: "Read from the events.", json: answerSchema } },
    async handle({ params: { userId } }) {
      const waiting = await waitingReports(eventStore, userId);
      return { status: 200, json: { userId, waiting: waiting.map(toJson) } };
    },
  });
}

function toJson({ report: { type, data }, refusal }: KeptReport) {
  const { paymentId, amount, revoke, receivedAt } = data;
  return {
    ...(type === "RefundReceived"
      ? { type: "refund" as const, id: data.refundId, status: null }
      : { type: "dispute" as const, id: data.disputeId, status: data.status }),
    ...{ paymentId, revoke, receivedAt, refusal: toRefusal(refusal) },
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
  };
}
