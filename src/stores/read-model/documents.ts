import type { ItemId, ItemKind, PurchaseId, UserId } from "../../events/identifiers.js";
import type { Money } from "../../events/money.js";
import type { Payment, RevocationReason } from "../../events/purchase-events.js";

export const projectionNames = ["ownership", "history"] as const;
export type ProjectionName = (typeof projectionNames)[number];

/**
 * The version of each projection's fold. Raise it when a change of the fold changes what comes out: the server then
 * builds the projection anew.
 */
export const foldVersions: Readonly<Record<ProjectionName, number>> = { ownership: 1, history: 1 };

/**
 * What one user owns now: the arrays that the shop's pages ask, with the dates that they lacked.
 * The n-th date belongs to the n-th id; null where nobody knows it.
 */
export interface OwnershipDocument {
  readonly userId: UserId;
  readonly purchasedCourses: readonly ItemId[];
  readonly purchasedCoursesAt: readonly (string | null)[];
  readonly purchasedTests: readonly ItemId[];
  readonly purchasedTestsAt: readonly (string | null)[];
  /** The revision of the user's stream that this document is folded to. */
  readonly revision: number;
}

/** One purchase in a user's history. Revoked ones stay, marked. */
export interface HistoryRecord {
  readonly userId: UserId;
  readonly purchaseId: PurchaseId;
  readonly kind: ItemKind;
  readonly itemId: ItemId;
  readonly price: Money | null;
  readonly payment: Payment | null;
  readonly purchasedAt: string | null;
  /** Null while the purchase stands. */
  readonly revokedAt: string | null;
  readonly revokedReason: RevocationReason | null;
  /** The revision of the event that made this purchase; breaks ties between equal dates. */
  readonly purchasedRevision: number;
  /** The revision of the last event that changed this record. */
  readonly revision: number;
}
