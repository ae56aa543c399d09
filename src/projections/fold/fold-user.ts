import { isLedgerError, type LedgerError } from "../../errors.js";
import { decodeEvent } from "../../events/codec.js";
import { streamOf, type PurchaseId, type UserId } from "../../events/identifiers.js";
import type { EventContent } from "../../events/purchase-events.js";
import type { EventStore, Position } from "../../stores/event-store/event-store.js";
import type { UserModels } from "../../stores/read-model/read-model-store.js";
import type { HistoryRecord } from "../../stores/read-model/documents.js";
import { foldHistory } from "../history/fold-history.js";
import { draftOwnership, foldOwnership } from "../ownership/fold-ownership.js";

export interface FoldUserOptions {
  readonly eventStore: EventStore;
  readonly userId: UserId;
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

/** Folds one user's stream into what both projections should hold, with the folds that they use themselves. */
export async function foldUser({
  eventStore,
  userId,
  upTo = Infinity,
  until,
  recordedUntil,
}: FoldUserOptions): Promise<FoldedUser> {
  const fold = createUserFold(userId);
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

/** Both folds of one user, from the first event on. */
export interface UserFold {
  /** @throws LedgerError `event_invalid` if the event cannot follow; nothing has changed then. */
  add(event: EventContent & { readonly revision: number }): void;
  /** The revision that it is folded to; -1 if nothing was. */
  revision(): number;
  models(): UserModels;
}

export function createUserFold(userId: UserId): UserFold {
  const draft = draftOwnership(userId, undefined);
  const records = new Map<PurchaseId, HistoryRecord>();
  return {
    add(event) {
      // The record is folded aside first: whichever fold refuses, neither has changed anything.
      const record = foldHistory(records.get(event.data.purchaseId), event);
      foldOwnership(draft, event);
      records.set(record.purchaseId, record);
    },
    revision: () => draft.revision,
    models: () =>
      draft.revision === -1
        ? { ownership: undefined, historyRevision: undefined, history: [] }
        : { ownership: draft, historyRevision: draft.revision, history: [...records.values()] },
  };
}
