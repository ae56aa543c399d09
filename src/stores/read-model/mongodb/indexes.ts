import type { Collection, IndexDescription } from "mongodb";
import type { Collections } from "./collections.js";
import type { Stored } from "./documents.js";

/**
 * Creates missing indexes. Fails if another index has the same name. Indexes are created one at a time, because not every
 * server accepts a list of which some exist.
 *
 * The shard keys on a sharded cluster:
 *
 * - `{ _id: "hashed" }` for collections with one document for each user, and for revisions.
 * - `{ userId: 1 }` for all others. A user's documents are then on one shard, and unique indexes begin with the key.
 */
export async function ensureIndexes({ models, audit }: Collections): Promise<void> {
  for (const { model, documents, revisions } of models) {
    await ensure(documents, model.indexes);
    if (revisions !== undefined) await ensure(revisions, [{ name: "by_generation", key: { generation: 1 } }]);
  }
  await ensure(audit as unknown as Collection<Stored>, [{ name: "newest_first", key: { at: -1, _id: -1 } }]);
}

async function ensure(
  collection: Collection<Stored>,
  descriptions: readonly IndexDescription[],
): Promise<void> {
  for (const description of descriptions) await collection.createIndexes([description]);
}
