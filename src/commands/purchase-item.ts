import type { Item, PurchaseId, UserId } from "../events/identifiers.js";
import type { Actor, Payment, Source } from "../events/purchase-events.js";
import { timeOrderedId } from "../time-ordered-id.js";
import type { Catalogue } from "../catalogue/catalogue.js";
import type { ClaimedDiscount, PurchaseCourse, PurchaseTest } from "./commands.js";
import { carryOutSale } from "./carry-out-sale.js";
import { contentHash, derivedPurchaseId, idsIfPaidAgain } from "./content-hash.js";
import { lookUpOffer } from "./look-up-offer.js";
import type { SaleDependencies } from "./payment-reports.js";
import type { CommandOutcome, HandleOptions } from "./purchase-handler.js";

/** The request to buy an item. */
export interface PurchaseRequest {
  readonly userId: UserId;
  readonly item: Item;
  /** In major units, as the caller showed it to the buyer. */
  readonly amount?: number | undefined;
  readonly payment: Payment | null;
  /** What was taken off the list price. */
  readonly discount?: ClaimedDiscount | undefined;
  /** The currency of the amount; default: the catalogue's. */
  readonly currency?: string | undefined;
  readonly orderId?: string | undefined;
  /** When the provider took the money; requires the amount. The sale is then recorded even if something about it is odd. */
  readonly paidAt?: string | undefined;
  readonly purchaseId?: PurchaseId | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly authority: "self" | "checkout";
  readonly freeOnly: boolean;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly source: Source;
}

export interface PurchaseItemDependencies extends SaleDependencies {
  readonly catalogue: Catalogue;
  readonly now: () => Date;
}

/**
 * Buys an item: looks up its offer, gives the request its ids and the server's time, and carries the command out.
 *
 * @throws LedgerError what `PurchaseHandler.handle` throws, and `catalogue_invalid`.
 */
export async function purchaseItem(
  dependencies: PurchaseItemDependencies,
  request: PurchaseRequest,
  options?: HandleOptions,
): Promise<CommandOutcome> {
  const { catalogue, now } = dependencies;
  const listing = await lookUpOffer(catalogue, request.item, request);
  return carryOutSale(dependencies, toCommand(request, listing, now()), options);
}

function toCommand(
  request: PurchaseRequest,
  listing: Awaited<ReturnType<typeof lookUpOffer>>,
  now: Date,
): PurchaseCourse | PurchaseTest {
  const { userId, item, amount, payment, idempotencyKey, authority, freeOnly, correlationId, actor, source } =
    request;
  const { discount, currency, orderId, paidAt } = request;
  const purchaseId = request.purchaseId ?? generatedPurchaseId(userId, idempotencyKey);
  const content = hashOf(request);
  const context = { correlationId, causationId: correlationId, actor, source, contentHash: content };
  const common = {
    userId,
    purchaseId,
    idsIfPaidAgain: idsIfPaidAgain(userId, purchaseId, content, request),
    offer: listing.offer,
    isCatalogueUnavailable: listing.isCatalogueUnavailable,
    claimedAmount: amount,
    payment,
    discount,
    currency,
    orderId,
    paidAt,
    authority,
    freeOnly,
    at: now.toISOString(),
    context: idempotencyKey === undefined ? context : { idempotencyKey, ...context },
  };
  return item.kind === "course"
    ? { type: "PurchaseCourse", courseId: item.id, ...common }
    : { type: "PurchaseTest", testId: item.id, ...common };
}

function hashOf(request: PurchaseRequest): string {
  const { item, amount, payment, purchaseId, freeOnly, discount, currency, orderId, paidAt } = request;
  const content = [item.kind, item.id, amount, payment?.id, payment?.method, purchaseId, freeOnly];
  if (saidBeyond(request)) content.push(discount?.code, discount?.amount, currency, orderId, paidAt);
  return contentHash(content);
}

/** Fields that were added later are hashed only if present, so that the hashes in old events stay valid. */
const saidBeyond = ({ discount, currency, orderId, paidAt }: PurchaseRequest): boolean =>
  (discount ?? currency ?? orderId ?? paidAt) !== undefined;

function generatedPurchaseId(userId: UserId, idempotencyKey: string | undefined): PurchaseId {
  return idempotencyKey === undefined
    ? (timeOrderedId() as PurchaseId)
    : derivedPurchaseId(userId, "idempotency-key", idempotencyKey);
}
