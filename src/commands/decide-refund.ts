import { LedgerError } from "../errors.js";
import { formatMoney, type Money } from "../events/money.js";
import { longestReference, type PurchaseEvent } from "../events/purchase-events.js";
import type { DisputePurchase, RefundPurchase } from "./commands.js";
import {
  about,
  metadataOf,
  paidBy,
  reinstated,
  revoked,
  standing,
  taken,
  targetsOf,
} from "./decide-access.js";
import { keptOf, type Purchase, type PurchaseState } from "./purchase-state.js";

/** The purchases that an earlier command of the same refund refunded. */
export function refundedBy(state: PurchaseState, refundId: string): readonly Purchase[] {
  const has = ({ refunds }: Purchase): boolean => refunds.some((each) => each.refundId === refundId);
  return [...state.purchases.values()].filter(has);
}

/**
 * Sends money back, over the purchases of a payment in their order, and takes access if it is to. A refund of the whole
 * payment that is sent again is also of the purchases that were recorded since.
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
  return command.revoke ? [...refunds, ...taken(state, command, targets, { reason: "refund" })] : refunds;
}

/** A refund without an amount left nothing of the purchases there were: what has something left came later. */
function recordedSince(
  earlier: readonly Purchase[],
  targets: readonly Purchase[],
  { amount }: RefundPurchase,
): readonly Purchase[] {
  const wasOfAll = amount === undefined && earlier.every((purchase) => keptOf(purchase) === 0);
  return wasOfAll ? targets.filter((purchase) => keptOf(purchase) > 0) : [];
}

interface Share {
  readonly purchase: Purchase;
  readonly amount: Money;
}

/** @throws LedgerError `refund_exceeds_payment` if more is to go back than is there */
function sharesOf(targets: readonly Purchase[], wanted: Money | undefined): readonly Share[] {
  const currency = targets.find(({ price }) => price !== null)?.price?.currency;
  const kept = targets.reduce((sum, purchase) => sum + keptOf(purchase), 0);
  const left = wanted?.amountMinor ?? kept;
  if (currency === undefined || kept === 0 || left > kept || (wanted?.currency ?? currency) !== currency) {
    throw exceeds(currency === undefined ? undefined : { amountMinor: kept, currency }, wanted);
  }
  return spread(targets, { amountMinor: left, currency });
}

/** Fills the purchases one after the other. */
function spread(targets: readonly Purchase[], { amountMinor, currency }: Money): readonly Share[] {
  let left = amountMinor;
  return targets.flatMap((purchase) => {
    const share = Math.min(left, keptOf(purchase));
    left -= share;
    return share === 0 ? [] : [{ purchase, amount: { amountMinor: share, currency } }];
  });
}

function exceeds(kept: Money | undefined, wanted: Money | undefined): LedgerError {
  const left =
    kept === undefined
      ? "no price of the purchase is known."
      : `of what was paid, ${formatMoney(kept)} is left.`;
  const what = wanted === undefined ? "Nothing" : `${formatMoney(wanted)} is more than`;
  return new LedgerError("refund_exceeds_payment", `${what} can be refunded: ${left}`, {
    details: { keptMinor: kept?.amountMinor ?? null, currency: kept?.currency ?? null },
  });
}

function assertSameRefund(
  earlier: readonly Purchase[],
  targets: readonly Purchase[],
  { refundId, amount }: RefundPurchase,
): void {
  const refunded = earlier.reduce((sum, { refunds }) => sum + (amountOf(refunds, refundId) ?? 0), 0);
  const ids = new Set(targets.map(({ purchaseId }) => purchaseId));
  const isSame =
    earlier.every(({ purchaseId }) => ids.has(purchaseId)) &&
    (amount === undefined || amount.amountMinor === refunded);
  if (isSame) return;
  throw new LedgerError("refund_id_reused", `Refund ${refundId} was recorded before, with other content.`, {
    details: { refundId },
  });
}

const amountOf = (refunds: Purchase["refunds"], refundId: string): number | undefined =>
  refunds.find((each) => each.refundId === refundId)?.amount.amountMinor;

/**
 * What a dispute's state does. The first outcome stands: news that arrive after it, and those that repeat it, change
 * nothing.
 *
 * @throws LedgerError `purchase_unknown`; `dispute_decided` if it was decided the other way
 */
export function decideDispute(state: PurchaseState, command: DisputePurchase): readonly PurchaseEvent[] {
  const { disputeId, status } = command;
  const targets = targetsOf(state, command);
  const known = targets.map((purchase) => statusOf(purchase, disputeId)).find((each) => each !== undefined);
  if (known === status || (status === "opened" && known !== undefined)) return [];
  if (known === "won" || known === "lost") {
    throw new LedgerError("dispute_decided", `Dispute ${disputeId} was ${known} before.`, {
      details: { disputeId, status: known },
    });
  }
  const said = targets.map((purchase): PurchaseEvent => ({
    type: "PurchaseDisputed",
    data: { ...about(command, purchase), disputeId, status, disputedAt: command.at },
    metadata: metadataOf(command),
  }));
  return [...said, ...consequences(state, command, targets)];
}

function consequences(
  state: PurchaseState,
  command: DisputePurchase,
  targets: readonly Purchase[],
): readonly PurchaseEvent[] {
  const { disputeId, status } = command;
  const revocations = command.revoke
    ? standing(targets).map((purchase) => revoked(command, purchase, { reason: "chargeback", disputeId }))
    : [];
  switch (status) {
    case "opened":
      return revocations;
    case "won":
      return reinstated(
        state,
        command,
        targets.filter((each) => isFreedBy(each, disputeId)),
      );
    case "lost":
      return [...lostMoney(command, targets), ...revocations];
  }
}

/** Whether a dispute that is won gives access back: a dispute took it, and no other one is open or lost. */
const isFreedBy = ({ revoked: by, disputes }: Purchase, disputeId: string): boolean =>
  (by?.disputeId ?? null) !== null &&
  disputes.every((each) => each.disputeId === disputeId || each.status === "won");

/** What the bank took, as far as it was still there: what had gone back before cannot be lost again. */
function lostMoney(command: DisputePurchase, targets: readonly Purchase[]): readonly PurchaseEvent[] {
  const currency = targets.find(({ price }) => price !== null)?.price?.currency;
  if (currency === undefined) return [];
  const amountMinor = command.amount?.currency === currency ? command.amount.amountMinor : Infinity;
  const refundId = refundIdOfDispute(command.disputeId, targets);
  return spread(targets, { amountMinor, currency }).map(({ purchase, amount }): PurchaseEvent => ({
    type: "PurchaseRefunded",
    data: {
      ...about(command, purchase),
      ...paidBy(purchase),
      refundId,
      amount,
      reason: "dispute_lost",
      reference: command.disputeId,
      refundedAt: command.at,
    },
    metadata: metadataOf(command),
  }));
}

/** Named after the dispute. An id is cut where it is too long, and numbered where another refund has it already. */
function refundIdOfDispute(disputeId: string, targets: readonly Purchase[]): string {
  const used = new Set(targets.flatMap(({ refunds }) => refunds.map(({ refundId }) => refundId)));
  const numbered = (n: number): string => {
    const end = n === 1 ? "" : `~${n}`;
    const id = `dispute:${disputeId}`.slice(0, longestReference - end.length) + end;
    return used.has(id) ? numbered(n + 1) : id;
  };
  return numbered(1);
}

const statusOf = ({ disputes }: Purchase, disputeId: string) =>
  disputes.find((each) => each.disputeId === disputeId)?.status;
