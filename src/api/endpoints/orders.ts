import * as z from "zod";
import type { Catalogue } from "../../catalogue/catalogue.js";
import { placeOrder, type OrderRequest } from "../../commands/place-order.js";
import type { PurchaseHandler } from "../../commands/purchase-handler.js";
import { itemIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKey, itemKinds } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { defineEndpoint, type Endpoint, type EndpointRequest } from "../http/endpoint.js";
import type { ApiMetrics } from "../http/metrics.js";
import { requestInvalid } from "../http/problem-details.js";
import { idempotencyKeyOf, idempotencyKeySchema } from "../vocabulary/idempotency-key.js";
import {
  amountSchema,
  assertPayable,
  discountSchema,
  instantOf,
  orderIdSchema,
  paidAtSchema,
  paymentFieldRules,
  paymentIdSchema,
  paymentMethodSchema,
  purchaseAnswerSchema,
  saleCurrencySchema,
  toPurchaseAnswer,
} from "../vocabulary/sale.js";

export interface OrderEndpointDependencies {
  readonly eventStore: EventStore;
  readonly catalogue: Catalogue;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
  readonly metrics: Pick<ApiMetrics, "countCommand">;
}

const lineSchema = z.strictObject({
  itemType: z.enum(itemKinds),
  itemId: itemIdSchema,
  amount: amountSchema.optional(),
  discount: discountSchema.optional(),
});

const bodySchema = z
  .strictObject({
    orderId: orderIdSchema,
    userId: userIdSchema.describe("The new owner of the items; for a gift, the receiver."),
    giftFrom: userIdSchema.describe("The giver of a gift, who does not own the items.").optional(),
    lines: z.array(lineSchema).min(1).max(100),
    amount: amountSchema
      .describe(
        "What was charged, in major units. The lines must add up to it; with paidAt, each line gets its share of it instead, " +
          "with the flag total_differs.",
      )
      .optional(),
    currency: saleCurrencySchema.optional(),
    paymentId: paymentIdSchema.optional(),
    paymentMethod: paymentMethodSchema.optional(),
    paidAt: paidAtSchema.optional(),
  })
  .meta({ dependentRequired: paymentFieldRules });
type Body = z.infer<typeof bodySchema>;

const answerSchema = z.strictObject({
  orderId: z.string(),
  userId: userIdSchema,
  purchases: z.array(purchaseAnswerSchema),
  revision: z.int().min(0).describe("Read with minRevision set to this to see all of them in a projection."),
});

/** `POST /api/orders`. */
export function orderEndpoint(dependencies: OrderEndpointDependencies): Endpoint {
  return defineEndpoint({
    method: "post",
    path: "/api/orders",
    operationId: "placeOrder",
    summary: "Buy several items with one payment",
    description:
      "All lines are recorded, or none. An order is recorded once: the same orderId and content return the first " +
      "response. A bundle is an order, and a gift is an order that names the giver.",
    access: ["service", "admin"],
    query: z.strictObject({}),
    headers: { "Idempotency-Key": idempotencyKeySchema },
    body: bodySchema,
    problems: [
      ...([
        "item_unknown",
        "item_unavailable",
        "price_changed",
        "payment_missing",
        "payment_reused",
      ] as const),
      ...([
        "purchase_id_reused",
        "revision_conflict",
        "event_store_unavailable",
        "catalogue_invalid",
      ] as const),
    ],
    responses: {
      201: {
        description: "Recorded, now or by an earlier call with the same orderId.",
        json: answerSchema,
        headers: { "Idempotent-Replayed": "`true` if this is the response to an earlier call." },
      },
    },
    async handle(request) {
      const { orderId, userId } = request.body;
      const command = placeOrder(dependencies, orderOf(request), { gone$: request.closed$() });
      const outcome = await dependencies.metrics.countCommand(command);
      const { purchases, revision, result } = outcome;
      const json = purchases.map((each) => toPurchaseAnswer(each, outcome, each.revision));
      return {
        status: 201,
        ...(result === "recorded" ? {} : { headers: { "Idempotent-Replayed": "true" } }),
        json: { orderId, userId, purchases: json, revision },
      };
    },
  });
}

/** @throws LedgerError `request_invalid` */
function orderOf({ body, principal, correlationId, message }: EndpointRequest<unknown, Body>): OrderRequest {
  assertSensible(body);
  const { orderId, userId, paymentId } = body;
  return {
    ...{ orderId, userId, giver: body.giftFrom === userId ? undefined : body.giftFrom },
    lines: body.lines.map(({ itemType: kind, itemId: id, amount, discount }) => ({
      ...{ item: { kind, id }, amount, discount },
    })),
    ...{ amount: body.amount, currency: body.currency, paidAt: instantOf(body.paidAt) },
    payment: paymentId === undefined ? null : { id: paymentId, method: body.paymentMethod ?? null },
    idempotencyKey: idempotencyKeyOf(message),
    ...{ correlationId, actor: { id: principal.id, role: principal.role }, source: "api" },
  };
}

/** @throws LedgerError `request_invalid` for what the schema cannot say, and for what is odd before the money was taken */
function assertSensible(body: Body): void {
  assertPayable(body);
  const { lines, paidAt, userId, giftFrom } = body;
  if (paidAt !== undefined) return;
  const keys = lines.map(({ itemType: kind, itemId: id }) => itemKey({ kind, id }));
  const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
  if (twice !== -1)
    throw requestInvalid([{ path: `lines.${twice}`, message: "names an item for the second time" }]);
  if (giftFrom === userId) throw requestInvalid([{ path: "giftFrom", message: "is the receiver" }]);
}
