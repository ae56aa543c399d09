import { isLedgerError, type LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, Position } from "../../stores/event-store/event-store.js";
import type { UserModels } from "../../stores/read-model/read-model-store.js";
import { createUserFold } from "../fold/user-fold.js";
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
  /** Leave out what the log accepted after this instant: ISO 8601 UTC. */
  readonly recordedUntil?: string | undefined;
}

export interface FoldedUser {
  readonly models: UserModels;
  /** The revision that the models are folded to; -1 if nothing was. */
  readonly revision: number;
  /** Why the fold ended before `upTo`: an event that cannot be decoded or folded. */
  readonly stopped: LedgerError | undefined;
}

/** Reads one user's stream and folds it into what the projections should hold. */
export async function foldUser(options: FoldUserOptions): Promise<FoldedUser> {
  const { eventStore, userId, upTo = Infinity, until, recordedUntil } = options;
  const fold = createUserFold(userId, options.projections ?? allProjections);
  let stopped: LedgerError | undefined;
  reading: for await (const batch of eventStore.readStream(streamOf(userId))) {
    for (const recorded of batch) {
      if (recorded.revision > upTo) break reading;
      if (recordedUntil !== undefined && recorded.created > recordedUntil) break reading;
      if (until !== undefined && eventStore.comparePositions(recorded.position, until) > 0) break reading;
      try {
        fold.add(decodeEvent(recorded));
      } catch (error) {
        if (!isLedgerError(error)) throw error;
        stopped = error;
        break reading;
      }
    }
  }
  return { models: fold.models(), revision: fold.revision(), stopped };
}
