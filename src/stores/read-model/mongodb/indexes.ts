import type { Collection, IndexDescription } from "mongodb";
import type { Collections } from "./collections.js";
import type { Stored } from "./documents.js";

/**
 * The indexes of each collection, beside the one on `_id`. On a sharded cluster the shard keys are `{ _id: "hashed" }`
 * for `ownership` and `purchase_revisions`, and `{ userId: 1 }` for `purchases`: a user's history lies together, and the
 * unique index begins with it.
 */
const indexes = {
  ownership: [
    { name: "by_course", key: { generation: 1, purchasedCourses: 1 } },
    { name: "by_test", key: { generation: 1, purchasedTests: 1 } },
  ],
  purchases: [
    { name: "by_user_and_date", key: { generation: 1, userId: 1, purchasedAt: -1, purchasedRevision: -1 } },
    { name: "by_user_and_revision", key: { generation: 1, userId: 1, purchasedRevision: 1 } },
    { name: "by_item", key: { generation: 1, kind: 1, itemId: 1, userId: 1, purchasedRevision: 1 } },
    { name: "one_active", key: { userId: 1, uniqueKey: 1 }, unique: true },
  ],
  purchaseRevisions: [{ name: "by_generation", key: { generation: 1 } }],
  audit: [{ name: "newest_first", key: { at: -1, _id: -1 } }],
} as const satisfies Partial<Record<keyof Collections, readonly IndexDescription[]>>;

/**
 * Makes the indexes that are missing. The server refuses, and this fails, where one has the name and is another. One at
 * a time: not every server takes several of which it has some.
 */
export async function ensureIndexes(collections: Collections): Promise<void> {
  for (const [name, descriptions] of Object.entries(indexes)) {
    const collection = collections[name as keyof typeof indexes] as Collection<Stored>;
    for (const description of descriptions) await collection.createIndexes([description]);
  }
}
