import type { AnyBulkWriteOperation, Collection, Filter } from "mongodb";
import type { Stored } from "./documents.js";
import { duplicatesOf } from "./failures.js";

/** The epoch of a document when it was read; undefined where it has none, `absent` where there was no document. */
export type SeenEpoch = number | undefined | "absent";

/** A document as it should become: whole, but for its epoch. Its `revision` is the one that it is folded to. */
export interface GuardedWrite {
  readonly document: Stored & { readonly revision: number };
  readonly seen: SeenEpoch;
}

/** A write that was not made. */
export interface RefusedWrite extends GuardedWrite {
  /** Whether there is a document of this `_id`, that is folded less far; another one may hold the unique key otherwise. */
  readonly isThere: boolean;
}

/**
 * Writes each document if the one there is folded less far and was not repaired since it was seen, in one step. What is
 * as far already is left alone: the same events were folded into it.
 *
 * @returns what is there neither in this state nor in a later one: it was changed or repaired in the meantime,
 * or holds its unique key
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

/** Documents that a repair has made from the log: a batch that was loaded before then cannot change them. */
export const nextEpoch = (seen: SeenEpoch): number => (typeof seen === "number" ? seen : 0) + 1;

/** A filter for a field that is as it was read, which it may not have been at all. */
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
      // Not `$lt`: a damaged revision, which may be of any type, is overwritten as well.
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
