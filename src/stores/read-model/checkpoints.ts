import type { ProjectionName } from "./documents.js";
import type { Checkpoint, FoldVersions } from "./read-model-store.js";
import { modelsMoved } from "./refusals.js";

/** A generation, and how far it is folded. */
export interface FoldedGeneration {
  readonly projection: ProjectionName;
  readonly number: number;
  readonly checkpoint: Omit<Checkpoint, "version">;
}

/**
 * The checkpoint of several projections: that of the one furthest behind, since a swap of one may leave it behind the
 * others.
 *
 * @param epoch of the live models. Undefined for generations that are being built: they have one writer, whom a swap or
 *   a repair of the live models does not concern.
 */
export function checkpointOf(
  generations: readonly FoldedGeneration[],
  epoch: number | undefined,
): Checkpoint {
  const behind = generations
    .map(({ checkpoint }) => checkpoint)
    .reduce((least, each) => (each.eventCount < least.eventCount ? each : least));
  const numbers = generations.map(({ projection, number }) => `${projection}:${number}`).sort();
  const version = [...numbers, ...(epoch === undefined ? [] : [`epoch:${epoch}`])].join(" ");
  return { ...behind, version };
}

/** @throws LedgerError `checkpoint_moved` if another process has written the models since `previous` was read */
export function assertUnmoved(stored: Checkpoint, previous: Checkpoint): void {
  if (stored.position !== previous.position || stored.version !== previous.version) throw modelsMoved();
}

export const namesOf = (foldVersions: FoldVersions): readonly ProjectionName[] =>
  Object.keys(foldVersions) as ProjectionName[];
