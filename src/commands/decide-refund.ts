import { LedgerError } from "../errors.js";
import { formatMoney, type Money } from "../events/money.js";
import type { PurchaseEvent } from "../events/purchase-events.js";
import type { RefundPurchase } from "./commands.js";
import { about, metadataOf, paidBy, taken, targetsOf } from "./decide-access.js";
import { keptOf, type Purchase, type PurchaseState } from "./purchase-state.js";
import { sumOf } from "./split-amount.js";

/** The purchases that an earlier command of the same refund refunded. */
export function refundedBy(state: PurchaseState, refundId: string): readonly Purchase[] {
  const has = ({ refunds }: Purchase): boolean => refunds.some((each) => each.refundId === refundId);
  return [...state.purchases.values()].filter(has);
}

/**
 * Refunds the purchases of a payment, in their order, and revokes access if requested: to all of them if nothing is left of
 * the payment, otherwise to those that money is taken from. If the refund of a whole payment is repeated, it also covers the
 * purchases that were recorded since.
 *
 * @throws LedgerError `purchase_unknown`; `refund_exceeds_payment`; `refund_id_reused`
 */
export function decideRefund(state: PurchaseState, command: RefundPurchase): readonly PurchaseEvent[] {
  const { refundId, amount, reason, reference, at } = command;
  const all = targetsOf(state, command);
  const earlier = refundedBy(state, refundId);
  if (earlier.length > 0) assertSameRefund(earlier, all, command);
  const targets = earlier.length > 0 ? recordedSince(earlier, all, command) : all;
  if (targets.length === 0) return [];
  const shares = sharesOf(targets, amount);
  const metadata = metadataOf(command);
  const refunds = shares.map(({ purchase, amount: share }): PurchaseEvent => ({
    type: "PurchaseRefunded",
    data: {
      ...about(command, purchase),
      ...paidBy(purchase),
      ...{ refundId, amount: share, reason, reference, refundedAt: at },
    },
    metadata,
  }));
  if (!command.revoke) return refunds;
  return [...refunds, ...taken(state, command, losingAccess(targets, shares), { reason: "refund" })];
}

/** The buyer keeps the items that are still paid for. */
const losingAccess = (targets: readonly Purchase[], shares: readonly Share[]): readonly Purchase[] =>
  takeAll(shares, targets) ? targets : shares.map(({ purchase }) => purchase);

/** The purchases that a refund without an amount has not covered yet. Nothing is left of the others. */
function recordedSince(
  earlier: readonly Purchase[],
  targets: readonly Purchase[],
  { amount }: RefundPurchase,
): readonly Purchase[] {
  const wasOfAll = amount === undefined && earlier.every((purchase) => keptOf(purchase) === 0);
  return wasOfAll ? targets.filter((purchase) => keptOf(purchase) > 0) : [];
}

/** A part of an amount, and the purchase that it is taken from. */
export interface Share {
  readonly purchase: Purchase;
  readonly amount: Money;
}

/** Whether shares take all that is left of the purchases. No share is more than what is left of its own. */
export const takeAll = (shares: readonly Share[], targets: readonly Purchase[]): boolean =>
  sumOf(targets.map(keptOf)) === sumOf(shares.map(({ amount }) => amount.amountMinor));

/** @throws LedgerError `refund_exceeds_payment` if more is requested than is left */
function sharesOf(targets: readonly Purchase[], wanted: Money | undefined): readonly Share[] {
  const shares = wanted === undefined ? allLeft(targets) : spread(targets, wanted);
  const found = sumOf(shares.map(({ amount }) => amount.amountMinor));
  if (found === 0 || (wanted !== undefined && wanted.amountMinor > found))
    throw exceeds(leftIn(wanted?.currency, targets), wanted);
  return shares;
}

/** What is left of each purchase. Purchases that share a payment may have been sold in several currencies. */
export const allLeft = (targets: readonly Purchase[]): readonly Share[] =>
  targets.flatMap((purchase) => {
    const { price } = purchase;
    const amountMinor = keptOf(purchase);
    return price === null || amountMinor === 0 ? [] : [{ purchase, amount: { ...price, amountMinor } }];
  });

/** Takes an amount from the purchase that has exactly this much left, or else from the purchases in their order. */
export function spread(targets: readonly Purchase[], { amountMinor, currency }: Money): readonly Share[] {
  const inCurrency = targets.filter(({ price }) => price?.currency === currency);
  const exactly = inCurrency.find((purchase) => keptOf(purchase) === amountMinor && amountMinor > 0);
  if (exactly !== undefined) return [{ purchase: exactly, amount: { amountMinor, currency } }];
  let left = amountMinor;
  return inCurrency.flatMap((purchase) => {
    const share = Math.min(left, keptOf(purchase));
    left -= share;
    return share === 0 ? [] : [{ purchase, amount: { amountMinor: share, currency } }];
  });
}

/** What is left in a currency, or in that of the first purchase if none was sold in it; undefined if no price is known. */
function leftIn(wanted: string | undefined, targets: readonly Purchase[]): Money | undefined {
  const currencies = targets.flatMap(({ price }) => price?.currency ?? []);
  const currency = currencies.find((each) => each === wanted) ?? currencies[0];
  if (currency === undefined) return undefined;
  const kept = targets.filter(({ price }) => price?.currency === currency).map(keptOf);
  return { amountMinor: sumOf(kept), currency };
}

function exceeds(kept: Money | undefined, wanted: Money | undefined): LedgerError {
  const left =
    kept === undefined
      ? "no price of the purchase is known."
      : `of what was paid, ${formatMoney(kept)} is left.`;
  const isOther = wanted !== undefined && kept !== undefined && wanted.currency !== kept.currency;
  const verb = isOther ? "is in another currency than what" : "is more than";
  const what = wanted === undefined ? "Nothing" : `${formatMoney(wanted)} ${verb}`;
  return new LedgerError("refund_exceeds_payment", `${what} can be refunded: ${left}`, {
    details: { keptMinor: kept?.amountMinor ?? null, currency: kept?.currency ?? null },
  });
}

function assertSameRefund(
  earlier: readonly Purchase[],
  targets: readonly Purchase[],
  { refundId, amount }: RefundPurchase,
): void {
  const ids = new Set(targets.map(({ purchaseId }) => purchaseId));
  if (!earlier.every(({ purchaseId }) => ids.has(purchaseId))) throw refundReused(refundId);
  if (amount === undefined) return;
  const parts = earlier
    .flatMap(({ refunds }) => refunds.filter((each) => each.refundId === refundId))
    .map((each) => each.amount);
  const currency = parts.find((each) => each.currency !== amount.currency)?.currency ?? amount.currency;
  const amountMinor = sumOf(parts.map((each) => each.amountMinor));
  assertSameAmount(refundId, { amountMinor, currency }, amount);
}

/** @throws LedgerError `refund_id_reused` if a refund that is repeated is of another amount */
export function assertSameAmount(refundId: string, known: Money, said: Money): void {
  if (known.amountMinor !== said.amountMinor || known.currency !== said.currency)
    throw refundReused(refundId);
}

const refundReused = (refundId: string): LedgerError =>
  new LedgerError("refund_id_reused", `Refund ${refundId} was recorded before, with other content.`, {
    details: { refundId },
  });
