import type { UserId } from "../events/identifiers.js";
import { foldUser } from "../projections/replay/fold-user.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { SkippedEntry, SkipReason } from "../stores/event-store/skipped-log.js";
import type { HistoryRecord } from "../stores/read-model/documents.js";

/** Why a line of an order export gave a purchase no price. */
const priceIsMissing: readonly SkipReason[] = ["price_invalid", "purchase_unknown"];

export interface SkippedOfUser {
  /** Oldest first. */
  readonly entries: readonly SkippedEntry[];
  /** What the user has bought by now; empty where nothing was skipped. */
  readonly purchases: readonly HistoryRecord[];
}

/**
 * What imports have skipped of a user and is still missing: not the price of a purchase that has one by now. Everything
 * stays in the log, which is evidence.
 */
export async function readSkipped(eventStore: EventStore, userId: UserId): Promise<SkippedOfUser> {
  const all = await eventStore.skipped.of(userId);
  if (all.length === 0) return { entries: [], purchases: [] };
  const { models } = await foldUser({ eventStore, userId });
  const purchases = models.history?.documents ?? [];
  const hasPrice = ({ item }: SkippedEntry): boolean => {
    const found = purchases.filter(({ kind, itemId }) => kind === item?.kind && itemId === item.id);
    return found.length > 0 && found.every(({ price }) => price !== null);
  };
  const entries = all.filter((entry) => !(priceIsMissing.includes(entry.reason) && hasPrice(entry)));
  return { entries, purchases };
}
