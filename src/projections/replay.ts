import { isLedgerError, type LedgerError } from "../errors.js";
import { decodeEvent } from "../events/codec.js";
import { streamOf, type PurchaseId, type UserId } from "../events/identifiers.js";
import type { EventStore, RecordedEvent } from "../stores/event-store/event-store.js";
import type { HistoryRecord } from "./documents.js";
import type { RecordedPurchase } from "./fold-batch.js";
import { foldHistory } from "./history.js";
import { draftOwnership, foldOwnership } from "./ownership.js";

/** What a user owns: ids, in the order in which they were bought. */
export interface Owned {
  readonly courses: readonly string[];
  readonly tests: readonly string[];
}

/** One event of a user's stream, and what the user owned after it. */
export interface ReplayStep {
  /** As it stands in the log. */
  readonly recorded: RecordedEvent;
  /**
   * The event; or why it cannot be read or folded. Such an event changes nothing, and neither do those behind it:
   * they wait, as in the projections.
   */
  readonly event: RecordedPurchase | LedgerError;
  /** Whether the event waits behind an earlier one that cannot be folded. */
  readonly waits: boolean;
  readonly ownedAfter: Owned;
}

/** Where a replay ends: at a revision, or with what the log had accepted at an instant (ISO 8601 UTC, inclusive). */
export type ReplayEnd = { readonly revision: number } | { readonly recordedAt: string };

export interface ReplayOptions {
  readonly eventStore: EventStore;
  readonly userId: UserId;
  readonly until?: ReplayEnd | undefined;
}

/**
 * Replays one user's stream with the projections' own folds, step by step.
 *
 * Time travel goes by the time at which the log accepted an event, not by `purchasedAt`: what the ledger knew at that
 * moment is what its pages showed. An import brings old purchases in at the time of the import.
 */
export async function* replayUser({ eventStore, userId, until }: ReplayOptions): AsyncIterable<ReplayStep> {
  const replay = createReplay(userId);
  for await (const batch of eventStore.readStream(streamOf(userId))) {
    for (const recorded of batch) {
      if (until !== undefined && isBeyond(recorded, until)) return;
      yield replay(recorded);
    }
  }
}

/** Folds the events of one user as they come; for a replay that goes on live. */
export function createReplay(userId: UserId): (recorded: RecordedEvent) => ReplayStep {
  const draft = draftOwnership(userId, undefined);
  const records = new Map<PurchaseId, HistoryRecord>();
  let stopped = false;
  return (recorded) => {
    const waits = stopped;
    const event = foldNext(recorded);
    if (isLedgerError(event)) stopped = true;
    const ownedAfter = { courses: [...draft.purchasedCourses], tests: [...draft.purchasedTests] };
    return { recorded, event, waits, ownedAfter };
  };

  function foldNext(recorded: RecordedEvent): RecordedPurchase | LedgerError {
    try {
      const event = decodeEvent(recorded);
      if (stopped) return event;
      const record = foldHistory(records.get(event.data.purchaseId), event);
      foldOwnership(draft, event);
      records.set(record.purchaseId, record);
      return event;
    } catch (error) {
      if (isLedgerError(error)) return error;
      throw error;
    }
  }
}

function isBeyond({ revision, created }: RecordedEvent, until: ReplayEnd): boolean {
  return "revision" in until ? revision > until.revision : created > until.recordedAt;
}
