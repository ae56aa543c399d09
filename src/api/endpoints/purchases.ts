import * as z from "zod";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Catalogue } from "../../catalogue/catalogue.js";
import type { CommandOutcome, PurchaseHandler } from "../../commands/purchase-handler.js";
import { purchaseItem, type PurchaseRequest } from "../../commands/purchase-item.js";
import { itemIdSchema, purchaseIdSchema, userIdSchema } from "../../events/id-schemas.js";
import { itemKinds, type Item } from "../../events/identifiers.js";
import type { Role } from "../../events/purchase-events.js";
import { buyerOf } from "../vocabulary/access.js";
import { defineEndpoint, type Answer, type Endpoint, type EndpointRequest } from "../http/endpoint.js";
import { idempotencyKeyOf, idempotencyKeySchema } from "../vocabulary/idempotency-key.js";
import type { ApiMetrics } from "../http/metrics.js";
import { exactlyOneOf } from "../vocabulary/input.js";
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
import { requestInvalid } from "../http/problem-details.js";

export interface PurchaseEndpointsDependencies {
  readonly eventStore: EventStore;
  readonly catalogue: Catalogue;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
  readonly metrics: Pick<ApiMetrics, "countCommand">;
}

/** What both endpoints take. */
const commonFields = {
  amount: amountSchema,
  purchaseId: purchaseIdSchema.describe(
    "The caller's id for the purchase: the same id and content return the first response.",
  ),
  userId: userIdSchema.describe("The buyer. Required for service and admin; a user may name only itself."),
};

const purchaseBodySchema = z
  .strictObject({
    courseId: itemIdSchema.optional(),
    testId: itemIdSchema.optional(),
    itemId: itemIdSchema.optional(),
    itemType: z.enum(itemKinds).optional(),
    amount: commonFields.amount.optional(),
    currency: saleCurrencySchema.optional(),
    discount: discountSchema.optional(),
    paymentId: paymentIdSchema.optional(),
    paymentMethod: paymentMethodSchema.optional(),
    paidAt: paidAtSchema.optional(),
    orderId: orderIdSchema.optional(),
    purchaseId: commonFields.purchaseId.optional(),
    userId: commonFields.userId.optional(),
  })
  .meta({
    ...exactlyOneOf(["courseId"], ["testId"], ["itemId", "itemType"]),
    dependentRequired: { itemId: ["itemType"], itemType: ["itemId"], ...paymentFieldRules },
  });
type PurchaseBody = z.infer<typeof purchaseBodySchema>;

const freePurchaseBodySchema = z.strictObject({
  itemId: itemIdSchema,
  itemType: z.enum(itemKinds),
  amount: commonFields.amount.optional(),
  purchaseId: commonFields.purchaseId.optional(),
  userId: commonFields.userId.optional(),
});

/** The roles that {@link buyerOf} decides on; others are refused before their body is read. */
const buyers: readonly Role[] = ["user", "service", "admin"];

const shared = {
  method: "post",
  access: buyers,
  query: z.strictObject({}),
  headers: { "Idempotency-Key": idempotencyKeySchema },
  responses: {
    200: {
      description: "The user already owns the item; the purchase that gave it.",
      json: purchaseAnswerSchema,
    },
    201: {
      description: "Recorded, by this call or by an earlier one with the same purchaseId or Idempotency-Key.",
      json: purchaseAnswerSchema,
      headers: { "Idempotent-Replayed": "`true` if this is the response to an earlier call." },
    },
  },
} as const;

const commonProblems = [
  "item_unknown",
  "item_unavailable",
  "price_changed",
  "purchase_id_reused",
  "revision_conflict",
  "event_store_unavailable",
  "catalogue_invalid",
] as const;

/** `POST /api/purchase` and `POST /api/public/purchase-free`. */
export function purchaseEndpoints(dependencies: PurchaseEndpointsDependencies): readonly Endpoint[] {
  return [
    defineEndpoint({
      ...shared,
      path: "/api/purchase",
      operationId: "purchase",
      summary: "Buy a course or a test",
      description:
        "A priced item needs a service or admin token, which vouches for the payment, and a paymentId. With paidAt the " +
        "money was taken, so the purchase is recorded in any case. A payment buys an item once; several items of one payment " +
        "share an orderId, or are bought with POST /api/orders.",
      body: purchaseBodySchema,
      problems: [...commonProblems, "checkout_required", "payment_missing", "payment_reused"],
      handle: (request) => {
        const { paymentId: id, paymentMethod } = request.body;
        assertPayable(request.body);
        const item = itemOf(request.body);
        const payment = id === undefined ? null : { id, method: paymentMethod ?? null };
        const { discount, currency, orderId } = request.body;
        const agreed = { discount, currency, orderId, paidAt: instantOf(request.body.paidAt) };
        return buy(dependencies, request, { item, payment, freeOnly: false, ...agreed });
      },
    }),
    defineEndpoint({
      ...shared,
      path: "/api/public/purchase-free",
      operationId: "purchaseFree",
      summary: "Take a free course or test",
      body: freePurchaseBodySchema,
      problems: [...commonProblems, "not_free"],
      handle: (request) => {
        const item = { kind: request.body.itemType, id: request.body.itemId };
        return buy(dependencies, request, { item, payment: null, freeOnly: true });
      },
    }),
  ];
}

type CommonBody = Pick<PurchaseBody, "amount" | "purchaseId" | "userId">;

async function buy(
  { eventStore, catalogue, handler, now, metrics }: PurchaseEndpointsDependencies,
  { principal, body, correlationId, message, closed$ }: EndpointRequest<unknown, CommonBody>,
  what: Pick<
    PurchaseRequest,
    "item" | "payment" | "freeOnly" | "discount" | "currency" | "orderId" | "paidAt"
  >,
): Promise<Answer> {
  const { userId, authority } = buyerOf(principal, body.userId);
  const request: PurchaseRequest = {
    userId,
    authority,
    amount: body.amount,
    purchaseId: body.purchaseId,
    idempotencyKey: idempotencyKeyOf(message),
    correlationId,
    actor: { id: principal.id, role: principal.role },
    source: "api",
    // Last: a field after a spread takes V8 a microsecond.
    ...what,
  };
  const command = purchaseItem({ eventStore, catalogue, handler, now }, request, { gone$: closed$() });
  return toAnswer(await metrics.countCommand(command));
}

/**
 * What the schema cannot say with a message of its own: one item, named in one way.
 *
 * @throws LedgerError `request_invalid`
 */
function itemOf({ courseId, testId, itemId, itemType }: PurchaseBody): Item {
  const named: Item[] = [];
  if (courseId !== undefined) named.push({ kind: "course", id: courseId });
  if (testId !== undefined) named.push({ kind: "test", id: testId });
  if (itemId !== undefined && itemType !== undefined) named.push({ kind: itemType, id: itemId });
  const halves = (itemId === undefined) !== (itemType === undefined);
  const item = named[0];
  if (item !== undefined && named.length === 1 && !halves) return item;
  throw requestInvalid([
    { path: "", message: "name one item: courseId, or testId, or itemId with itemType" },
  ]);
}

function toAnswer(outcome: CommandOutcome): Answer {
  const { result, purchase, revision } = outcome;
  switch (result) {
    case "recorded":
      return { status: 201, json: toPurchaseAnswer(purchase, outcome, purchase.revision) };
    case "repeated":
      return {
        status: 201,
        headers: { "Idempotent-Replayed": "true" },
        json: toPurchaseAnswer(purchase, outcome, purchase.revision),
      };
    case "already_owned":
      return { status: 200, json: toPurchaseAnswer(purchase, outcome, revision) };
  }
}
