import type { AnyBulkWriteOperation, Collection, Filter } from "mongodb";
import type { Stored } from "./documents.js";
import { duplicatesOf } from "./failures.js";

/** The epoch of a document when it was read. Undefined if it had none; `absent` if there was no document. */
export type SeenEpoch = number | undefined | "absent";

/** A document to be written, without its epoch. Its `revision` is the revision that it is folded to. */
export interface GuardedWrite {
  readonly document: Stored & { readonly revision: number };
  readonly seen: SeenEpoch;
}

/** A write that was not made. */
export interface RefusedWrite extends GuardedWrite {
  /** Whether an older document with this `_id` exists. If not, another document holds the unique key. */
  readonly isThere: boolean;
}

/**
 * Writes each document in one step, if the stored one is older and was not repaired since it was read. A stored document
 * of the same or a later revision is kept, because it has the same events.
 *
 * @returns the writes that left the store behind: the document was changed or repaired in the meantime, or another one
 *   holds its unique key
 */
export async function writeGuarded(
  collection: Collection<Stored>,
  writes: readonly GuardedWrite[],
): Promise<readonly RefusedWrite[]> {
  const fresh = writes.filter(({ seen }) => seen === "absent");
  const known = writes.filter(({ seen }) => seen !== "absent");
  const doubtful = [...(await insertAll(collection, fresh)), ...(await replaceAll(collection, known))];
  return doubtful.length === 0 ? [] : behind(collection, doubtful);
}

/** The epoch of a repaired document. Batches that loaded the document before cannot change it. */
export const nextEpoch = (seen: SeenEpoch): number => (typeof seen === "number" ? seen : 0) + 1;

/** A filter for a field that still has the value that was read, or is still missing. */
export const unchanged = (field: string, value: unknown): Filter<Stored> => ({
  [field]: value === undefined ? { $exists: false } : { $eq: value },
});

async function insertAll(
  collection: Collection<Stored>,
  writes: readonly GuardedWrite[],
): Promise<readonly GuardedWrite[]> {
  if (writes.length === 0) return [];
  try {
    await collection.insertMany(
      writes.map(({ document }) => ({ ...document, epoch: 0 })),
      { ordered: false },
    );
    return [];
  } catch (error) {
    return duplicatesOf(error).flatMap((index) => writes[index] ?? []);
  }
}

async function replaceAll(
  collection: Collection<Stored>,
  writes: readonly GuardedWrite[],
): Promise<readonly GuardedWrite[]> {
  if (writes.length === 0) return [];
  const { matchedCount } = await collection.bulkWrite(writes.map(toReplacement), { ordered: false });
  return matchedCount === writes.length ? [] : writes;
}

function toReplacement({ document, seen }: GuardedWrite): AnyBulkWriteOperation<Stored> {
  const { _id, revision } = document;
  return {
    replaceOne: {
      // Not `$lt`: this also overwrites a damaged revision of another type.
      filter: { _id, revision: { $not: { $gte: revision } }, ...unchanged("epoch", seen) },
      replacement: seen === undefined ? document : { ...document, epoch: seen },
    },
  };
}

async function behind(
  collection: Collection<Stored>,
  writes: readonly GuardedWrite[],
): Promise<readonly RefusedWrite[]> {
  const ids = writes.map(({ document }) => document._id);
  const found = await collection
    .find({ _id: { $in: ids } }, { projection: { revision: 1 } })
    .map(({ _id, revision }) => [_id, revision] as const)
    .toArray();
  const revisions = new Map(found);
  return writes
    .filter(({ document }) => {
      const revision = revisions.get(document._id);
      return typeof revision !== "number" || revision < document.revision;
    })
    .map((write) => ({ ...write, isThere: revisions.has(write.document._id) }));
}
