import type { ItemKind, UserId } from "../../events/identifiers.js";
import type { HistoryRecord, PaymentDocument } from "./documents.js";

/** What purchases of any user are found by. `correlation`: the request that made a purchase, or changed it last. */
export type PurchaseKey = "purchase" | "order" | "correlation" | ItemKind;

/** A place in the order of the users' ids, and of the revisions of each. */
export interface PurchasePlace {
  readonly userId: UserId;
  readonly purchasedRevision: number;
}

export interface PurchaseLookUp {
  readonly by: PurchaseKey;
  /** The id: of the purchase, the order, the request, or the item of this kind. */
  readonly id: string;
  readonly limit: number;
  /** Return what follows this; from the first user if undefined. */
  readonly after?: PurchasePlace | undefined;
}

/** Finds the purchases and payments of any user: each look-up reads an index, and no more of it than it returns. */
export interface LookUps {
  /** By user and revision. */
  findPurchases(query: PurchaseLookUp): Promise<readonly HistoryRecord[]>;
  /** A payment is of one user, unless an older program let several spend it. */
  findPayments(paymentId: string, limit: number): Promise<readonly PaymentDocument[]>;
}
