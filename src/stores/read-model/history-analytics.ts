import type { Item, ItemId, ItemKind, UserId } from "../../events/identifiers.js";
import type { RevocationReason } from "../../events/purchase-events.js";
import type { HistoryRecord, OwnershipDocument } from "./documents.js";

/**
 * A half-open range of instants, ISO 8601 UTC as events have them: `from` belongs to it, `to` does not. Undefined is
 * no bound. What has no date is in no range, not even in the one without bounds.
 */
export interface InstantRange {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Whether a date is in a range: instants are text that sorts by time. */
export const isWithin = ({ from, to }: InstantRange, date: string | null): boolean =>
  date !== null && (from === undefined || date >= from) && (to === undefined || date < to);

/** All that is given has to hold. With `from` or `to`, records without a date are left out. */
export interface HistoryFilter extends InstantRange {
  readonly userId?: UserId | undefined;
  readonly item?: Item | undefined;
}

/** How much is known of a price: `free` is an amount of 0, `unknown` an import whose sources held none. */
export type PriceClass = "unknown" | "free" | "paid";

/** How many purchases, revocations or refunds are alike in all these points, and their amounts. */
export interface Tally {
  readonly kind: ItemKind;
  /** Null unless the query counts by item. */
  readonly itemId: ItemId | null;
  readonly price: PriceClass;
  /** Null where the price is unknown. */
  readonly currency: string | null;
  /** Null for purchases that stand. */
  readonly revokedReason: RevocationReason | null;
  readonly count: number;
  /** What was agreed, or went back. A sum may be larger than a number holds exactly. */
  readonly amountMinor: bigint;
  /** What was taken off the list prices; 0 where these are in another currency than the price. */
  readonly discountMinor: bigint;
}

export interface IntervalTally extends Tally {
  /** Counts from 0. */
  readonly interval: number;
}

export interface TallyQuery extends InstantRange {
  /**
   * Ascending instants inside the range that cut it into `cuts.length + 1` intervals; the first one begins at `from`,
   * the last one ends before `to`. Where days, weeks and months begin is the caller's business: a store knows no zones.
   */
  readonly cuts: readonly string[];
  /** Count each item by itself; memory then grows with the number of items. */
  readonly byItem?: boolean;
  /** These purchases only. */
  readonly kind?: ItemKind | undefined;
  readonly itemId?: ItemId | undefined;
}

/** Each by its own date, so that the tallies of two ranges that touch add up to those of both. */
export interface Tallies {
  /** By `purchasedAt`, or by the date of the price evidence if it is unknown. */
  readonly purchases: readonly IntervalTally[];
  /** Purchases that are revoked, by `revokedAt`. */
  readonly revocations: readonly IntervalTally[];
  /** Each refund by `refundedAt`, as if it were a purchase of what went back. */
  readonly refunds: readonly IntervalTally[];
  /** Purchases without a date; they are in no range. */
  readonly undated: readonly Tally[];
}

/**
 * Queries of the live models for analysts. Each answer of a method that returns a promise is of one moment; where the store
 * has no transactions, what is written while it counts is counted or not. A stream is of no one moment: each batch is of
 * its own moment, and of the generation that is live then. It gives every record that is there from beginning to end
 * exactly once, in the order of the users' ids; what is added or changed meanwhile is in it or not.
 *
 * However many purchases there are, memory holds one batch, or the counts that are answered. Other reads and the
 * event loop do not wait for a count.
 */
export interface HistoryAnalytics {
  /** Records by user and revision, in batches that are never empty. */
  historyRecords(filter: HistoryFilter): AsyncIterable<readonly HistoryRecord[]>;
  /** The documents of all users, or of one, in batches that are never empty. */
  ownershipDocuments(userId?: UserId): AsyncIterable<readonly OwnershipDocument[]>;
  /** Counts purchases, revocations and refunds: each in one interval, as undated, or not at all if outside the range. */
  tally(query: TallyQuery): Promise<Tallies>;
  /** The first and the last date of any purchase, revocation or refund; undefined if there is none. */
  dateSpan(): Promise<{ readonly first: string; readonly last: string } | undefined>;
}

/** For exports and totals. */
export interface Analytics {
  readonly analytics: HistoryAnalytics;
}
