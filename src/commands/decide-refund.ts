import { LedgerError } from "../errors.js";
import { itemKey, type PurchaseId } from "../events/identifiers.js";
import { formatMoney, type Money } from "../events/money.js";
import { currentSchemaVersion, type EventMetadata, type PurchaseEvent } from "../events/purchase-events.js";
import type {
  DisputePurchase,
  PurchaseCommand,
  PurchaseTarget,
  ReinstatePurchase,
  RefundPurchase,
  RevokePurchase,
} from "./commands.js";
import { keptOf, type Purchase, type PurchaseState } from "./purchase-state.js";

/**
 * The purchases that a command is about.
 *
 * @throws LedgerError `purchase_unknown`
 */
export function targetsOf(
  state: PurchaseState,
  { userId, target }: { readonly userId: string; readonly target: PurchaseTarget },
): readonly Purchase[] {
  const ids = "purchaseId" in target ? [target.purchaseId] : (state.payments.get(target.paymentId) ?? []);
  const purchases = ids.flatMap((id) => state.purchases.get(id) ?? []);
  if (purchases.length > 0) return purchases;
  const what = "purchaseId" in target ? target.purchaseId : `paid by ${target.paymentId}`;
  throw new LedgerError("purchase_unknown", `User ${userId} has no purchase ${what}.`);
}

/** The purchases that an earlier command of the same refund refunded. */
export function refundedBy(state: PurchaseState, refundId: string): readonly Purchase[] {
  const has = ({ refunds }: Purchase): boolean => refunds.some((each) => each.refundId === refundId);
  return [...state.purchases.values()].filter(has);
}

/**
 * Sends money back, over the purchases of a payment in their order, and takes access if it is to.
 *
 * @throws LedgerError `purchase_unknown`; `refund_exceeds_payment`; `refund_id_reused`
 */
export function decideRefund(state: PurchaseState, command: RefundPurchase): readonly PurchaseEvent[] {
  const { refundId, amount, reason, reference, at } = command;
  const targets = targetsOf(state, command);
  const earlier = refundedBy(state, refundId);
  if (earlier.length > 0) {
    assertSameRefund(earlier, targets, command);
    return [];
  }
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
  return [
    ...refunds,
    ...standing(targets).map((purchase) => revoked(command, purchase, { reason: "refund" })),
  ];
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
  const taken = command.revoke
    ? standing(targets).map((purchase) => revoked(command, purchase, { reason: "chargeback", disputeId }))
    : [];
  switch (status) {
    case "opened":
      return taken;
    case "won":
      return reinstated(
        state,
        command,
        targets.filter((each) => each.revoked?.disputeId === disputeId),
      );
    case "lost":
      return [...lostMoney(command, targets), ...taken];
  }
}

/** What the bank took, as far as it was still there: what had gone back before cannot be lost again. */
function lostMoney(command: DisputePurchase, targets: readonly Purchase[]): readonly PurchaseEvent[] {
  const currency = targets.find(({ price }) => price !== null)?.price?.currency;
  if (currency === undefined) return [];
  const amountMinor = command.amount?.currency === currency ? command.amount.amountMinor : Infinity;
  return spread(targets, { amountMinor, currency }).map(({ purchase, amount }): PurchaseEvent => ({
    type: "PurchaseRefunded",
    data: {
      ...about(command, purchase),
      ...paidBy(purchase),
      refundId: `dispute:${command.disputeId}`.slice(0, 128),
      amount,
      reason: "dispute_lost",
      reference: command.disputeId,
      refundedAt: command.at,
    },
    metadata: metadataOf(command),
  }));
}

/** @throws LedgerError `purchase_unknown` */
export function decideRevocation(state: PurchaseState, command: RevokePurchase): readonly PurchaseEvent[] {
  const { reason, note } = command;
  const [purchase] = targetsOf(state, { userId: command.userId, target: command });
  if (purchase === undefined || purchase.revoked !== undefined) return [];
  return [revoked(command, purchase, { reason, note })];
}

/** @throws LedgerError `purchase_unknown` */
export function decideReinstatement(
  state: PurchaseState,
  command: ReinstatePurchase,
): readonly PurchaseEvent[] {
  const targets = targetsOf(state, { userId: command.userId, target: command });
  return reinstated(
    state,
    command,
    targets.filter((each) => each.revoked !== undefined),
  );
}

function reinstated(
  state: PurchaseState,
  command: DisputePurchase | ReinstatePurchase,
  purchases: readonly Purchase[],
): readonly PurchaseEvent[] {
  const [reason, note] =
    command.type === "DisputePurchase"
      ? (["dispute_won", ""] as const)
      : (["correction", command.note] as const);
  // Two purchases of an item that come back together: the second is the duplicate of the first.
  const first = new Map<string, PurchaseId>();
  return purchases.map((purchase) => {
    const key = itemKey(purchase.item);
    const duplicateOf = state.owned.get(key)?.[0] ?? first.get(key) ?? null;
    if (duplicateOf === null) first.set(key, purchase.purchaseId);
    const { purchasedAt } = purchase;
    const data = {
      ...about(command, purchase),
      purchasedAt,
      duplicateOf,
      reason,
      note,
      reinstatedAt: command.at,
    };
    return { type: "PurchaseReinstated", data, metadata: metadataOf(command) };
  });
}

type Taking = RevokePurchase | RefundPurchase | DisputePurchase;

function revoked(
  command: Taking,
  purchase: Purchase,
  why: {
    readonly reason: RevokePurchase["reason"];
    readonly disputeId?: string;
    readonly note?: string;
  },
): PurchaseEvent {
  const { reason, disputeId = null, note = "" } = why;
  const data = { ...about(command, purchase), reason, disputeId, note, revokedAt: command.at };
  return { type: "PurchaseRevoked", data, metadata: metadataOf(command) };
}

const standing = (purchases: readonly Purchase[]): readonly Purchase[] =>
  purchases.filter((each) => each.revoked === undefined);

const statusOf = ({ disputes }: Purchase, disputeId: string) =>
  disputes.find((each) => each.disputeId === disputeId)?.status;

const paidBy = ({ payment }: Purchase): { readonly paymentId?: string } =>
  payment === null ? {} : { paymentId: payment.id };

const about = ({ userId }: PurchaseCommand, { purchaseId, item }: Purchase) => ({ purchaseId, userId, item });

const metadataOf = ({ context }: PurchaseCommand): EventMetadata => ({
  schemaVersion: currentSchemaVersion,
  ...context,
});
