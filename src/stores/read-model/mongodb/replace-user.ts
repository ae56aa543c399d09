import type { Collection, Filter } from "mongodb";
import { streamOf, type UserId } from "../../../events/identifiers.js";
import type { Model, ModelRepair, UserModels } from "../read-model-store.js";
import type { Connection } from "./connection.js";
import { fromRevision, toRevision, type Stored } from "./documents.js";
import { isDuplicate } from "./failures.js";
import { nextEpoch, unchanged, type SeenEpoch } from "./guarded-writes.js";
import { modelWrite } from "./model-writes.js";
import { liveRows } from "./pointer.js";
import type { Pointers } from "./pointers.js";
import { readDocuments, toStoredUser, type UserDocuments } from "./stored-users.js";
import { asOf } from "./written-ahead.js";
import { userMoved } from "../refusals.js";

/**
 * Replaces one user's live models while projectors run. The filter of each write names the document that was read, and
 * each write raises the epoch. If a write fails, the repair ends. The documents written before are correct.
 *
 * If a user has several documents, they are locked first: the write of their revision raises its epoch. A projector that
 * loaded the revision before cannot write it again, so its batch fails and is repeated.
 */
export function createReplaceUser(connection: Connection, pointers: Pointers): ModelRepair["replaceUser"] {
  return (userId, models, seen, deadLetter) =>
    connection.run(async (collections) => {
      const pointer = await pointers.read();
      const live = liveRows(pointer);
      const documents = await readDocuments(collections, live, userId);
      if (toStoredUser(userId, documents).version !== seen) throw userMoved(userId);
      const numbers = [...live].map(([projection, { number }]) => [`live.${projection}.number`, number]);
      const expected = { ...Object.fromEntries(numbers), epoch: pointer.epoch } as Record<string, unknown>;
      // Batches that were loaded before cannot begin any more.
      if (!(await pointers.change(expected, { raise: ["epoch"] }))) throw userMoved(userId);

      for (const found of documents) await replaceModel({ ...found, userId, models });
      if (deadLetter === "release") {
        await collections.deadLetters.deleteOne({ _id: streamOf(userId) });
        // A batch that saw the dead letter has skipped the user's events. It must not set its checkpoint.
        await pointers.change({}, { raise: ["epoch"] });
      }
    });
}

interface Replacement extends UserDocuments {
  readonly userId: UserId;
  readonly models: UserModels;
}

async function replaceModel(replacement: Replacement): Promise<void> {
  const { open, row, userId, models, documents, revision: lockable } = replacement;
  const wanted = models[open.model.projection];
  if (open.revisions === undefined) {
    await replaceDocuments(replacement, wanted);
    return;
  }
  // A missing or damaged revision gets a placeholder until the repair is done.
  const locked = {
    ...fromRevision(row.number, userId, toRevision(lockable) ?? -1),
    epoch: nextEpoch(lockable?.epoch as SeenEpoch),
  };
  await put(open.revisions, lockable, locked, userId);
  const moment = { foldedTo: toRevision(lockable) ?? -1, checkpoint: row.eventCount };
  // The repair does not touch documents that a projector has written ahead.
  const own = documents.filter((stored) => typeof asOf(open.model, moment, stored) !== "string");
  await replaceDocuments(replacement, wanted, own);
  const final =
    wanted === undefined
      ? undefined
      : { ...fromRevision(row.number, userId, wanted.revision), epoch: nextEpoch(locked.epoch) };
  await put(open.revisions, locked, final, userId);
}

/** Removes documents first, then writes those that free unique keys, then the others. */
async function replaceDocuments(
  { open, row, userId, documents }: Replacement,
  wanted: Model | undefined,
  removable: readonly Stored[] = documents,
): Promise<void> {
  const models = wanted === undefined ? {} : { [open.model.projection]: wanted };
  // Until the user's revision is written, the documents count as written ahead.
  const foldedAt = row.eventCount + 1;
  const { first, then, last } = modelWrite(open.model, row.number, [{ userId, models }], { foldedAt });
  const all = open.revisions === undefined ? last : [...first, ...then];
  const ids = new Set(all.map(({ _id }) => _id));
  for (const stored of removable)
    if (!ids.has(stored._id)) await put(open.documents, stored, undefined, userId);
  const there = new Map(documents.map((stored) => [stored._id, stored]));
  for (const document of all) {
    const found = there.get(document._id);
    await put(open.documents, found, { ...document, epoch: nextEpoch(found?.epoch as SeenEpoch) }, userId);
  }
}

/**
 * Replaces the document that was read with the wanted one. Undefined means that there is none.
 *
 * @throws LedgerError `checkpoint_moved` if the stored document has changed since it was read
 */
async function put(
  collection: Collection<Stored>,
  there: Stored | undefined,
  wanted: Stored | undefined,
  userId: UserId,
): Promise<void> {
  if (there === undefined) {
    if (wanted === undefined) return;
    try {
      await collection.insertOne(wanted);
    } catch (error) {
      if (isDuplicate(error)) throw userMoved(userId);
      throw error;
    }
    return;
  }
  const filter = {
    _id: there._id,
    ...unchanged("revision", there.revision),
    ...unchanged("epoch", there.epoch),
  } as Filter<Stored>;
  const done =
    wanted === undefined
      ? (await collection.deleteOne(filter)).deletedCount
      : (await collection.replaceOne(filter, wanted)).matchedCount;
  if (done !== 1) throw userMoved(userId);
}
