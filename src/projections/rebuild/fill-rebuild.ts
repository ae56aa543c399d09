import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Generations, Rebuild } from "../../stores/read-model/read-model-store.js";
import type { Report } from "../../long-run.js";
import type { Projection } from "../projection.js";
import { foldVersionsOf } from "../projections.js";
import { openUserSpool, removeSpools, type FoldedFromLog } from "./user-spool.js";

export interface FillRebuildOptions {
  readonly eventStore: EventStore;
  readonly readModel: Generations;
  readonly projections: readonly Projection[];
  readonly scratchFolder: string;
  readonly signal?: AbortSignal;
}

const spoolPrefix = "rebuild-";
const spoolName = (generation: number): string => `${spoolPrefix}${generation}`;

/**
 * Makes the new models of a whole log user by user. What comes in meanwhile, and what a resume finds beyond it, is
 * folded from the log in its own order.
 */
export async function fillRebuild(
  rebuild: Rebuild,
  options: FillRebuildOptions,
  report: Report,
): Promise<void> {
  const { eventStore, projections, scratchFolder, signal } = options;
  const previous = await rebuild.checkpoint();
  await removeUnneededSpools(options);
  if (previous.eventCount > 0) return;
  const spool = await openUserSpool(scratchFolder, spoolName(rebuild.number), projections);
  const wasWhole = await spool.fill({ eventStore, onInvalid: "throw", signal, report });
  const checkpoint = await spool.checkpoint();
  const { position, eventCount } = checkpoint;
  // Users that were put there from another spool, which is lost, are of an earlier moment than this one.
  const filledTo = wasWhole ? await rebuild.filledTo() : undefined;
  let done = 0;
  report("folding", done, eventCount);
  for await (const users of spool.users("throw")) {
    signal?.throwIfAborted();
    const wanted = users.filter(({ userId }) => filledTo === undefined || userId > filledTo);
    if (wanted.length > 0) await rebuild.fill(wanted);
    done += users.reduce((sum, user) => sum + eventsOf(user), 0);
    report("folding", done, eventCount);
  }
  if (position !== undefined) {
    const foldVersions = foldVersionsOf(projections);
    await rebuild.commit({
      ...{ users: [], deadLetters: [], checkpoint, previous, foldVersions },
    });
  }
  await spool.remove();
}

/** Removes those of other rebuilds than the ones that are being filled. */
async function removeUnneededSpools({ readModel, scratchFolder }: FillRebuildOptions): Promise<void> {
  const filling = (await readModel.generations()).filter(
    ({ role, eventCount }) => role === "building" && eventCount === 0,
  );
  await removeRebuildSpools(
    scratchFolder,
    (name) => !filling.some(({ number }) => name.startsWith(`${spoolName(number)}-`)),
  );
}

export const removeRebuildSpools = (
  scratchFolder: string,
  isLeft: (name: string) => boolean,
): Promise<void> => removeSpools(scratchFolder, spoolPrefix, isLeft);

/** All projections of a user are folded to the same revision. */
const eventsOf = ({ models }: FoldedFromLog): number => (Object.values(models)[0]?.revision ?? -1) + 1;
