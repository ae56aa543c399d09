import type { Collection, IndexDescription } from "mongodb";
import type { Collections } from "./collections.js";
import type { Stored } from "./documents.js";

/**
 * Makes the indexes that are missing. The server refuses, and this fails, where one has the name and is another. One at
 * a time: not every server takes several of which it has some.
 *
 * On a sharded cluster the shard key of a collection with one document a user, and of one with revisions, is
 * `{ _id: "hashed" }`, and of any other `{ userId: 1 }`: a user's documents lie together, and a unique index begins with
 * it.
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
