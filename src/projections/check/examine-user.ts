import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Checkpoint, StoredUser, UserModels } from "../../stores/read-model/read-model-store.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import type { Projection } from "../projection.js";
import { foldUser, isIncomplete } from "../replay/fold-user.js";
import { compareModel, type Drift } from "./compare-user.js";

export interface Examination {
  readonly drifts: readonly Drift[];
  /** Healthy as far as it is folded, but the log has more, or a projector has not finished a batch. */
  readonly behind: boolean;
  /** Part of the stream is missing, and the stored models are folded beyond what is left: the user cannot be checked. */
  readonly incomplete: boolean;
  /** Part of the stream is missing, whether or not the models are folded beyond it: nothing more can be recorded. */
  readonly heldBack: boolean;
  /** What each projection was compared with: the fold up to the revision that it claims, or up to the head. */
  readonly expected: ReadonlyMap<ProjectionName, UserModels>;
}

export interface ExamineOptions {
  readonly eventStore: EventStore;
  readonly stored: StoredUser;
  readonly projections: readonly Projection[];
  /** The checkpoint of the stored models, read before `stored` was: they have reached it, or are further. */
  readonly checkpoint: Checkpoint;
  /** The revision of the event that the user waits behind: the models cannot be expected to have reached it. */
  readonly heldBackAt?: number | undefined;
}

/**
 * Compares what is stored of one user with the user's stream. Each projection is compared at its own revision, so that
 * one that is behind does not count as wrong, unless the checkpoint proves that it cannot be behind.
 */
export async function examineUser(options: ExamineOptions): Promise<Examination> {
  const { eventStore, stored, projections, checkpoint, heldBackAt = Infinity } = options;
  const { userId } = stored;
  const streamOfUser = { eventStore, userId, projections };
  const head = await foldUser(streamOfUser);
  const until = checkpoint.position;
  const reached = until === undefined ? -1 : (await foldUser({ ...streamOfUser, until })).revision;
  const atLeast = Math.min(reached, heldBackAt - 1);
  const expected = new Map<ProjectionName, UserModels>();
  const drifts: Drift[] = [];
  let behind = false;
  let incomplete = false;
  for (const projection of projections) {
    const { name } = projection;
    const model = stored.models[name];
    const foldedTo = model === undefined ? -1 : model.revision;
    if (isIncomplete(head) && foldedTo !== undefined && foldedTo > head.revision) {
      expected.set(name, head.models);
      incomplete = true;
      continue;
    }
    if (model?.unsettled === true) {
      expected.set(name, head.models);
      behind = true;
      continue;
    }
    const mayBeBehind = foldedTo !== undefined && foldedTo < head.revision && foldedTo >= atLeast;
    const wanted = mayBeBehind ? await foldUser({ ...streamOfUser, upTo: foldedTo }) : head;
    expected.set(name, wanted.models);
    const found =
      mayBeBehind && model === undefined ? [] : compareModel(projection, userId, model, wanted.models[name]);
    drifts.push(...found);
    behind ||= mayBeBehind && found.length === 0;
  }
  return { drifts, behind, incomplete, heldBack: isIncomplete(head), expected };
}
