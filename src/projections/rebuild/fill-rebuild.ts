import { isLedgerError, type LedgerError } from "../../errors.js";
import { streamOf, type StreamName, type UserId } from "../../events/identifiers.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { DeadLetter, Generations, Rebuild } from "../../stores/read-model/read-model-store.js";
import type { Report } from "../../long-run.js";
import { deadLetterOf } from "../fold/fold-batch.js";
import type { Projection } from "../projection.js";
import { foldVersionsOf } from "../projections.js";
import { foldUser } from "../replay/fold-user.js";
import type { FoldedFromLog } from "./log-by-user.js";
import { openLogByUser } from "./open-log-by-user.js";
import { removeSpools } from "./user-spool.js";

export interface FillRebuildOptions {
  readonly eventStore: EventStore;
  readonly readModel: Generations;
  readonly projections: readonly Projection[];
  readonly scratchFolder: string;
  readonly signal?: AbortSignal;
}

/** Raise it when the format of a spool's lines changes: spools of another version are removed instead of resumed. */
const spoolForm = 2;
const spoolName = (generation: number): string => `rebuild-${generation}.${spoolForm}`;
const spoolPattern = /^rebuild-\d+(?:\.\d+)?$/;

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
  const log = await openLogByUser(eventStore, scratchFolder, spoolName(rebuild.number), projections);
  const wasReady = await log.fill({ eventStore, onInvalid: "hold back", signal, report });
  const checkpoint = await log.checkpoint();
  const { position, eventCount } = checkpoint;
  // Users filled from an earlier moment of the log are older than this one.
  const filledTo = wasReady ? await rebuild.filledTo() : undefined;
  const heldBack: UserId[] = [];
  const tooLarge = new Map<UserId, LedgerError>();
  let done = 0;
  report("folding", done, eventCount);
  let writing: Promise<void> = Promise.resolve();
  try {
    for await (const users of log.users("hold back")) {
      await writing;
      signal?.throwIfAborted();
      report("folding", done, eventCount);
      // Also of users that were filled before an interruption: what was found of them then is not stored yet.
      for (const user of users) {
        const refusal = rebuild.refusal?.(user);
        if (refusal !== undefined) tooLarge.set(user.userId, refusal);
      }
      const wanted = users.filter(
        ({ userId }) => !tooLarge.has(userId) && (filledTo === undefined || userId > filledTo),
      );
      // They are written while the next ones are folded.
      writing = wanted.length > 0 ? rebuild.fill(wanted) : writing;
      writing.catch(() => undefined);
      heldBack.push(...users.filter((user) => user.heldBack).map(({ userId }) => userId));
      done += users.reduce((sum, user) => sum + eventsOf(user), 0);
    }
  } finally {
    await writing;
  }
  report("folding", done, eventCount);
  if (position !== undefined) {
    const foldVersions = foldVersionsOf(projections);
    const deadLetters = [
      ...(await findDeadLetters(eventStore, heldBack, projections)),
      ...(await deadLettersOf(eventStore, tooLarge)),
    ];
    await rebuild.commit({ users: [], deadLetters, checkpoint, previous, foldVersions });
  }
  await log.remove();
}

/** Of users of whom nothing was written: their first events, behind which all others wait. */
async function deadLettersOf(
  eventStore: EventStore,
  users: ReadonlyMap<UserId, LedgerError>,
): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (const [userId, error] of users) {
    const event = await firstUnfolded(eventStore, streamOf(userId), error, 0);
    if (event !== undefined) found.push(deadLetterOf(event, error));
  }
  return found;
}

/** The events that hold users back. Usually the projector stores them, but it has already passed them. */
async function findDeadLetters(
  eventStore: EventStore,
  users: readonly UserId[],
  projections: readonly Projection[],
): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = [];
  for (const userId of users) {
    const { revision, stopped } = await foldUser({ eventStore, userId, projections });
    if (stopped === undefined) continue;
    const event = await firstUnfolded(eventStore, streamOf(userId), stopped, revision + 1);
    if (event !== undefined) found.push(deadLetterOf(event, stopped));
  }
  return found;
}

/** For a stream whose beginning is missing: its last event, for all that wait. None if the stream is gone. */
async function firstUnfolded(
  eventStore: EventStore,
  stream: StreamName,
  stopped: LedgerError,
  revision: number,
): Promise<RecordedEvent | undefined> {
  const isCut = isLedgerError(stopped, "user_held_back");
  const at = isCut ? ({ direction: "backwards", limit: 1 } as const) : { from: revision, limit: 1 };
  try {
    for await (const [event] of eventStore.readStream(stream, at)) return event;
  } catch (error) {
    if (!isLedgerError(error, "user_held_back")) throw error;
  }
  return undefined;
}

/** Removes the spools of rebuilds that are not being filled. */
async function removeUnneededSpools({ readModel, scratchFolder }: FillRebuildOptions): Promise<void> {
  const filling = (await readModel.generations()).filter(
    ({ role, eventCount }) => role === "building" && eventCount === 0,
  );
  const needed = new Set(filling.map(({ number }) => spoolName(number)));
  await removeRebuildSpools(scratchFolder, needed);
}

/** Removes the spools of rebuilds, but those with the given names. */
export const removeRebuildSpools = (
  scratchFolder: string,
  needed: ReadonlySet<string> = new Set(),
): Promise<void> => removeSpools(scratchFolder, (name) => spoolPattern.test(name) && !needed.has(name));

/** All projections of a user are folded to the same revision. */
const eventsOf = ({ models }: FoldedFromLog): number => (Object.values(models)[0]?.revision ?? -1) + 1;
