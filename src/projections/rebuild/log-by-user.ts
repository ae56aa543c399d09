import type { Report } from "../../long-run.js";
import type { UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Checkpoint, UserModels } from "../../stores/read-model/read-model-store.js";
import type { FoldBatchOptions } from "../fold/fold-batch.js";

/** What the log says of one user, folded. */
export interface FoldedFromLog {
  readonly userId: UserId;
  readonly models: UserModels;
  /** Whether an event could not be decoded or folded; it and those behind it were left out. */
  readonly heldBack: boolean;
}

/**
 * The log in the order of its users. Folding a long log in its own order reads and writes documents all over the models,
 * which costs the more for each event the more users there are. In the order of the users each document is folded once, in
 * memory, and written once, behind the one before it.
 */
export interface LogByUser {
  /** How far the log is read: from there a fold goes on after {@link users}. */
  checkpoint(): Promise<ReadTo>;
  /**
   * Makes it ready, up to the head of the log, from where an earlier call was interrupted. Once it is ready it reads no
   * more: what {@link users} gives is of one moment, also after an interruption.
   *
   * @returns whether it was ready before, so that somebody may be done with some of its users
   * @throws LedgerError `event_invalid` where that is to stop everything; the signal's reason when it is aborted. What
   * was read before is kept.
   */
  fill(options: FillOptions): Promise<boolean>;
  /**
   * All users in the order of their ids, folded, in batches that are never empty.
   *
   * @throws LedgerError `event_invalid` where that is to stop everything; `stream_gap`
   */
  users(onInvalid: FoldBatchOptions["onInvalid"]): AsyncIterable<readonly FoldedFromLog[]>;
  remove(): Promise<void>;
}

export type ReadTo = Omit<Checkpoint, "version">;

export interface FillOptions {
  readonly eventStore: EventStore;
  readonly onInvalid: FoldBatchOptions["onInvalid"];
  readonly signal?: AbortSignal | undefined;
  readonly report?: Report;
}
