import { LedgerError } from "../errors.js";
import { itemKey, type PurchaseId } from "../events/identifiers.js";
import { currentSchemaVersion, type EventMetadata, type PurchaseEvent } from "../events/purchase-events.js";
import type {
  DisputePurchase,
  PurchaseCommand,
  PurchaseTarget,
  RefundPurchase,
  ReinstatePurchase,
  RevokePurchase,
} from "./commands.js";
import type { Purchase, PurchaseState } from "./purchase-state.js";

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

/** @throws LedgerError `purchase_unknown` */
export function decideRevocation(state: PurchaseState, command: RevokePurchase): readonly PurchaseEvent[] {
  const { reason, note, userId } = command;
  return taken(state, command, targetsOf(state, { userId, target: command }), { reason, note });
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

/** Gives access back. */
export function reinstated(
  state: PurchaseState,
  command: Taking | ReinstatePurchase,
  purchases: readonly Purchase[],
): readonly PurchaseEvent[] {
  const reason = command.type === "DisputePurchase" ? ("dispute_won" as const) : ("correction" as const);
  const note = command.type === "ReinstatePurchase" ? command.note : "";
  // If two purchases of an item are reinstated together, the second is a duplicate of the first.
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

interface Why {
  readonly reason: RevokePurchase["reason"];
  readonly disputeId?: string;
  readonly note?: string;
}

/**
 * Revokes access permanently. If an open dispute suspends it, the suspension ends first. Otherwise winning the dispute
 * would give back what a refund or support revoked in the meantime.
 */
export function taken(
  state: PurchaseState,
  command: RevokePurchase | RefundPurchase,
  targets: readonly Purchase[],
  why: Why,
): readonly PurchaseEvent[] {
  // Of two disputes, the one that took access may be won while the other one still holds it.
  const held = targets.filter(
    ({ revoked: by, disputes }) =>
      (by?.disputeId ?? null) !== null && disputes.some(({ status }) => status === "opened"),
  );
  return [
    ...reinstated(state, command, held),
    ...[...standing(targets), ...held].map((purchase) => revoked(command, purchase, why)),
  ];
}

export function revoked(command: Taking, purchase: Purchase, why: Why): PurchaseEvent {
  const { reason, disputeId = null, note = "" } = why;
  const data = { ...about(command, purchase), reason, disputeId, note, revokedAt: command.at };
  return { type: "PurchaseRevoked", data, metadata: metadataOf(command) };
}

/** Those that stand. */
export const standing = (purchases: readonly Purchase[]): readonly Purchase[] =>
  purchases.filter((each) => each.revoked === undefined);

/** The fields of an event that name its purchase. */
export const about = ({ userId }: PurchaseCommand, { purchaseId, item }: Purchase) => ({
  purchaseId,
  userId,
  item,
});

/** The field of an event that names the payment whose money it moves. */
export const paidBy = ({ payment }: Purchase): { readonly paymentId?: string } =>
  payment === null ? {} : { paymentId: payment.id };

export const metadataOf = ({ context }: PurchaseCommand): EventMetadata => ({
  schemaVersion: currentSchemaVersion,
  ...context,
});
