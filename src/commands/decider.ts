import { assertNever, LedgerError } from "../errors.js";
import { itemKey } from "../events/identifiers.js";
import { currentSchemaVersion, type PurchaseEvent } from "../events/purchase-events.js";
import {
  itemsOf,
  purchaseIdsOf,
  type ImportPurchase,
  type PricePurchase,
  type PurchaseCommand,
  type PurchaseCourse,
  type PurchaseTest,
} from "./commands.js";
import { decideReinstatement, decideRevocation, paidBy, targetsOf } from "./decide-access.js";
import { decideDispute, disputesOfLaterLines, moneyLostBefore } from "./decide-dispute.js";
import { decideRefund, refundedBy } from "./decide-refund.js";
import { grant, sell, takeOver } from "./decide-sale.js";
import { asPaidAgain, isPaidOtherwise, type Sale } from "./paid-again.js";
import type { Purchase, PurchaseState } from "./purchase-state.js";

/**
 * Decides what a command changes. Pure: it depends on its arguments only, and does not change them.
 *
 * @returns the events to record; none when there is nothing new to record, because the command was carried out before
 * or the user owns the item already. {@link findAnswers} then gives the purchases that stand.
 * @throws LedgerError `purchase_id_reused`, `payment_reused`, `item_unknown`, `item_unavailable`, `not_free`,
 * `price_changed`, `checkout_required`, `payment_missing`, `purchase_unknown`, `refund_exceeds_payment`,
 * `refund_id_reused`, `dispute_decided`.
 */
export function decide(state: PurchaseState, given: PurchaseCommand): readonly PurchaseEvent[] {
  const command = asPaidAgain(state, given);
  if (wasKeyUsed(state, command)) return [];
  switch (command.type) {
    case "PurchaseCourse":
    case "PurchaseTest":
    case "PurchaseOrder":
      return decideSale(state, command);
    case "GrantItem":
      assertIdsUnused(state, command);
      return findAnswers(state, command).length > 0 ? [] : grant(command);
    case "ImportPurchase":
      return decideImport(state, command);
    case "PricePurchase":
      return decidePrice(state, command);
    case "RevokePurchase":
      return decideRevocation(state, command);
    case "ReinstatePurchase":
      return decideReinstatement(state, command);
    case "RefundPurchase":
      return decideRefund(state, command);
    case "DisputePurchase":
      return decideDispute(state, command);
    default:
      return assertNever(command, "command");
  }
}

/**
 * The purchases that answer a command: those that it, or an earlier call with its ids, payment or idempotency key,
 * made or changed; otherwise those by which the user owns the items already; for an import, one that was revoked since.
 */
export function findAnswers(state: PurchaseState, command: PurchaseCommand): readonly Purchase[] {
  const repeated = findRepeated(state, command);
  return repeated.length > 0 ? repeated : findStanding(state, command);
}

/** The purchases by which the user owns the items of a command; for an import, one that was revoked since. */
function findStanding(state: PurchaseState, command: PurchaseCommand): readonly Purchase[] {
  const owned = itemsOf(command).flatMap((item) => state.owned.get(itemKey(item))?.[0] ?? []);
  const standing = owned.flatMap((id) => state.purchases.get(id) ?? []);
  if (standing.length > 0 || command.type !== "ImportPurchase") return standing;
  const isOfItem = ({ item }: Purchase): boolean => itemKey(item) === itemKey(command.item);
  return [...state.purchases.values()].filter(isOfItem).slice(-1);
}

/** The purchases that an earlier call with the same ids, payment or idempotency key made. */
export function findRepeated(state: PurchaseState, given: PurchaseCommand): readonly Purchase[] {
  const command = asPaidAgain(state, given);
  const byKey = useOfKey(state, command);
  const ids =
    byKey === undefined || command.type === "PurchaseOrder" ? purchaseIdsOf(command) : [byKey.purchaseId];
  const byId = ids.flatMap((id) => state.purchases.get(id) ?? []);
  if (byId.length > 0) return byId;
  if (command.type === "PurchaseCourse" || command.type === "PurchaseTest") return paidBefore(state, command);
  if (command.type === "DisputePurchase") return targetsOf(state, command);
  if (command.type !== "RefundPurchase") return [];
  const refunded = refundedBy(state, command.refundId);
  // A refund that revokes access can revoke it to all purchases of the payment, also to those that were refunded before.
  return command.revoke && refunded.length > 0 ? targetsOf(state, command) : refunded;
}

/** What a command's idempotency key was used for, if anything. */
function useOfKey(state: PurchaseState, command: PurchaseCommand) {
  const { idempotencyKey } = command.context;
  const use = idempotencyKey === undefined ? undefined : state.idempotencyKeys.get(idempotencyKey);
  return use !== undefined && isPaidOtherwise(state, command, use.purchaseId) ? undefined : use;
}

/** @throws LedgerError `purchase_id_reused` if the key was used for a command with other content. */
function wasKeyUsed(state: PurchaseState, command: PurchaseCommand): boolean {
  const use = useOfKey(state, command);
  if (use === undefined) return false;
  if (use.contentHash !== command.context.contentHash) throw reused(state.purchases.get(use.purchaseId));
  return true;
}

function decideSale(state: PurchaseState, command: Sale): readonly PurchaseEvent[] {
  // Repeats come first: a new price or a withdrawal does not change the first answer.
  assertIdsUnused(state, command);
  assertOrderUnused(state, command);
  if (findRepeated(state, command).length > 0) return [];
  assertPaymentUnused(state, command);
  // An owned item is not bought twice, but a second payment for it is recorded.
  const isOwned = command.type !== "PurchaseOrder" && findStanding(state, command).length > 0;
  if (isOwned && paymentOf(command) === null) return [];
  const events = sell(state, command);
  if (isOwned && events.every(({ data }) => data.payment === null)) return [];
  return [...events, ...disputesOfLaterLines(state, command, events)];
}

/** @throws LedgerError `purchase_id_reused` */
function assertIdsUnused(state: PurchaseState, command: PurchaseCommand): void {
  for (const id of purchaseIdsOf(command)) {
    const purchase = state.purchases.get(id);
    if (purchase !== undefined && purchase.contentHash !== command.context.contentHash)
      throw reused(purchase);
  }
}

/** @throws LedgerError `purchase_id_reused` if an order of the same number had other content. */
function assertOrderUnused(state: PurchaseState, command: Sale): void {
  if (command.type !== "PurchaseOrder") return;
  const { orderId, context } = command;
  const purchases = [...state.purchases.values()].filter((each) => each.orderId === orderId);
  if (purchases.some(({ purchaseId }) => isPaidOtherwise(state, command, purchaseId))) return;
  for (const purchase of purchases) if (purchase.contentHash !== context.contentHash) throw reused(purchase);
}

/** Only the checkout may state a payment. */
const paymentOf = ({ payment, authority }: Sale): Sale["payment"] => (authority === "self" ? null : payment);

/** The purchases of the same item by the same payment. A payment buys an item once, even if the purchase was revoked. */
function paidBefore(state: PurchaseState, command: PurchaseCourse | PurchaseTest): readonly Purchase[] {
  const payment = paymentOf(command);
  const paid = payment === null ? undefined : state.payments.get(payment.id);
  if (paid === undefined) return [];
  const keys = new Set(itemsOf(command).map(itemKey));
  const purchases = paid.flatMap((id) => state.purchases.get(id) ?? []);
  return purchases.filter(({ item }) => keys.has(itemKey(item)));
}

/** @throws LedgerError `payment_reused` if the payment paid something else than a line of the same order. */
function assertPaymentUnused(state: PurchaseState, command: Sale): void {
  const payment = paymentOf(command);
  const { orderId } = command;
  if (payment === null) return;
  for (const id of state.payments.get(payment.id) ?? []) {
    const purchase = state.purchases.get(id);
    if (purchase === undefined || (orderId !== undefined && purchase.orderId === orderId)) continue;
    throw paymentReused(payment.id, { purchaseId: id });
  }
}

/** @param spentOn what the payment bought before, for callers that may see it */
export const paymentReused = (paymentId: string, spentOn: Readonly<Record<string, unknown>>): LedgerError =>
  new LedgerError("payment_reused", `Payment ${paymentId} was spent on another purchase.`, {
    details: spentOn,
  });

function decideImport(state: PurchaseState, command: ImportPurchase): readonly PurchaseEvent[] {
  const sameId = state.purchases.get(command.purchaseId);
  if (sameId !== undefined && itemKey(sameId.item) !== itemKey(command.item)) throw reused(sameId);
  // What was revoked in the ledger stays revoked, even if the shop's older systems still have it.
  const isKnown = sameId !== undefined || state.owned.has(itemKey(command.item));
  return isKnown ? [] : [takeOver(command)];
}

/**
 * A known price is not changed, whatever the export says. What the bank took before goes back with the price.
 *
 * @throws LedgerError `purchase_unknown`
 */
function decidePrice(state: PurchaseState, command: PricePurchase): readonly PurchaseEvent[] {
  const { userId, purchaseId, price, paidAt, reference, context } = command;
  const [purchase] = targetsOf(state, { userId, target: { purchaseId } });
  if (purchase?.price !== null) return [];
  const { item, purchasedAt } = purchase;
  const data = {
    ...{ purchaseId, userId, item, purchasedAt, price, paidAt, reference },
    ...paidBy(purchase),
  };
  const metadata = { schemaVersion: currentSchemaVersion, ...context } as const;
  const priced = { type: "PurchasePriced", data, metadata } as const;
  return [priced, ...moneyLostBefore(state, command, priced)];
}

function reused(purchase: Purchase | undefined): LedgerError {
  const message =
    "This purchase id or idempotency key was used before with other content. " +
    "Send the first request again unchanged, or choose a new id.";
  const details =
    purchase === undefined
      ? {}
      : { purchaseId: purchase.purchaseId, [`${purchase.item.kind}Id`]: purchase.item.id };
  return new LedgerError("purchase_id_reused", message, { details });
}

export { evolve, initialState, keptOf, type Purchase, type PurchaseState } from "./purchase-state.js";
