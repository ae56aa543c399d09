import type { Item, UserId } from "../events/identifiers.js";
import type { Actor, Payment, Source } from "../events/purchase-events.js";
import { carryOutSale } from "./carry-out-sale.js";
import type { ClaimedDiscount } from "./commands.js";
import { contentHash, derivedPurchaseId, idsIfPaidAgain } from "./content-hash.js";
import { lookUpOffer } from "./look-up-offer.js";
import type { CommandOutcome, HandleOptions } from "./purchase-handler.js";
import type { PurchaseItemDependencies } from "./purchase-item.js";

/** Several items that are bought together. */
export interface OrderRequest {
  readonly orderId: string;
  /** Who will own them. */
  readonly userId: UserId;
  /** The giver, if another user gives it. */
  readonly giver: string | undefined;
  readonly lines: readonly OrderLine[];
  /** The total of the lines, in major units. */
  readonly amount: number | undefined;
  readonly currency: string | undefined;
  readonly payment: Payment | null;
  readonly paidAt: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly source: Source;
}

export interface OrderLine {
  readonly item: Item;
  /** In major units. */
  readonly amount: number | undefined;
  readonly discount: ClaimedDiscount | undefined;
}

/**
 * Places an order: all of its lines are recorded with one append, or none. The purchases have ids of their own, made of
 * the order and the item, so that an order is recorded once.
 *
 * @throws LedgerError what the handler throws, and `catalogue_invalid`
 */
export async function placeOrder(
  dependencies: PurchaseItemDependencies,
  request: OrderRequest,
  options?: HandleOptions,
): Promise<CommandOutcome> {
  const { orderId, userId, giver, payment, paidAt, currency, idempotencyKey } = request;
  const { correlationId, actor, source } = request;
  const authority = "checkout";
  const content = hashOf(request);
  const lines = await Promise.all(
    request.lines.map(async ({ item, amount, discount }, index) => ({
      item,
      ...idsOf(request, content, item, index),
      ...(await lookUpOffer(dependencies.catalogue, item, { authority, paidAt, currency })),
      claimedAmount: amount,
      discount,
    })),
  );
  const command = {
    ...({ type: "PurchaseOrder", userId, orderId, giver, lines, payment, paidAt, currency } as const),
    ...({ claimedTotal: request.amount, authority, freeOnly: false } as const),
    at: dependencies.now().toISOString(),
    context: {
      ...{ correlationId, causationId: correlationId, actor, source, contentHash: content },
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    },
  };
  return carryOutSale(dependencies, command, options);
}

/** The ids of a line: made of the order and the item, and of the line's number among those of the same item. */
function idsOf(request: OrderRequest, content: string, { kind, id }: Item, index: number) {
  const { userId, orderId, lines } = request;
  const before = lines.slice(0, index).filter(({ item }) => item.kind === kind && item.id === id).length;
  const which = before === 0 ? [] : [String(before + 1)];
  const purchaseId = derivedPurchaseId(userId, "order", orderId, kind, id, ...which);
  return { purchaseId, idsIfPaidAgain: idsIfPaidAgain(userId, purchaseId, content, request) };
}

function hashOf({ orderId, giver, lines, amount, currency, payment, paidAt }: OrderRequest): string {
  const ofLines = lines.flatMap(({ item, amount: price, discount }) => [
    ...[item.kind, item.id, price, discount?.code, discount?.amount],
  ]);
  return contentHash([
    "order",
    orderId,
    giver,
    amount,
    currency,
    payment?.id,
    payment?.method,
    paidAt,
    ...ofLines,
  ]);
}
