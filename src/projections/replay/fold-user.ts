import { isLedgerError, type LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, Position } from "../../stores/event-store/event-store.js";
import type { UserModels } from "../../stores/read-model/read-model-store.js";
import { createUserFold, type UserFold } from "../fold/user-fold.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";

export interface FoldUserOptions {
  readonly eventStore: EventStore;
  readonly userId: UserId;
  /** All by default. */
  readonly projections?: readonly Projection[];
  /** The last revision to fold; the stream's last by default. */
  readonly upTo?: number | undefined;
  /** Leave out what the log has after this position. */
  readonly until?: Position;
}

export interface FoldedUser {
  readonly models: UserModels;
  /** The revision that the models are folded to; -1 if no event was folded. */
  readonly revision: number;
  /** Why the fold ended before `upTo`: an event cannot be decoded or folded, or part of the stream is missing. */
  readonly stopped: LedgerError | undefined;
}

/** Reads one user's stream and folds it into what the projections should hold. */
export async function foldUser(options: FoldUserOptions): Promise<FoldedUser> {
  const fold = createUserFold(options.userId, options.projections ?? allProjections);
  let stopped: LedgerError | undefined;
  try {
    await foldStream(fold, options);
  } catch (error) {
    if (!isLedgerError(error, "event_invalid", "stream_gap", "user_held_back")) throw error;
    stopped = error;
  }
  return { models: fold.models(), revision: fold.revision(), stopped };
}

async function foldStream(fold: UserFold, options: FoldUserOptions): Promise<void> {
  const { eventStore, userId, upTo = Infinity, until } = options;
  for await (const batch of eventStore.readStream(streamOf(userId))) {
    for (const recorded of batch) {
      if (recorded.revision > upTo) return;
      if (until !== undefined && eventStore.comparePositions(recorded.position, until) > 0) return;
      fold.add(decodeEvent(recorded));
    }
  }
}

/** Whether part of the stream is missing: the log can no longer say what the user bought. */
export const isIncomplete = ({ stopped }: FoldedUser): boolean =>
  isLedgerError(stopped, "stream_gap", "user_held_back");
