import { assertNever, LedgerError } from "../errors.js";
import { itemKey, type Item, type PurchaseId } from "../events/identifiers.js";
import type { Money } from "../events/money.js";
import {
  itemOfEvent,
  type ItemPurchased,
  type PurchaseDisputed,
  type PurchasePriced,
  type PurchaseEvent,
  type PurchaseRefunded,
  type PurchaseReinstated,
  type PurchaseRevoked,
  type RevocationReason,
} from "../events/purchase-events.js";

/** What the event that made a purchase says about it, without its item. */
type Agreed = Omit<ItemPurchased["data"], "userId" | "courseId" | "testId">;

/** A purchase as the decider remembers it. */
export interface Purchase extends Agreed {
  readonly item: Item;
  /** The revision of the event that made it. */
  readonly revision: number;
  readonly contentHash: string;
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  /** Undefined while the purchase stands. */
  readonly revoked: Revoked | undefined;
}

type Dispute = Pick<
  PurchaseDisputed["data"],
  "disputeId" | "status" | "amount" | "ofPayment" | "disputedAt"
> & {
  /** Whether it takes the access of the purchase, or would if that were not taken already. */
  readonly takesAccess: boolean;
};

interface Refund {
  readonly refundId: string;
  readonly amount: Money;
  /** The dispute by which the money was lost. */
  readonly disputeId: string | null;
}

export interface Revoked {
  readonly at: string;
  readonly reason: RevocationReason;
  readonly disputeId: string | null;
  readonly revision: number;
}

/** What decisions need from a user's stream. */
export interface PurchaseState {
  readonly purchases: Map<PurchaseId, Purchase>;
  /** The purchases by which the user owns an item, by {@link itemKey}; none once all of them were revoked. */
  readonly owned: Map<string, readonly PurchaseId[]>;
  /** The purchases that each payment paid, by payment id. */
  readonly payments: Map<string, readonly PurchaseId[]>;
  /** What each key was used for: the purchase, and the hash of the request. */
  readonly idempotencyKeys: Map<string, { readonly purchaseId: PurchaseId; readonly contentHash: string }>;
  /** The revision of the last event folded in; -1 before the first. */
  revision: number;
}

export const initialState = (): PurchaseState => ({
  purchases: new Map(),
  owned: new Map(),
  payments: new Map(),
  idempotencyKeys: new Map(),
  revision: -1,
});

/** A copy. Folding events into it does not change the original. */
export const copyOf = (state: PurchaseState): PurchaseState => ({
  purchases: new Map(state.purchases),
  owned: new Map(state.owned),
  payments: new Map(state.payments),
  idempotencyKeys: new Map(state.idempotencyKeys),
  revision: state.revision,
});

/** What was paid for a purchase and not refunded, in minor units; 0 if no price is known. */
export const keptOf = ({ price, refunds }: Pick<Purchase, "price" | "refunds">): number =>
  refunds.reduce((kept, { amount }) => kept - amount.amountMinor, price?.amountMinor ?? 0);

/**
 * Folds one event into the state, in place (a copy for each event would make a long stream cost the square of its
 * length), and returns it. Deterministic.
 *
 * @throws LedgerError `event_invalid` if the event cannot follow what the stream holds, as the projections' folds do;
 * the state is then unchanged.
 */
export function evolve(state: PurchaseState, event: PurchaseEvent): PurchaseState {
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
      addPurchase(state, event);
      break;
    case "PurchaseRefunded":
      refund(state, event);
      break;
    case "PurchaseRevoked":
      revoke(state, event);
      break;
    case "PurchaseReinstated":
      reinstate(state, event);
      break;
    case "PurchasePriced":
      price(state, event);
      break;
    case "PurchaseDisputed":
      dispute(state, event);
      break;
    default:
      return assertNever(event, "event");
  }
  state.revision += 1;
  const { idempotencyKey, contentHash } = event.metadata;
  if (idempotencyKey !== undefined && !state.idempotencyKeys.has(idempotencyKey)) {
    state.idempotencyKeys.set(idempotencyKey, { purchaseId: event.data.purchaseId, contentHash });
  }
  return state;
}

function addPurchase(state: PurchaseState, event: ItemPurchased): void {
  const { purchaseId, payment, duplicateOf } = event.data;
  const item = itemOfEvent(event);
  if (state.purchases.has(purchaseId)) throw cannotFollow(state, event, "reuses the id of another purchase");
  assertDuplicate(state, event, item, duplicateOf);
  state.purchases.set(purchaseId, madeBy(event, item, state.revision + 1));
  addStanding(state, item, purchaseId);
  if (payment !== null) {
    state.payments.set(payment.id, withOneMore(state.payments.get(payment.id), purchaseId));
  }
}

/** Shared by all purchases: most have neither refunds nor disputes. */
const none: readonly never[] = [];

/** The purchase that an event makes. */
function madeBy({ data, metadata }: ItemPurchased, item: Item, revision: number): Purchase {
  const { purchaseId, listPrice, discount, price, payment, orderId } = data;
  const { grantedBy, duplicateOf, flags, purchasedAt } = data;
  // Field by field: objects made by rest destructuring are slow and large in V8.
  return {
    purchaseId,
    item,
    listPrice,
    discount,
    price,
    payment,
    orderId,
    grantedBy,
    duplicateOf,
    flags,
    purchasedAt,
    revision,
    contentHash: metadata.contentHash,
    refunds: none,
    disputes: none,
    revoked: undefined,
  };
}

function addStanding(state: PurchaseState, item: Item, purchaseId: PurchaseId): void {
  const key = itemKey(item);
  state.owned.set(key, withOneMore(state.owned.get(key), purchaseId));
}

/** V8 gives an array that is made by spreading room for 17 elements, and most of these have one. */
const withOneMore = <T>(list: readonly T[] = [], added: T): readonly T[] =>
  list.length === 0 ? [added] : [...list, added];

/** A purchase of an owned item must name the first standing purchase of it as `duplicateOf`; any other must name none. */
function assertDuplicate(
  state: PurchaseState,
  event: ItemPurchased | PurchaseReinstated,
  item: Item,
  duplicateOf: PurchaseId | null,
): void {
  const first = state.owned.get(itemKey(item))?.[0] ?? null;
  if (first === duplicateOf) return;
  const what = duplicateOf === null ? "buys what the user owns already" : "is no duplicate of what it names";
  throw cannotFollow(state, event, what);
}

function refund(state: PurchaseState, event: PurchaseRefunded): void {
  const purchase = purchaseOf(state, event, "refunds");
  const { refundId, amount, reason, reference } = event.data;
  if (purchase.price?.currency !== amount.currency)
    throw cannotFollow(state, event, "refunds in another currency");
  if (amount.amountMinor > keptOf(purchase)) throw cannotFollow(state, event, "refunds more than was paid");
  if (purchase.refunds.some((each) => each.refundId === refundId)) {
    throw cannotFollow(state, event, "repeats a refund");
  }
  const disputeId = reason === "dispute_lost" ? reference : null;
  change(state, purchase, { refunds: [...purchase.refunds, { refundId, amount, disputeId }] });
}

function revoke(state: PurchaseState, event: PurchaseRevoked): void {
  const { purchaseId, revokedAt: at, reason, disputeId } = event.data;
  const purchase = state.purchases.get(purchaseId);
  if (purchase === undefined || purchase.revoked !== undefined) {
    throw cannotFollow(state, event, "revokes a purchase that is not there, or is revoked already");
  }
  const { item } = purchaseOf(state, event, "revokes");
  const revoked = { at, reason, disputeId, revision: state.revision + 1 };
  change(state, purchase, { revoked });
  const others = (state.owned.get(itemKey(item)) ?? []).filter((id) => id !== purchaseId);
  state.owned.set(itemKey(item), others);
}

function reinstate(state: PurchaseState, event: PurchaseReinstated): void {
  const purchase = purchaseOf(state, event, "reinstates");
  const { duplicateOf, purchasedAt, reason } = event.data;
  if (purchase.revoked === undefined) throw cannotFollow(state, event, "reinstates a purchase that stands");
  if (purchase.purchasedAt !== purchasedAt)
    throw cannotFollow(state, event, "names another date than the purchase");
  assertDuplicate(state, event, purchase.item, duplicateOf);
  // Support that restores access overrides the disputes reported so far; a later report counts again.
  const disputes =
    reason === "correction"
      ? purchase.disputes.map((each) => ({ ...each, takesAccess: false }))
      : purchase.disputes;
  change(state, purchase, { revoked: undefined, disputes });
  addStanding(state, purchase.item, purchase.purchaseId);
}

function price(state: PurchaseState, event: PurchasePriced): void {
  const purchase = purchaseOf(state, event, "prices");
  if (purchase.price !== null) throw cannotFollow(state, event, "prices a purchase whose price is known");
  if (purchase.purchasedAt !== event.data.purchasedAt)
    throw cannotFollow(state, event, "names another date than the purchase");
  change(state, purchase, { price: event.data.price });
}

function dispute(state: PurchaseState, event: PurchaseDisputed): void {
  const purchase = purchaseOf(state, event, "disputes");
  const { disputeId, status, amount, ofPayment, disputedAt } = event.data;
  const { takesAccess = status !== "won" && ofPayment?.revoke !== false } = event.data;
  const others = purchase.disputes.filter((each) => each.disputeId !== disputeId);
  change(state, purchase, {
    disputes: [...others, { disputeId, status, amount, ofPayment, disputedAt, takesAccess }],
  });
}

const change = (state: PurchaseState, purchase: Purchase, changed: Partial<Purchase>): void => {
  state.purchases.set(purchase.purchaseId, { ...purchase, ...changed });
};

function purchaseOf(
  state: PurchaseState,
  event: Exclude<PurchaseEvent, ItemPurchased>,
  verb: string,
): Purchase {
  const purchase = state.purchases.get(event.data.purchaseId);
  if (purchase === undefined) throw cannotFollow(state, event, `${verb} a purchase that is not there`);
  if (itemKey(purchase.item) === itemKey(event.data.item)) return purchase;
  throw cannotFollow(state, event, `names another item than the purchase that it ${verb}`);
}

function cannotFollow(state: PurchaseState, event: PurchaseEvent, what: string): LedgerError {
  const { userId, purchaseId } = event.data;
  const revision = state.revision + 1;
  return new LedgerError("event_invalid", `Event ${revision} of user ${userId} ${what}: ${purchaseId}.`, {
    details: { userId, revision },
  });
}
