import type { EventStore } from "../stores/event-store/event-store.js";
import type { Checkpoint, StoredUser, UserModels } from "../stores/read-model/read-model-store.js";
import { claimedRevision, compareHistory, compareOwnership, type Drift } from "./compare-user.js";
import type { ProjectionName } from "./documents.js";
import { foldUser } from "./fold-user.js";

export interface Examination {
  readonly drifts: readonly Drift[];
  /** Healthy, as far as it is folded, but the log has more. */
  readonly behind: boolean;
}

export interface ExamineOptions {
  readonly eventStore: EventStore;
  readonly stored: StoredUser;
  readonly projections: readonly ProjectionName[];
  /** The checkpoint of the stored models, read before `stored` was: they have reached it, or are further. */
  readonly checkpoint: Checkpoint;
}

/**
 * Holds what is stored of one user against the user's stream. Each projection is compared at its own revision, so
 * that one that is an event behind is not taken for wrong; unless the checkpoint says that it cannot be behind.
 */
export async function examineUser(options: ExamineOptions): Promise<Examination> {
  const { eventStore, stored, projections, checkpoint } = options;
  const { userId } = stored;
  const head = await foldUser({ eventStore, userId });
  const until = checkpoint.position;
  const atLeast = until === undefined ? -1 : (await foldUser({ eventStore, userId, until })).revision;
  const modelsAt = async (revision: number): Promise<UserModels> =>
    revision === head.revision
      ? head.models
      : (await foldUser({ eventStore, userId, upTo: revision })).models;

  const examine = async (
    revision: number | undefined,
    isStored: boolean,
    compare: (expected: UserModels) => readonly Drift[],
  ): Promise<Examination> => {
    const foldedTo = isStored ? revision : -1;
    const mayBeBehind = foldedTo !== undefined && foldedTo < head.revision && foldedTo >= atLeast;
    if (!mayBeBehind) return { drifts: compare(head.models), behind: false };
    const drifts = isStored ? compare(await modelsAt(foldedTo)) : [];
    return { drifts, behind: drifts.length === 0 };
  };

  const results: Examination[] = [];
  if (projections.includes("ownership")) {
    const isStored = stored.ownership !== undefined;
    results.push(
      await examine(claimedRevision(stored.ownership), isStored, (expected) =>
        compareOwnership(stored, expected.ownership),
      ),
    );
  }
  if (projections.includes("history")) {
    const isStored = stored.historyRevision !== undefined || stored.history.length > 0;
    results.push(
      await examine(stored.historyRevision, isStored, (expected) => compareHistory(stored, expected)),
    );
  }
  return { drifts: results.flatMap(({ drifts }) => drifts), behind: results.some(({ behind }) => behind) };
}
