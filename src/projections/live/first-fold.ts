import { isLedgerError } from "../../errors.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { FoldVersions, Generations, ModelTarget } from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";
import { foldVersionsOf } from "../projections.js";
import { withSmallHeap } from "../../small-heap.js";
import { fillRebuild } from "../rebuild/fill-rebuild.js";

export interface FirstFoldOptions {
  readonly eventStore: EventStore;
  readonly readModel: Generations & Pick<ModelTarget, "checkpoint">;
  readonly projections: readonly Projection[];
  /** See `RebuildOptions`. */
  readonly scratchFolder: string;
  /** A log of fewer events is folded in its own order. */
  readonly leastEvents?: number;
  readonly signal: AbortSignal;
}

/** Fewer are folded in a second or two as they come. */
const defaultLeastEvents = 20_000;

/**
 * Folds a long log into empty models the way a rebuild does: user by user, beside the live models, and then swapped in
 * as a whole. In the order of the log, each document would be read and written once for each of its events. The projector
 * folds what was appended meanwhile.
 *
 * If another process does the same at the same time, the last to start continues. The other then folds in the order
 * of the log, so that both finish.
 *
 * @throws LedgerError `event_store_unavailable`, `read_model_unavailable`; another call goes on from there
 */
export async function foldFirst(options: FirstFoldOptions): Promise<void> {
  const { eventStore, readModel, projections, leastEvents = defaultLeastEvents } = options;
  if ((await readModel.checkpoint()).position !== undefined) return;
  const { position, eventCount = Infinity } = await eventStore.head();
  if (position === undefined || eventCount < leastEvents) return;
  const foldVersions = foldVersionsOf(projections);
  try {
    const rebuild = await readModel.rebuild(foldVersions, { resume: true });
    await withSmallHeap(() => fillRebuild(rebuild, options, () => undefined));
    if ((await rebuild.swap()) === "swapped") await removePrevious(readModel, foldVersions);
  } catch (error) {
    if (!isLedgerError(error, "checkpoint_moved")) throw error;
  }
}

/** A rollback to empty models would help nobody. */
async function removePrevious(readModel: Generations, foldVersions: FoldVersions): Promise<void> {
  const empty = await readModel.rebuild(foldVersions, { resume: false });
  await empty.discard();
}
