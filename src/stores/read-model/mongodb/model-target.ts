import type { Collection } from "mongodb";
import { LedgerError } from "../../../errors.js";
import type { StreamName, UserId } from "../../../events/identifiers.js";
import { holdsItem, type HistoryRecord, type ProjectionName } from "../documents.js";
import type { Checkpoint, ModelChanges, ModelTarget } from "../read-model-store.js";
import type { Connection } from "./connection.js";
import {
  asOf,
  fromDeadLetter,
  fromHistoryRecord,
  fromHistoryRevision,
  fromOwnership,
  recordKey,
  toHistoryRevision,
  toOwnershipDocument,
  userKey,
  userOfKey,
  type Stored,
} from "./documents.js";
import { duplicatesOf } from "./failures.js";
import { writeGuarded, type GuardedWrite, type SeenEpoch } from "./guarded-writes.js";
import { sameRow, type GenerationRow, type Pointer } from "./pointer.js";
import type { Pointers } from "./pointers.js";

export interface TargetOptions {
  readonly connection: Connection;
  readonly pointers: Pointers;
  readonly role: "live" | "building";
  readonly projections: readonly ProjectionName[];
  /** Only while they have this number and owner: a rebuild that another one has replaced or taken over is at its end. */
  readonly rebuild?: { readonly number: number; readonly owner: string };
}

/** A projection of the target and its generation; 0, which nobody has, for one that the target leaves alone. */
export interface Target {
  readonly rows: ReadonlyMap<ProjectionName, GenerationRow>;
  readonly ownership: number;
  readonly history: number;
  /** How far the history is folded, in events. */
  readonly historyCheckpoint: number;
}

/**
 * Folds into the generations of one role. There is no transaction around a batch, so its order carries the promises:
 *
 * 1. The epochs of the documents are seen, then the checkpoint is found unmoved, and in the same step it is noted how far
 *    the batch goes. A swap or a repair before that is noticed; a repair after it raises the epochs; a swap after it waits
 *    until what it swaps in goes as far, and leaves this batch in what is live no more.
 * 2. The records of purchases are written, those that are revoked first: they free the unique key of their item.
 * 3. The revisions of the histories and the ownership documents follow. Each write of 2 and 3 holds only against a
 *    document that is folded less far and not repaired since. If one finds neither that nor a document that is as far,
 *    the batch ends here.
 * 4. The dead letters follow: their user's events before them are folded by now.
 * 5. The checkpoint is set last, if it is still the one that was found.
 *
 * Wherever a batch ends, the next one folds its events again, and what it then finds done it leaves alone.
 */
export function createModelTarget(options: TargetOptions): ModelTarget {
  const { connection, pointers, role } = options;
  /** What the last load has seen in each collection. A commit that follows need not look again. */
  let seen = nothingSeen;

  return {
    async checkpoint() {
      const pointer = await pointers.read();
      return checkpointOf(targetOf(pointer, options), pointer, role);
    },

    load: ({ users, purchases, streams }) =>
      connection.run(async ({ ownership, purchases: records, purchaseRevisions, deadLetters }) => {
        const target = targetOf(await pointers.latest(), options);
        const userKeys = (generation: number): string[] => users.map((userId) => userKey(generation, userId));
        const keys = {
          ownership: target.ownership === 0 ? [] : userKeys(target.ownership),
          revisions: target.history === 0 ? [] : userKeys(target.history),
          records: purchases.map(({ userId, purchaseId }) => recordKey(target.history, userId, purchaseId)),
        };
        const [owned, revisions, heldBack] = await Promise.all([
          findAll(ownership, keys.ownership),
          findAll(purchaseRevisions, keys.revisions),
          role === "live" ? findAll(deadLetters, streams) : [],
        ]);
        const historyRevisions = new Map<UserId, number>(
          revisions.flatMap((stored) => {
            const revision = toHistoryRevision(stored);
            return revision === undefined ? [] : [[userOfKey(stored._id), revision]];
          }),
        );
        // After the revisions: see asOf.
        const found = target.history === 0 ? [] : await findAll(records, [...new Set(keys.records)]);
        const loaded = found.flatMap(
          (stored) =>
            asOf(historyRevisions.get(stored.userId as UserId) ?? -1, target.historyCheckpoint, stored) ?? [],
        );
        seen = {
          loaded,
          ownership: epochsOf(keys.ownership, owned),
          revisions: epochsOf(keys.revisions, revisions),
          records: epochsOf(keys.records, found),
        };
        return {
          ownership: new Map(owned.map((stored) => [userOfKey(stored._id), toOwnershipDocument(stored)])),
          historyRevisions,
          records: loaded,
          heldBack: new Set(heldBack.map(({ _id }) => _id as StreamName)),
        };
      }),

    commit: (changes) =>
      connection.run(async ({ ownership, purchases, purchaseRevisions, deadLetters }) => {
        const before = await pointers.latest();
        const { revoked, standing, revisions, owned } = documentsOf(
          { ...changes, loaded: seen.loaded },
          targetOf(before, options),
        );
        const withEpochs = {
          revoked: await seeing(purchases, seen.records, revoked),
          standing: await seeing(purchases, seen.records, standing),
          revisions: await seeing(purchaseRevisions, seen.revisions, revisions),
          owned: await seeing(ownership, seen.ownership, owned),
        };
        seen = nothingSeen;
        const pointer = await pointers.read();
        const target = targetOf(pointer, options);
        assertUnmoved(checkpointOf(target, pointer, role), changes.previous);
        if (!sameNumbers(target, targetOf(before, options))) throw moved();
        if (!(await begin(target, pointer, changes.checkpoint))) throw moved();

        assertAllThere(await writeGuarded(purchases, withEpochs.revoked));
        assertNoneTwice(await writeGuarded(purchases, withEpochs.standing));
        const [revisionsBehind, ownershipBehind] = await Promise.all([
          writeGuarded(purchaseRevisions, withEpochs.revisions),
          writeGuarded(ownership, withEpochs.owned),
        ]);
        assertAllThere([...revisionsBehind, ...ownershipBehind]);
        if (changes.deadLetters.length > 0) {
          // The first of each stream stays.
          await deadLetters
            .insertMany(changes.deadLetters.map(fromDeadLetter), { ordered: false })
            .catch(duplicatesOf);
        }
        if (!(await advance(target, pointer, changes.checkpoint))) throw moved();
      }),
  };

  function unmoved({ rows }: Target, { epoch }: Pointer): Readonly<Record<string, unknown>> {
    const all = [...rows].map(([projection, row]) => ({
      ...sameRow(role, projection, row),
      ...(options.rebuild === undefined ? {} : { [`${role}.${projection}.owner`]: options.rebuild.owner }),
    }));
    return Object.assign(role === "live" ? { epoch } : {}, ...all) as Record<string, unknown>;
  }

  /** Nobody reads what is being built, so nobody has to know how far its documents may be. */
  async function begin(target: Target, pointer: Pointer, end: ModelChanges["checkpoint"]): Promise<boolean> {
    if (role === "building") return true;
    const { heldBatches } = pointer;
    if (heldBatches > 0) {
      // Whoever holds them may be gone: each one that waits is one less.
      await pointers.change({ heldBatches }, { set: { heldBatches: heldBatches - 1 } });
      return false;
    }
    const paths = [...target.rows.keys()].map((projection) => `${role}.${projection}.begunTo`);
    const atLeast = Object.fromEntries(paths.map((path) => [path, end.eventCount]));
    return pointers.change(unmoved(target, pointer), { atLeast });
  }

  function advance(target: Target, pointer: Pointer, end: ModelChanges["checkpoint"]): Promise<boolean> {
    const set: Record<string, unknown> = {};
    for (const [projection, row] of target.rows) {
      if (row.eventCount > end.eventCount) continue;
      set[`${role}.${projection}.position`] = end.position ?? null;
      set[`${role}.${projection}.eventId`] = end.eventId ?? null;
      set[`${role}.${projection}.lookedThrough`] = end.lookedThrough ?? null;
      set[`${role}.${projection}.eventCount`] = end.eventCount;
    }
    return Object.keys(set).length === 0
      ? Promise.resolve(true)
      : pointers.change(unmoved(target, pointer), { set });
  }
}

/** @throws LedgerError `checkpoint_moved` if a rebuild was discarded or taken over */
export function targetOf(
  pointer: Pointer,
  { role, projections, rebuild }: Pick<TargetOptions, "role" | "projections" | "rebuild">,
): Target {
  const rows = new Map<ProjectionName, GenerationRow>();
  for (const projection of projections) {
    const row = pointer[role][projection];
    const isOurs = rebuild === undefined || (row?.number === rebuild.number && row.owner === rebuild.owner);
    if (row !== null && isOurs) rows.set(projection, row);
  }
  if (rows.size < projections.length) {
    throw new LedgerError(
      "checkpoint_moved",
      "The rebuild was discarded, or another one has taken its place.",
    );
  }
  return {
    rows,
    ownership: rows.get("ownership")?.number ?? 0,
    history: rows.get("history")?.number ?? 0,
    historyCheckpoint: rows.get("history")?.eventCount ?? 0,
  };
}

/** The projections of a target may be apart after a swap of one: the one that is behind says where to go on. */
function checkpointOf({ rows }: Target, { epoch }: Pointer, role: "live" | "building"): Checkpoint {
  const behind = [...rows.values()].reduce((least, row) => (row.eventCount < least.eventCount ? row : least));
  const numbers = [...rows].map(([projection, { number }]) => `${projection}:${number}`).sort();
  return {
    position: behind.position ?? undefined,
    eventId: behind.eventId ?? undefined,
    lookedThrough: behind.lookedThrough ?? undefined,
    eventCount: behind.eventCount,
    version: [...numbers, ...(role === "live" ? [`epoch:${epoch}`] : [])].join(" "),
  };
}

export function documentsOf(
  {
    ownership,
    records,
    historyRevisions,
    checkpoint,
    loaded = [],
  }: Pick<ModelChanges, "ownership" | "records" | "historyRevisions"> & {
    readonly checkpoint: Pick<ModelChanges["checkpoint"], "eventCount">;
    /** The records as they were before. */
    readonly loaded?: ModelChanges["records"];
  },
  target: Target,
): Readonly<Record<"revoked" | "standing" | "revisions" | "owned", readonly GuardedWrite["document"][]>> {
  const { history } = target;
  const keyOf = ({ userId, purchaseId }: HistoryRecord): string => recordKey(history, userId, purchaseId);
  const before = new Map(loaded.map((record) => [keyOf(record), record]));
  const fromRecord = (record: HistoryRecord) =>
    fromHistoryRecord(
      history,
      record,
      checkpoint.eventCount,
      before.get(keyOf(record)),
    ) as GuardedWrite["document"];
  const documents = {
    revoked: records.filter((record) => !holdsItem(record)).map(fromRecord),
    standing: records.filter(holdsItem).map(fromRecord),
    revisions: [...historyRevisions].map(
      ([userId, revision]) => fromHistoryRevision(history, userId, revision) as GuardedWrite["document"],
    ),
    owned: ownership.map((document) => fromOwnership(target.ownership, document) as GuardedWrite["document"]),
  };
  return {
    ...(history === 0 ? { revoked: [], standing: [], revisions: [] } : documents),
    owned: target.ownership === 0 ? [] : documents.owned,
  };
}

/** Generous batches: a batch's documents come in few round trips. */
const findAll = (collection: Collection<Stored>, ids: readonly string[]): Promise<Stored[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : collection.find({ _id: { $in: [...ids] } }, { batchSize: ids.length }).toArray();

function epochsOf(ids: readonly string[], found: readonly Stored[]): Epochs {
  const epochs = new Map<string, SeenEpoch>(ids.map((id) => [id, "absent"]));
  for (const { _id, epoch } of found) epochs.set(_id, epoch as number | undefined);
  return epochs;
}

type Epochs = ReadonlyMap<string, SeenEpoch>;

interface Seen extends Readonly<Record<"ownership" | "revisions" | "records", Epochs>> {
  readonly loaded: readonly HistoryRecord[];
}

const nothingSeen: Seen = {
  loaded: [],
  ownership: new Map(),
  revisions: new Map(),
  records: new Map(),
};

/** Documents to be written, with the epochs that the last load has seen; looks where it has not. */
export async function seeing(
  collection: Collection<Stored>,
  seen: Epochs,
  documents: readonly GuardedWrite["document"][],
): Promise<readonly GuardedWrite[]> {
  const unseen = documents.map(({ _id }) => _id).filter((id) => !seen.has(id));
  const looked = epochsOf(unseen, await findAll(collection, unseen));
  return documents.map((document) => {
    const from = seen.has(document._id) ? seen : looked;
    return { document, seen: from.get(document._id) };
  });
}

const sameNumbers = (a: Target, b: Target): boolean => a.ownership === b.ownership && a.history === b.history;

export const moved = (): LedgerError =>
  new LedgerError("checkpoint_moved", "Somebody else has written these models in the meantime.");

function assertUnmoved(stored: Checkpoint, previous: Checkpoint): void {
  if (stored.position !== previous.position || stored.version !== previous.version) throw moved();
}

export function assertAllThere(behind: readonly GuardedWrite[]): void {
  if (behind.length > 0) throw moved();
}

/** A record that should have been new and is not there can only have met the unique key of another one. */
function assertNoneTwice(behind: readonly GuardedWrite[]): void {
  const refused = behind.find(({ seen }) => seen === "absent")?.document;
  assertAllThere(behind.filter(({ seen }) => seen !== "absent"));
  if (refused === undefined) return;
  const { userId, kind, itemId } = refused;
  throw new LedgerError(
    "internal_error",
    `The history of user ${String(userId)} has an unrevoked purchase of ${String(kind)} ${String(itemId)} already, and no event explains it: \`ledger repair --user ${String(userId)}\`.`,
  );
}
