import type { Item, UserId } from "../../events/identifiers.js";

/** Why an import left something out, or did not use all of it. `docs/importing.md` explains each. */
export const skipReasons = [
  "id_invalid",
  "list_invalid",
  "item_ambiguous",
  "item_missing",
  "date_invalid",
  "date_implausible",
  "record_orphaned",
  "not_imported",
  "user_failed",
  "price_invalid",
  "purchase_unknown",
  "price_differs",
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** What an import found in the shop's data about a user and did not take over. JSON values only. */
export interface SkippedEntry {
  /** A UUID made of what was skipped: the same value has the same id in every run and every file. */
  readonly id: string;
  readonly userId: UserId;
  readonly reason: SkipReason;
  /** One sentence for a person. */
  readonly message: string;
  /** Null where the source does not say which item. */
  readonly item: Item | null;
  readonly recordId: string | null;
  /** The value in the source, as JSON, shortened where it is long; null where there is none. */
  readonly raw: string | null;
  /** The file or collection, and the line or document in it. */
  readonly source: { readonly name: string; readonly line: number };
  /** When the import ran, ISO 8601 UTC. */
  readonly skippedAt: string;
}

/**
 * What imports have skipped, by user. It is kept with the event log, append-only, because it is evidence, as events are.
 * It is not an event, because it makes no purchase.
 *
 * Every method throws `event_store_unavailable` when the log cannot be reached or written.
 */
export interface SkippedLog {
  /**
   * Adds what is not there yet, by its id. Durable when it resolves.
   *
   * @param entries of one user
   * @returns how many were added
   */
  record(userId: UserId, entries: readonly SkippedEntry[]): Promise<number>;
  /** Of one user, oldest first. */
  of(userId: UserId): Promise<readonly SkippedEntry[]>;
  /** Of all users, each user's oldest first, in batches that are never empty. Meant for copies. */
  all(): AsyncIterable<readonly SkippedEntry[]>;
}

/** The groups of entries by user, as {@link SkippedLog.record} takes them. */
export function byUser(entries: readonly SkippedEntry[]): ReadonlyMap<UserId, readonly SkippedEntry[]> {
  const groups = new Map<UserId, SkippedEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.userId) ?? [];
    groups.set(entry.userId, group);
    group.push(entry);
  }
  return groups;
}

/** A value of the shop's data with all that is wrong with it. */
export interface SkippedValue extends Omit<SkippedEntry, "id" | "reason" | "message"> {
  /** In the order in which the import found them; never empty. */
  readonly reasons: readonly Pick<SkippedEntry, "reason" | "message">[];
}

/** Puts the entries together that one import made about one record: its date may be invalid, and it left out as well. */
export function byValue(entries: readonly SkippedEntry[]): readonly SkippedValue[] {
  const values = new Map<string, SkippedValue>();
  for (const { id, reason, message, ...value } of entries) {
    const { recordId, source, skippedAt } = value;
    const key = recordId === null ? id : JSON.stringify([recordId, source.name, source.line, skippedAt]);
    const earlier = values.get(key);
    values.set(key, {
      ...(earlier ?? value),
      item: earlier?.item ?? value.item,
      raw: earlier?.raw ?? value.raw,
      reasons: [...(earlier?.reasons ?? []), { reason, message }],
    });
  }
  return [...values.values()];
}
