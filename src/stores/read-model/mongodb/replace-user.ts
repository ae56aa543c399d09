import type { Collection, Filter } from "mongodb";
import { LedgerError } from "../../../errors.js";
import { streamOf, type UserId } from "../../../events/identifiers.js";
import type { ReadModelStore, UserModels } from "../read-model-store.js";
import type { Collections } from "./collections.js";
import type { Connection } from "./connection.js";
import {
  asOf,
  fromHistoryRecord,
  fromHistoryRevision,
  fromOwnership,
  recordKey,
  toHistoryRevision,
  type Stored,
} from "./documents.js";
import { holdsItem } from "../documents.js";
import { isDuplicate } from "./failures.js";
import { nextEpoch, unchanged, type SeenEpoch } from "./guarded-writes.js";
import { liveNumbers, type Numbers } from "./pointer.js";
import type { Pointers } from "./pointers.js";
import { readDocuments, toStoredUser, type UserDocuments } from "./stored-users.js";

/**
 * Writes one user's live models over, beside projectors at work. Each write names in its filter the document that was
 * seen, and raises its epoch; the one that fails ends the repair, and what it has written until then is right by itself.
 *
 * The history is locked first, by the epoch of its revision: what a projector that has loaded it before then writes of it
 * cannot be confirmed any more, so that its batch ends and is folded again.
 */
export function createReplaceUser(connection: Connection, pointers: Pointers): ReadModelStore["replaceUser"] {
  return (userId, models, seen, deadLetter) =>
    connection.run(async (collections) => {
      const pointer = await pointers.read();
      const live = liveNumbers(pointer);
      const generations = { ...live, historyCheckpoint: pointer.live.history?.eventCount ?? 0 };
      const documents = await readDocuments(collections, generations, userId);
      if (toStoredUser(userId, documents, generations).version !== seen) throw writtenMeanwhile(userId);
      const expected = {
        ...sameNumber("ownership", live),
        ...sameNumber("history", live),
        epoch: pointer.epoch,
      };
      // A batch that was loaded before does not even begin.
      if (!(await pointers.change(expected, { raise: ["epoch"] }))) throw writtenMeanwhile(userId);

      const write = { collections, live, userId, documents, models };
      const lock = await lockHistory(write);
      await replaceOwnership(write);
      await replaceRecords({ ...write, checkpoint: generations.historyCheckpoint });
      await unlockHistory(write, lock);
      if (deadLetter === "release") {
        await collections.deadLetters.deleteOne({ _id: streamOf(userId) });
        // Nor does one that has seen the dead letter and passed the user's events by set its checkpoint.
        await pointers.change({}, { raise: ["epoch"] });
      }
    });
}

interface Replacement {
  readonly collections: Collections;
  readonly live: Numbers;
  readonly userId: UserId;
  readonly documents: UserDocuments;
  readonly models: UserModels;
}

const sameNumber = (projection: keyof Numbers, live: Numbers): Record<string, unknown> => ({
  [`live.${projection}.number`]: live[projection],
});

const writtenMeanwhile = (userId: UserId): LedgerError =>
  new LedgerError("checkpoint_moved", `The models of user ${userId} were written in the meantime.`);

/** @returns the revision's document as it is now */
async function lockHistory({ collections, live, userId, documents }: Replacement): Promise<Stored> {
  const { historyRevision: there } = documents;
  // One that is not there, or damaged, shows no revision until the repair is done.
  const revision = toHistoryRevision(there) ?? -1;
  const locked = {
    ...fromHistoryRevision(live.history, userId, revision),
    epoch: nextEpoch(there?.epoch as SeenEpoch),
  };
  await put(collections.purchaseRevisions, there, locked, userId);
  return locked;
}

async function unlockHistory(
  { collections, live, userId, models }: Replacement,
  lock: Stored,
): Promise<void> {
  const { historyRevision } = models;
  const final =
    historyRevision === undefined
      ? undefined
      : {
          ...fromHistoryRevision(live.history, userId, historyRevision),
          epoch: nextEpoch(lock.epoch as number),
        };
  await put(collections.purchaseRevisions, lock, final, userId);
}

async function replaceOwnership({
  collections,
  live,
  userId,
  documents,
  models,
}: Replacement): Promise<void> {
  const { ownership: there } = documents;
  const wanted =
    models.ownership === undefined
      ? undefined
      : { ...fromOwnership(live.ownership, models.ownership), epoch: nextEpoch(there?.epoch as SeenEpoch) };
  await put(collections.ownership, there, wanted, userId);
}

/** What goes, goes first, and revoked records before those that stand: both free the unique key of their item. */
async function replaceRecords({
  collections,
  live,
  userId,
  documents,
  models,
  checkpoint,
}: Replacement & { readonly checkpoint: number }): Promise<void> {
  const { purchases } = collections;
  const wanted = new Map(
    models.history.map((record) => [recordKey(live.history, userId, record.purchaseId), record]),
  );
  const there = new Map(documents.records.map((stored) => [stored._id, stored]));
  const foldedTo = toHistoryRevision(documents.historyRevision) ?? -1;
  for (const stored of documents.records) {
    // What a projector has written ahead is not this repair's to judge.
    const isAhead = asOf(foldedTo, checkpoint, stored) === undefined;
    if (!wanted.has(stored._id) && !isAhead) await put(purchases, stored, undefined, userId);
  }
  const inOrder = [...wanted].sort(([, a], [, b]) => Number(holdsItem(a)) - Number(holdsItem(b)));
  for (const [key, record] of inOrder) {
    const found = there.get(key);
    // Until the history's revision says otherwise, it is ahead.
    const document = fromHistoryRecord(live.history, record, checkpoint + 1);
    await put(purchases, found, { ...document, epoch: nextEpoch(found?.epoch as SeenEpoch) }, userId);
  }
}

/**
 * Puts a document in the place of the one that was seen; undefined is none.
 *
 * @throws LedgerError `checkpoint_moved` if that is not there any more, or another one is
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
      if (isDuplicate(error)) throw writtenMeanwhile(userId);
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
  if (done !== 1) throw writtenMeanwhile(userId);
}
