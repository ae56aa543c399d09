import { userOf, type StreamName } from "../../../events/identifiers.js";
import type { ProjectionName } from "../documents.js";
import type { Checkpoint, ModelChanges, ModelTarget } from "../read-model-store.js";
import type { Collections, OpenModel } from "./collections.js";
import type { Connection } from "./connection.js";
import { fromDeadLetter } from "./documents.js";
import { duplicatesOf } from "./failures.js";
import { writeGuarded, type GuardedWrite } from "./guarded-writes.js";
import { byUser, findAll, loadModel, type SeenModel } from "./model-loads.js";
import { assertAllThere, assertNoneTwice, modelWrite, seeing, type ModelWrite } from "./model-writes.js";
import { sameNumbers, sameRow, type GenerationRow, type GenerationRows, type Pointer } from "./pointer.js";
import type { Pointers } from "./pointers.js";
import { readDocuments, toStoredModel } from "./stored-users.js";
import { assertUnmoved, checkpointOf } from "../checkpoints.js";
import { modelsMoved, rebuildLost } from "../refusals.js";

export interface TargetOptions {
  readonly connection: Connection;
  readonly pointers: Pointers;
  readonly role: "live" | "building";
  readonly projections: readonly ProjectionName[];
  /** The number and owner that the generations must have. If another rebuild has replaced them, this one fails. */
  readonly rebuild?: { readonly number: number; readonly owner: string };
}

/**
 * Folds into the generations of one role. A batch is not a transaction. Its writes are safe because of their order:
 *
 * 1. The epochs of the documents are read. Then one write to the pointer checks that the checkpoint has not moved, and
 *    records how far the batch goes. A swap or repair before this write makes the batch fail. A repair after it raises
 *    the epochs. A swap after it waits until the new generation is as far as this batch.
 * 2. If a user has several documents, they are written now, revoked purchases first: they free the unique key of their
 *    item.
 * 3. The revisions of these users are written, and the documents of users with one document. Each write of steps 2 and 3
 *    replaces only an older document that was not repaired since it was read. If the stored document is not older and
 *    not up to date either, the batch fails.
 * 4. The dead letters are written: all earlier events of their users are folded by now. If there was a repair in between,
 *    it may not have seen the dead letters. Those of events that it has folded are removed, and those of closed gaps.
 * 5. The checkpoint is set, if it has not moved.
 *
 * If a batch fails at any step, the next one folds its events again, and skips the documents that are up to date.
 */
export function createModelTarget(options: TargetOptions): ModelTarget {
  const { connection, pointers, role } = options;
  /** What the last load has read, so that the next commit need not read it again. */
  let seen: ReadonlyMap<ProjectionName, SeenModel> = new Map();

  return {
    async checkpoint() {
      const pointer = await pointers.read();
      return checkpointIn(targetOf(pointer, options), pointer, role);
    },

    load: (request) =>
      connection.run(async (collections) => {
        const target = targetOf(await pointers.latest(), options);
        const loads = [...target].map(([projection, row]) =>
          loadModel(collections.of(projection), row, request),
        );
        const [loaded, waiting] = await Promise.all([
          Promise.all(loads),
          // A rebuild stops at an event that cannot be read, so it holds nobody back.
          role === "live" ? findAll(collections.deadLetters, request.streams) : [],
        ]);
        seen = new Map(loaded.map((each) => [each.projection, each.seen]));
        return {
          users: byUser(loaded),
          heldBack: new Set(waiting.map(({ _id }) => _id as StreamName)),
        };
      }),

    commit: (changes) =>
      connection.run(async (collections) => {
        const before = targetOf(await pointers.latest(), options);
        const found = seen;
        seen = new Map();
        const prepared = await Promise.all(
          [...before].map(([projection, { number }]) =>
            prepare(collections.of(projection), number, changes, found.get(projection)),
          ),
        );
        const pointer = await pointers.read();
        const target = targetOf(pointer, options);
        assertUnmoved(checkpointIn(target, pointer, role), changes.previous);
        if (!sameNumbers(target, before)) throw modelsMoved();
        if (!(await begin(options, target, pointer, changes.checkpoint))) throw modelsMoved();
        await writeModels(prepared);
        if (changes.deadLetters.length > 0) {
          await writeDeadLetters(collections, changes);
          const after = await pointers.read();
          if (after.epoch !== pointer.epoch) {
            await releaseRepaired(collections, targetOf(after, options), changes);
            throw modelsMoved();
          }
        }
        if (!(await advance(options, target, pointer, changes))) throw modelsMoved();
      }),
  };
}

async function prepare(
  open: OpenModel,
  generation: number,
  { users, checkpoint }: ModelChanges,
  seen: SeenModel | undefined,
): Promise<PreparedWrite> {
  const foldedAt = checkpoint.eventCount;
  const { first, then, last } = modelWrite(open.model, generation, users, {
    foldedAt,
    seen: seen?.documents,
  });
  const { documents, revisions = documents } = open;
  const lastSeen = revisions === documents ? seen?.documents : seen?.revisions;
  return {
    open,
    first: await seeing(documents, seen?.documents, first),
    then: await seeing(documents, seen?.documents, then),
    last: await seeing(revisions, lastSeen, last),
  };
}

type PreparedWrite = { readonly open: OpenModel } & {
  readonly [Part in keyof ModelWrite]: readonly GuardedWrite[];
};

async function writeModels(models: readonly PreparedWrite[]): Promise<void> {
  for (const { open, first, then } of models) {
    assertAllThere(await writeGuarded(open.documents, first));
    assertNoneTwice(await writeGuarded(open.documents, then));
  }
  const behind = await Promise.all(
    models.map(({ open, last }) => writeGuarded(open.revisions ?? open.documents, last)),
  );
  assertAllThere(behind.flat());
}

/** Writes dead letters. An existing one of the same stream is kept. */
async function writeDeadLetters(
  { deadLetters: collection }: Collections,
  { deadLetters }: ModelChanges,
): Promise<void> {
  await collection.insertMany(deadLetters.map(fromDeadLetter), { ordered: false }).catch(duplicatesOf);
}

/** Removes the dead letters of events that all models of their user now include, or whose gap is closed. */
async function releaseRepaired(
  collections: Collections,
  rows: GenerationRows,
  { deadLetters }: ModelChanges,
): Promise<void> {
  for (const { stream, revision, eventId, code } of deadLetters) {
    const userId = userOf(stream);
    if (userId === undefined) continue;
    const models = (await readDocuments(collections, rows, userId)).map(toStoredModel);
    // The next attempt of this batch folds an event that can follow now.
    const needed = code === "stream_gap" ? revision - 1 : revision;
    const isRepaired = models.every((model) => model.revision !== undefined && model.revision >= needed);
    if (isRepaired) await collections.deadLetters.deleteOne({ _id: stream, eventId });
  }
}

function unmoved(
  { role, rebuild }: TargetOptions,
  target: GenerationRows,
  { epoch }: Pointer,
): Readonly<Record<string, unknown>> {
  const all = [...target].map(([projection, row]) => ({
    ...sameRow(role, projection, row),
    ...(rebuild === undefined ? {} : { [`${role}.${projection}.owner`]: rebuild.owner }),
  }));
  return Object.assign(role === "live" ? { epoch } : {}, ...all) as Record<string, unknown>;
}

/** Records how far a batch goes. Not needed for a generation that is being built, because it has no readers. */
async function begin(
  options: TargetOptions,
  target: GenerationRows,
  pointer: Pointer,
  end: ModelChanges["checkpoint"],
): Promise<boolean> {
  const { pointers, role } = options;
  if (role === "building") return true;
  const { heldBatches } = pointer;
  if (heldBatches > 0) {
    // The number goes down with each batch, because the rebuild that holds them may have ended.
    await pointers.change({ heldBatches }, { set: { heldBatches: heldBatches - 1 } });
    return false;
  }
  const paths = [...target.keys()].map((projection) => `${role}.${projection}.begunTo`);
  const atLeast = Object.fromEntries(paths.map((path) => [path, end.eventCount]));
  return pointers.change(unmoved(options, target, pointer), { atLeast });
}

async function advance(
  options: TargetOptions,
  target: GenerationRows,
  pointer: Pointer,
  { checkpoint: end, foldVersions }: ModelChanges,
): Promise<boolean> {
  const set: Record<string, unknown> = {};
  for (const [projection, row] of target) {
    if (row.eventCount > end.eventCount) continue;
    const path = `${options.role}.${projection}`;
    set[`${path}.position`] = end.position ?? null;
    set[`${path}.eventId`] = end.eventId ?? null;
    set[`${path}.lookedThrough`] = end.lookedThrough ?? null;
    set[`${path}.eventCount`] = end.eventCount;
    const foldVersion = foldVersions[projection];
    if (row.eventCount === 0 && foldVersion !== undefined) set[`${path}.foldVersion`] = foldVersion;
  }
  if (Object.keys(set).length === 0) return true;
  return options.pointers.change(unmoved(options, target, pointer), { set });
}

/** @throws LedgerError `checkpoint_moved` if a rebuild was discarded or taken over */
export function targetOf(
  pointer: Pointer,
  { role, projections, rebuild }: Pick<TargetOptions, "role" | "projections" | "rebuild">,
): GenerationRows {
  const rows = new Map<ProjectionName, GenerationRow>();
  for (const projection of projections) {
    const row = pointer[role][projection] ?? null;
    const isOurs = rebuild === undefined || (row?.number === rebuild.number && row.owner === rebuild.owner);
    if (row !== null && isOurs) rows.set(projection, row);
  }
  if (rows.size === projections.length) return rows;
  throw rebuildLost();
}

function checkpointIn(rows: GenerationRows, { epoch }: Pointer, role: TargetOptions["role"]): Checkpoint {
  const generations = [...rows].map(([projection, row]) => ({
    ...{ projection, number: row.number },
    checkpoint: {
      position: row.position ?? undefined,
      eventId: row.eventId ?? undefined,
      lookedThrough: row.lookedThrough ?? undefined,
      eventCount: row.eventCount,
    },
  }));
  return checkpointOf(generations, role === "live" ? epoch : undefined);
}
