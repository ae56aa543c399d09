import type { ItemId, ItemKind, PurchaseId, UserId } from "../../events/identifiers.js";
import type { Money } from "../../events/money.js";
import type {
  DisputeStatus,
  ItemPurchased,
  Payment,
  RefundReason,
  RevocationReason,
} from "../../events/purchase-events.js";

/**
 * The documents of each projection. A new projection adds its line here or, from outside the program,
 * by `declare module`.
 */
export interface ProjectionDocuments {
  readonly ownership: OwnershipDocument;
  readonly history: HistoryRecord;
  readonly payments: PaymentDocument;
}

export type ProjectionName = keyof ProjectionDocuments;
export type AnyDocument = ProjectionDocuments[ProjectionName];

/**
 * What one user owns now: the arrays that the shop's pages read, with the dates that they lacked.
 * The n-th date belongs to the n-th id; null if it is unknown.
 */
export interface OwnershipDocument {
  readonly userId: UserId;
  readonly purchasedCourses: readonly ItemId[];
  readonly purchasedCoursesAt: readonly (string | null)[];
  readonly purchasedTests: readonly ItemId[];
  readonly purchasedTestsAt: readonly (string | null)[];
  /** Only of items that the user owns by more than one purchase; missing where there are none. */
  readonly duplicates?: readonly OwnedTwice[];
  /** The revision of the user's stream that this document is folded to. */
  readonly revision: number;
}

/** An item with two or more purchases that are not revoked. The arrays show the date of the first. */
export interface OwnedTwice {
  readonly kind: ItemKind;
  readonly itemId: ItemId;
  readonly standing: readonly { readonly purchaseId: PurchaseId; readonly purchasedAt: string | null }[];
}

/** What most purchases do not have: a special price, an order, a giver, a flag, a refund, a dispute. */
export interface PurchaseDetails extends Pick<
  ItemPurchased["data"],
  "listPrice" | "discount" | "orderId" | "grantedBy" | "duplicateOf" | "flags"
> {
  readonly refunds: readonly Refund[];
  readonly disputes: readonly Dispute[];
  /** Missing unless the price came to be known later. */
  readonly priceEvidence?: PriceEvidence;
}

/** The evidence for a price that the purchase itself did not have. */
export interface PriceEvidence {
  /** When it was paid, as far as the evidence says. */
  readonly paidAt: string | null;
  /** The shop's order, as far as the evidence says. */
  readonly reference: string | null;
}

export interface Refund {
  readonly refundId: string;
  readonly amountMinor: number;
  readonly reason: RefundReason;
  readonly refundedAt: string;
}

export interface Dispute {
  readonly disputeId: string;
  readonly status: DisputeStatus;
  readonly disputedAt: string;
}

/** Whether a user owns the item by this record: only one record of an item stands and duplicates no other. */
export const holdsItem = ({ revokedAt, details }: HistoryRecord): boolean =>
  revokedAt === null && (details?.duplicateOf ?? null) === null;

/** The date that a purchase counts by: its own or, if that is unknown, that of its price evidence. */
export const soldAtOf = ({
  purchasedAt,
  details,
}: Pick<HistoryRecord, "purchasedAt" | "details">): string | null =>
  purchasedAt ?? details?.priceEvidence?.paidAt ?? null;

/** One purchase in a user's history. Revoked ones stay, marked. */
export interface HistoryRecord {
  readonly userId: UserId;
  readonly purchaseId: PurchaseId;
  readonly kind: ItemKind;
  readonly itemId: ItemId;
  readonly price: Money | null;
  readonly payment: Payment | null;
  /** Missing for a purchase at the list price without anything special. */
  readonly details?: PurchaseDetails;
  readonly purchasedAt: string | null;
  /** Null while the purchase stands. */
  readonly revokedAt: string | null;
  readonly revokedReason: RevocationReason | null;
  /** The revision of the event that made this purchase; breaks ties between equal dates. */
  readonly purchasedRevision: number;
  /** The revision of the last event that changed this record. */
  readonly revision: number;
  /** The correlation id of the event that made this purchase. Missing where an older program folded it. */
  readonly correlationId?: string;
  /** The correlation id of the last event that changed this record; missing while it is as it was bought. */
  readonly changedBy?: string;
}

/** A payment: what it paid, and what became of the money. A payment is of one user, see ADR 20. */
export interface PaymentDocument {
  readonly userId: UserId;
  /** The payment provider's reference. */
  readonly paymentId: string;
  readonly method: string | null;
  /** The order that its purchases are lines of. */
  readonly orderId: string | null;
  /** The date of its first purchase. */
  readonly paidAt: string | null;
  /** One for each currency; there is one, unless the lines of an order were sold in several, one by one. */
  readonly balances: readonly PaymentBalance[];
  readonly purchases: readonly PaidPurchase[];
  readonly refunds: readonly PaymentRefund[];
  /** The revision of the last event that changed this document. */
  readonly revision: number;
}

/** In minor units; what was paid is what was refunded and what is kept. */
export interface PaymentBalance {
  readonly currency: string;
  readonly paidMinor: number;
  readonly refundedMinor: number;
  readonly keptMinor: number;
}

export interface PaidPurchase {
  readonly purchaseId: PurchaseId;
  readonly kind: ItemKind;
  readonly itemId: ItemId;
  readonly price: Money | null;
}

export interface PaymentRefund extends Refund {
  readonly purchaseId: PurchaseId;
  readonly currency: string;
}

/** The key of a payment's document: its id as JSON, because an id may hold what not every store can, such as half a character. */
export const paymentKey = (paymentId: string): string => JSON.stringify(paymentId);
