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
 * The log in the order of its users. Folding a long log in its own order reads and writes documents all over the models;
 * the more users there are, the more each event costs. In the order of the users each document is folded once, in memory,
 * and written once, next to the one before it.
 */
export interface LogByUser {
  /** How far the log is read: a fold continues there after {@link users}. */
  checkpoint(): Promise<ReadTo>;
  /**
   * Prepares it up to the head of the log, continuing after an interruption. Once it is ready it reads no further: what
   * {@link users} returns is of one moment, also after an interruption.
   *
   * @returns whether it was ready before: some of its users may be done already
   * @throws LedgerError `event_invalid` if that is to stop everything; the signal's reason when it is aborted. What was
   * read before is kept.
   */
  fill(options: FillOptions): Promise<boolean>;
  /**
   * All users in the order of their ids, folded, in batches that are never empty.
   *
   * @throws LedgerError `event_invalid` if that is to stop everything; `stream_gap`
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
