import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Checkpoint, StoredUser, UserModels } from "../../stores/read-model/read-model-store.js";
import { claimedRevision, compareHistory, compareOwnership, type Drift } from "./compare-user.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import { foldUser } from "../fold/fold-user.js";

export interface Examination {
  readonly drifts: readonly Drift[];
  /** Healthy, as far as it is folded, but the log has more. */
  readonly behind: boolean;
  /** What each projection was held against: the fold at the revision that it says it is at, or at the head. */
  readonly expected: ReadonlyMap<ProjectionName, UserModels>;
}

export interface ExamineOptions {
  readonly eventStore: EventStore;
  readonly stored: StoredUser;
  readonly projections: readonly ProjectionName[];
  /** The checkpoint of the stored models, read before `stored` was: they have reached it, or are further. */
  readonly checkpoint: Checkpoint;
  /** The revision of the event that the user waits behind: the models cannot be expected to have reached it. */
  readonly heldBackAt?: number | undefined;
}

/**
 * Holds what is stored of one user against the user's stream. Each projection is compared at its own revision, so
 * that one that is an event behind is not taken for wrong; unless the checkpoint says that it cannot be behind.
 */
export async function examineUser(options: ExamineOptions): Promise<Examination> {
  const { eventStore, stored, projections, checkpoint, heldBackAt = Infinity } = options;
  const { userId } = stored;
  const expectedOf = new Map<ProjectionName, UserModels>();
  const head = await foldUser({ eventStore, userId });
  const until = checkpoint.position;
  const reached = until === undefined ? -1 : (await foldUser({ eventStore, userId, until })).revision;
  const atLeast = Math.min(reached, heldBackAt - 1);
  const modelsAt = async (revision: number): Promise<UserModels> =>
    revision === head.revision
      ? head.models
      : (await foldUser({ eventStore, userId, upTo: revision })).models;

  const examine = async (
    projection: ProjectionName,
    revision: number | undefined,
    isStored: boolean,
    compare: (expected: UserModels) => readonly Drift[],
  ): Promise<Pick<Examination, "drifts" | "behind">> => {
    const foldedTo = isStored ? revision : -1;
    const mayBeBehind = foldedTo !== undefined && foldedTo < head.revision && foldedTo >= atLeast;
    const expected = mayBeBehind ? await modelsAt(foldedTo) : head.models;
    expectedOf.set(projection, expected);
    const drifts = mayBeBehind && !isStored ? [] : compare(expected);
    return { drifts, behind: mayBeBehind && drifts.length === 0 };
  };

  const results: Pick<Examination, "drifts" | "behind">[] = [];
  if (projections.includes("ownership")) {
    const isStored = stored.ownership !== undefined;
    results.push(
      await examine("ownership", claimedRevision(stored.ownership), isStored, (expected) =>
        compareOwnership(stored, expected.ownership),
      ),
    );
  }
  if (projections.includes("history")) {
    const isStored = stored.historyRevision !== undefined || stored.history.length > 0;
    results.push(
      await examine("history", stored.historyRevision, isStored, (expected) =>
        compareHistory(stored, expected),
      ),
    );
  }
  return {
    drifts: results.flatMap(({ drifts }) => drifts),
    behind: results.some(({ behind }) => behind),
    expected: expectedOf,
  };
}
