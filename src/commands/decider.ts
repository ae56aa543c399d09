import { assertNever, LedgerError } from "../errors.js";
import { itemKey, type Item, type PurchaseId } from "../events/identifiers.js";
import { toMajorUnits, toMinorUnits, type Money } from "../events/money.js";
import {
  currentSchemaVersion,
  type EventMetadata,
  type Payment,
  type PurchaseEvent,
  type PurchaseRevoked,
  type RevocationReason,
} from "../events/purchase-events.js";
import {
  itemOf,
  type ImportPurchase,
  type PurchaseCommand,
  type PurchaseCourse,
  type PurchaseTest,
  type RevokePurchase,
} from "./commands.js";

/** A purchase as the decider remembers it. */
export interface Purchase {
  readonly purchaseId: PurchaseId;
  readonly item: Item;
  readonly price: Money | null;
  readonly payment: Payment | null;
  readonly purchasedAt: string | null;
  /** The revision of the event that made it. */
  readonly revision: number;
  readonly contentHash: string;
  readonly revoked:
    { readonly at: string; readonly reason: RevocationReason; readonly revision: number } | undefined;
}

/** Everything that one user's stream says, as far as decisions need it. */
export interface PurchaseState {
  readonly purchases: Map<PurchaseId, Purchase>;
  /** The unrevoked purchase of each item that the user owns, by {@link itemKey}. */
  readonly owned: Map<string, PurchaseId>;
  /** What each key was used for: the purchase, and the hash of what was asked for then. */
  readonly idempotencyKeys: Map<string, { readonly purchaseId: PurchaseId; readonly contentHash: string }>;
  /** The revision of the last event folded in; -1 before the first. */
  revision: number;
}

export const initialState = (): PurchaseState => ({
  purchases: new Map(),
  owned: new Map(),
  idempotencyKeys: new Map(),
  revision: -1,
});

/**
 * Decides what a command changes. Pure: no clock, no random source, no input but its arguments, which it leaves alone.
 *
 * @returns the events to record; none when there is nothing new to record, because the command was carried out before
 * or the user owns the item already. {@link findAnswer} then gives the purchase that stands.
 * @throws LedgerError `purchase_id_reused`, `item_unknown`, `item_unavailable`, `not_free`, `price_changed`,
 * `checkout_required`, `payment_missing`, `purchase_unknown`.
 */
export function decide(state: PurchaseState, command: PurchaseCommand): readonly PurchaseEvent[] {
  if (wasKeyUsed(state, command)) return [];
  switch (command.type) {
    case "PurchaseCourse":
    case "PurchaseTest":
      return decidePurchase(state, command);
    case "ImportPurchase":
      return decideImport(state, command);
    case "RevokePurchase":
      return decideRevocation(state, command);
    default:
      return assertNever(command, "command");
  }
}

/**
 * Folds one event into the state, in place (a copy for each event would make a long stream cost the square of its
 * length), and returns it. Deterministic.
 *
 * @throws LedgerError `event_invalid` if the event cannot follow what the stream holds, as the projections' folds do;
 * the state is then as it was.
 */
export function evolve(state: PurchaseState, event: PurchaseEvent): PurchaseState {
  switch (event.type) {
    case "CoursePurchased":
      return withPurchase(state, event, { kind: "course", id: event.data.courseId });
    case "TestPurchased":
      return withPurchase(state, event, { kind: "test", id: event.data.testId });
    case "PurchaseRevoked":
      return withRevocation(state, event);
    default:
      return assertNever(event, "event");
  }
}

/**
 * The purchase that answers a command: the one that it, or an earlier call with its id or idempotency key, made;
 * otherwise the one by which the user owns the item already.
 */
export function findAnswer(state: PurchaseState, command: PurchaseCommand): Purchase | undefined {
  const repeated = findRepeated(state, command);
  if (repeated !== undefined) return repeated;
  const item = itemOf(command);
  const owned = item === undefined ? undefined : state.owned.get(itemKey(item));
  return owned === undefined ? undefined : state.purchases.get(owned);
}

/** The purchase that an earlier call with the same id or idempotency key made. */
export function findRepeated(state: PurchaseState, command: PurchaseCommand): Purchase | undefined {
  const { idempotencyKey } = command.context;
  const byKey = idempotencyKey === undefined ? undefined : state.idempotencyKeys.get(idempotencyKey);
  return state.purchases.get(byKey?.purchaseId ?? command.purchaseId);
}

/** @throws LedgerError `purchase_id_reused` if the key was used for a command with other content. */
function wasKeyUsed(state: PurchaseState, { context }: PurchaseCommand): boolean {
  const use =
    context.idempotencyKey === undefined ? undefined : state.idempotencyKeys.get(context.idempotencyKey);
  if (use === undefined) return false;
  if (use.contentHash !== context.contentHash) throw reused(state.purchases.get(use.purchaseId));
  return true;
}

function decidePurchase(
  state: PurchaseState,
  command: PurchaseCourse | PurchaseTest,
): readonly PurchaseEvent[] {
  // First what was said before: neither a price nor a withdrawal since then changes the first answer.
  const repeated = state.purchases.get(command.purchaseId);
  if (repeated !== undefined && repeated.contentHash !== command.context.contentHash) throw reused(repeated);
  if (findAnswer(state, command) !== undefined) return [];
  const price = agreedPrice(command);
  const { userId, purchaseId, payment, at } = command;
  const paid = price.amountMinor === 0 ? null : payment;
  const bought = { purchaseId, userId, price, payment: paid, purchasedAt: at };
  const metadata = metadataOf(command);
  return command.type === "PurchaseCourse"
    ? [{ type: "CoursePurchased", data: { ...bought, courseId: command.courseId }, metadata }]
    : [{ type: "TestPurchased", data: { ...bought, testId: command.testId }, metadata }];
}

function decideImport(state: PurchaseState, command: ImportPurchase): readonly PurchaseEvent[] {
  const sameId = state.purchases.get(command.purchaseId);
  if (sameId !== undefined && itemKey(sameId.item) !== itemKey(command.item)) throw reused(sameId);
  return findAnswer(state, command) === undefined ? [imported(command)] : [];
}

function reused(purchase: Purchase | undefined): LedgerError {
  const message =
    "This purchase id or idempotency key was used before, with other content. " +
    "Send the first request again unchanged, or choose a new id.";
  const details =
    purchase === undefined
      ? {}
      : { purchaseId: purchase.purchaseId, [`${purchase.item.kind}Id`]: purchase.item.id };
  return new LedgerError("purchase_id_reused", message, { details });
}

/** The catalogue's price, once everything that can stand against buying at it is out of the way. */
function agreedPrice(command: PurchaseCourse | PurchaseTest): Money {
  const { offer, claimedAmount } = command;
  const what = command.type === "PurchaseCourse" ? `Course ${command.courseId}` : `Test ${command.testId}`;
  if (offer === undefined) throw new LedgerError("item_unknown", `${what} is not in the catalogue.`);
  if (offer.status === "withdrawn")
    throw new LedgerError("item_unavailable", `${what} can no longer be bought.`);
  const price: Money = { amountMinor: offer.priceMinor, currency: offer.currency };
  const shown = { amount: toMajorUnits(price), currency: price.currency };
  if (command.freeOnly && price.amountMinor !== 0) {
    throw new LedgerError("not_free", `${what} is not free: it costs ${shown.amount} ${shown.currency}.`, {
      details: shown,
    });
  }
  if (claimedAmount !== undefined && toMinorUnits(claimedAmount, price.currency) !== price.amountMinor) {
    const message = `${what} costs ${shown.amount} ${shown.currency}, not ${claimedAmount}. Show the buyer the new price and try again.`;
    throw new LedgerError("price_changed", message, { details: shown });
  }
  if (price.amountMinor !== 0 && command.authority === "self") {
    const message = `${what} costs ${shown.amount} ${shown.currency}: the checkout has to confirm the payment, with a service token.`;
    throw new LedgerError("checkout_required", message, { details: shown });
  }
  if (price.amountMinor !== 0 && command.payment === null) {
    throw new LedgerError(
      "payment_missing",
      `${what} costs ${shown.amount} ${shown.currency}: name the payment in paymentId.`,
      { details: shown },
    );
  }
  return price;
}

function imported(command: ImportPurchase): PurchaseEvent {
  const { userId, purchaseId, purchasedAt, item } = command;
  const bought = { purchaseId, userId, price: null, payment: null, purchasedAt };
  const metadata = { ...metadataOf(command), evidence: command.evidence };
  return item.kind === "course"
    ? { type: "CoursePurchased", data: { ...bought, courseId: item.id }, metadata }
    : { type: "TestPurchased", data: { ...bought, testId: item.id }, metadata };
}

function decideRevocation(state: PurchaseState, command: RevokePurchase): readonly PurchaseEvent[] {
  const { userId, purchaseId, reason, note, at } = command;
  const purchase = state.purchases.get(purchaseId);
  if (purchase === undefined) {
    throw new LedgerError("purchase_unknown", `User ${userId} has no purchase ${purchaseId}.`);
  }
  if (purchase.revoked !== undefined) return [];
  const data = { purchaseId, userId, item: purchase.item, reason, note, revokedAt: at };
  return [{ type: "PurchaseRevoked", data, metadata: metadataOf(command) }];
}

function metadataOf(command: PurchaseCommand): EventMetadata {
  return { schemaVersion: currentSchemaVersion, ...command.context };
}

type Purchased = Exclude<PurchaseEvent, { type: "PurchaseRevoked" }>;

function withPurchase(state: PurchaseState, event: Purchased, item: Item): PurchaseState {
  const { purchaseId, price, payment, purchasedAt } = event.data;
  const { contentHash, idempotencyKey } = event.metadata;
  if (state.purchases.has(purchaseId)) throw cannotFollow(state, event, "reuses the id of another purchase");
  if (state.owned.has(itemKey(item))) throw cannotFollow(state, event, "buys what the user owns already");
  state.revision += 1;
  const revision = state.revision;
  state.purchases.set(purchaseId, {
    purchaseId,
    item,
    price,
    payment,
    purchasedAt,
    revision,
    contentHash,
    revoked: undefined,
  });
  state.owned.set(itemKey(item), purchaseId);
  if (idempotencyKey !== undefined) state.idempotencyKeys.set(idempotencyKey, { purchaseId, contentHash });
  return state;
}

function withRevocation(state: PurchaseState, event: PurchaseRevoked): PurchaseState {
  const { purchaseId, item, revokedAt, reason } = event.data;
  const purchase = state.purchases.get(purchaseId);
  if (purchase === undefined || purchase.revoked !== undefined) {
    throw cannotFollow(state, event, "revokes a purchase that is not there, or is revoked already");
  }
  if (itemKey(purchase.item) !== itemKey(item)) {
    throw cannotFollow(state, event, "names another item than the purchase that it revokes");
  }
  state.revision += 1;
  state.purchases.set(purchaseId, {
    ...purchase,
    revoked: { at: revokedAt, reason, revision: state.revision },
  });
  state.owned.delete(itemKey(item));
  const { idempotencyKey, contentHash } = event.metadata;
  if (idempotencyKey !== undefined) state.idempotencyKeys.set(idempotencyKey, { purchaseId, contentHash });
  return state;
}

function cannotFollow(state: PurchaseState, event: PurchaseEvent, what: string): LedgerError {
  const { userId, purchaseId } = event.data;
  const revision = state.revision + 1;
  return new LedgerError("event_invalid", `Event ${revision} of user ${userId} ${what}: ${purchaseId}.`, {
    details: { userId, revision },
  });
}
