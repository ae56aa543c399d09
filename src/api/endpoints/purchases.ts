import { z } from "zod";
import type { Catalogue } from "../../catalogue/catalogue.js";
import type { Purchase } from "../../commands/decider.js";
import type { CommandOutcome, PurchaseHandler } from "../../commands/purchase-handler.js";
import { purchaseItem, type PurchaseRequest } from "../../commands/purchase-item.js";
import { isLedgerError } from "../../errors.js";
import {
  itemIdSchema,
  itemKinds,
  purchaseIdSchema,
  userIdSchema,
  type Item,
} from "../../events/identifiers.js";
import { toMajorUnits } from "../../events/money.js";
import { instantSchema, paymentSchema, type Role } from "../../events/purchase-events.js";
import { buyerOf } from "../vocabulary/access.js";
import { defineEndpoint, type Answer, type Endpoint, type EndpointRequest } from "../http/endpoint.js";
import { idempotencyKeyOf } from "../vocabulary/idempotency-key.js";
import type { ApiMetrics } from "../http/metrics.js";
import { exactlyOneOf } from "../vocabulary/input.js";
import { requestInvalid } from "../http/problem-details.js";

export interface PurchaseEndpointsDependencies {
  readonly catalogue: Catalogue;
  readonly handler: PurchaseHandler;
  readonly now: () => Date;
  readonly metrics: ApiMetrics;
}

/** Control characters and halves of surrogate pairs do not survive every store and every log. */
const cleanText = /^[^\p{Cc}\p{Cs}]*$/u;
const cleanTextRule = { error: "must have no control characters and be well-formed Unicode" };

/** What both endpoints take. */
const commonFields = {
  amount: z
    .number()
    .min(0)
    .describe("The price that the buyer was shown, in major units; refused if the catalogue's differs."),
  purchaseId: purchaseIdSchema.describe(
    "The caller's id for the purchase: the same id and content give the first answer again.",
  ),
  userId: userIdSchema.describe("For whom; needed from service and admin, and only ever itself from a user."),
};

const purchaseBodySchema = z
  .strictObject({
    courseId: itemIdSchema.optional(),
    testId: itemIdSchema.optional(),
    itemId: itemIdSchema.optional(),
    itemType: z.enum(itemKinds).optional(),
    amount: commonFields.amount.optional(),
    paymentId: paymentSchema.shape.id.regex(cleanText, cleanTextRule).optional(),
    paymentMethod: paymentSchema.shape.method.unwrap().regex(cleanText, cleanTextRule).optional(),
    purchaseId: commonFields.purchaseId.optional(),
    userId: commonFields.userId.optional(),
  })
  .meta({
    ...exactlyOneOf(["courseId"], ["testId"], ["itemId", "itemType"]),
    dependentRequired: { itemId: ["itemType"], itemType: ["itemId"], paymentMethod: ["paymentId"] },
  });
type PurchaseBody = z.infer<typeof purchaseBodySchema>;

const freePurchaseBodySchema = z.strictObject({
  itemId: itemIdSchema,
  itemType: z.enum(itemKinds),
  amount: commonFields.amount.optional(),
  purchaseId: commonFields.purchaseId.optional(),
  userId: commonFields.userId.optional(),
});

const answerSchema = z
  .strictObject({
    purchaseId: purchaseIdSchema,
    courseId: itemIdSchema.optional(),
    testId: itemIdSchema.optional(),
    amount: z
      .number()
      .min(0)
      .nullable()
      .describe("In major units; null for an imported purchase, whose price nobody knows."),
    currency: z.string().nullable(),
    purchasedAt: instantSchema.nullable().describe("Null for an imported purchase, where nobody knows it."),
    revision: z
      .int()
      .min(0)
      .describe("Read with minRevision set to this to see the purchase in a projection."),
    alreadyPurchased: z.boolean(),
  })
  .meta(exactlyOneOf(["courseId"], ["testId"]));

/** Who reaches the rules in {@link buyerOf}; the others are refused before their body is read. */
const buyers: readonly Role[] = ["user", "service", "admin"];

const shared = {
  method: "post",
  access: buyers,
  query: z.strictObject({}),
  headers: {
    "Idempotency-Key":
      "1 to 255 printable ASCII characters, bare or quoted: the same key and content give the first answer again.",
  },
  responses: {
    200: { description: "The user owns the item already; the purchase that made it so.", json: answerSchema },
    201: {
      description: "Recorded, now or by an earlier call with the same purchaseId or Idempotency-Key.",
      json: answerSchema,
      headers: { "Idempotent-Replayed": "`true` where an earlier call was answered again." },
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
        "A priced item takes a service or admin token, which vouches for the payment, and a paymentId.",
      body: purchaseBodySchema,
      problems: [...commonProblems, "checkout_required", "payment_missing"],
      handle: (request) => {
        const { paymentId: id, paymentMethod } = request.body;
        const item = itemOf(request.body);
        const payment = id === undefined ? null : { id, method: paymentMethod ?? null };
        return buy(dependencies, request, { item, payment, freeOnly: false });
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
  { catalogue, handler, now, metrics }: PurchaseEndpointsDependencies,
  { principal, body, correlationId, message, closed$ }: EndpointRequest<unknown, CommonBody>,
  what: Pick<PurchaseRequest, "item" | "payment" | "freeOnly">,
): Promise<Answer> {
  const { userId, authority } = buyerOf(principal, body.userId);
  const request: PurchaseRequest = {
    ...what,
    userId,
    authority,
    amount: body.amount,
    purchaseId: body.purchaseId,
    idempotencyKey: idempotencyKeyOf(message),
    correlationId,
    actor: { id: principal.id, role: principal.role },
    source: "api",
  };
  const gone = new AbortController();
  const watching = closed$().subscribe(() => {
    gone.abort();
  });
  try {
    const outcome = await purchaseItem({ catalogue, handler, now }, request, { gone: gone.signal });
    metrics.countCommand(outcome.result);
    return toAnswer(outcome);
  } catch (error) {
    metrics.countCommand(isLedgerError(error) ? error.code : "internal_error");
    throw error;
  } finally {
    watching.unsubscribe();
  }
}

/**
 * What the schema cannot say with a message of its own: one item, named in one way, and no method without a payment.
 *
 * @throws LedgerError `request_invalid`
 */
function itemOf({ courseId, testId, itemId, itemType, paymentId, paymentMethod }: PurchaseBody): Item {
  if (paymentMethod !== undefined && paymentId === undefined) {
    throw requestInvalid([
      { path: "paymentMethod", message: "says how something was paid: name the payment in paymentId" },
    ]);
  }
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

function toAnswer({ result, purchase, revision }: CommandOutcome): Answer {
  switch (result) {
    case "recorded":
      return { status: 201, json: toJson(purchase, purchase.revision, false) };
    case "repeated":
      return {
        status: 201,
        headers: { "Idempotent-Replayed": "true" },
        json: toJson(purchase, purchase.revision, false),
      };
    case "already_owned":
      return { status: 200, json: toJson(purchase, revision, true) };
  }
}

function toJson(
  { purchaseId, item, price, purchasedAt }: Purchase,
  revision: number,
  alreadyPurchased: boolean,
) {
  return {
    purchaseId,
    ...(item.kind === "course" ? { courseId: item.id } : { testId: item.id }),
    amount: price === null ? null : toMajorUnits(price),
    currency: price === null ? null : price.currency,
    purchasedAt,
    revision,
    alreadyPurchased,
  };
}
