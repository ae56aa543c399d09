import type { KeptReport } from "../commands/kept-reports.js";
import type { PaymentRecord } from "../commands/payments.js";
import type { ItemId, ItemKind, PurchaseId, UserId } from "../events/identifiers.js";
import type { Money } from "../events/money.js";
import type { HistoryRecord, PaymentDocument } from "../stores/read-model/documents.js";

/** Something whose id is the text. A field is null if it does not apply or is not known. */
export interface Match {
  /** Null for a payment whose purchase was not recorded yet. */
  readonly userId: UserId | null;
  readonly purchaseId: PurchaseId | null;
  readonly itemKind: ItemKind | null;
  readonly itemId: ItemId | null;
  readonly price: Money | null;
  /** When it was bought or paid. */
  readonly date: string | null;
  readonly orderId: string | null;
  readonly paymentId: string | null;
  readonly revokedAt: string | null;
  /** Whether the ledger has events of the user; false for one whom only the shop has. */
  readonly hasEvents: boolean;
  /** Refunds that were kept for a payment, and are not applied to its purchases. */
  readonly refundsWaiting: number;
  /** Disputes that were kept for a payment, and are not applied to its purchases. */
  readonly disputesWaiting: number;
  /** Why the first of these cannot be applied, or why none can be read; null if none waits, or the purchase has not come. */
  readonly waitingBecause: string | null;
}

export const blank: Match = {
  ...{ userId: null, purchaseId: null, itemKind: null, itemId: null, price: null, date: null },
  ...{ orderId: null, paymentId: null, revokedAt: null, hasEvents: true },
  ...{ refundsWaiting: 0, disputesWaiting: 0, waitingBecause: null },
};

export const ofRecord = ({ kind, purchasedAt, payment, details, ...record }: HistoryRecord): Match => ({
  ...blank,
  ...{ userId: record.userId, purchaseId: record.purchaseId, itemKind: kind, itemId: record.itemId },
  ...{ price: record.price, date: purchasedAt, revokedAt: record.revokedAt },
  orderId: details?.orderId ?? null,
  paymentId: payment?.id ?? null,
});

export const ofPayment = ({ userId, paymentId, orderId, paidAt, purchases }: PaymentDocument) =>
  purchases.map(({ purchaseId, kind, itemId, price }) => ({
    ...blank,
    ...{ userId, purchaseId, itemKind: kind, itemId, price, date: paidAt, orderId, paymentId },
  }));

/** A payment whose purchase is not in the projection. */
export function ofStream(
  paymentId: string,
  {
    isRead,
    claim,
    kept,
  }: { readonly isRead: boolean } & Pick<PaymentRecord, "claim"> & { readonly kept: readonly KeptReport[] },
): readonly Match[] {
  if (claim !== undefined) {
    const { userId, orderId } = claim;
    return claim.items.map(({ kind, id }) => ({
      ...{ ...blank, userId, orderId, paymentId, itemKind: kind, itemId: id },
    }));
  }
  const date = kept[0]?.report.data.receivedAt ?? null;
  return isRead && kept.length === 0 ? [] : [{ ...blank, paymentId, date, hasEvents: false }];
}
