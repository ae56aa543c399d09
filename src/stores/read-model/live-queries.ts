import type { ItemKind, UserId } from "../../events/identifiers.js";
import type { HistoryRecord, OwnershipDocument } from "./documents.js";

/** Where a history page ended: the sort key of its last record. */
export interface HistoryCursor {
  readonly purchasedAt: string | null;
  readonly purchasedRevision: number;
}

export interface HistoryQuery {
  readonly userId: UserId;
  readonly kind?: ItemKind | undefined;
  /** 1 to 1,000. */
  readonly limit: number;
  /** Return what follows this; from the newest if undefined. */
  readonly after?: HistoryCursor | undefined;
}

/** What users own. */
export interface OwnershipQueries {
  /** Undefined for a user who never bought anything. */
  ownership(userId: UserId): Promise<OwnershipDocument | undefined>;
}

/** What users bought. */
export interface HistoryQueries {
  /** The revision that the user's history is folded to; undefined for a user who never bought anything. */
  historyRevision(userId: UserId): Promise<number | undefined>;
  /** Newest first, by `purchasedAt` and then by revision; those without a date last. */
  historyPage(query: HistoryQuery): Promise<readonly HistoryRecord[]>;
}
