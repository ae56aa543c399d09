import type { Filter } from "mongodb";
import type { UserId } from "../../../events/identifiers.js";
import type { ModelReader, StoredUser } from "../read-model-store.js";
import { versionOf } from "./stored-user-version.js";
import type { Collections } from "./collections.js";
import {
  asOf,
  toHistoryRevision,
  toOwnership,
  userKey,
  userKeysAfter,
  userOfKey,
  type Stored,
} from "./documents.js";
import type { Numbers } from "./pointer.js";

/** Which generations to read, and how far the history is folded in events: read before the documents are. */
export interface ReadGenerations extends Numbers {
  readonly historyCheckpoint: number;
}

/** All documents of one user, as they lie in the collections. */
export interface UserDocuments {
  readonly ownership: Stored | undefined;
  readonly historyRevision: Stored | undefined;
  readonly records: readonly Stored[];
}

const byRevision = { userId: 1, purchasedRevision: 1 } as const;

/** The revision of the history before its records: see {@link asOf}. */
export async function readDocuments(
  { ownership, purchases, purchaseRevisions }: Collections,
  generations: ReadGenerations,
  userId: UserId,
): Promise<UserDocuments> {
  const [owned, revision] = await Promise.all([
    ownership.findOne({ _id: userKey(generations.ownership, userId) }),
    purchaseRevisions.findOne({ _id: userKey(generations.history, userId) }),
  ]);
  const records = await purchases
    .find({ generation: generations.history, userId }, { sort: byRevision })
    .toArray();
  return { ownership: owned ?? undefined, historyRevision: revision ?? undefined, records };
}

export function toStoredUser(
  userId: UserId,
  { ownership, historyRevision, records }: UserDocuments,
  { historyCheckpoint }: ReadGenerations,
): StoredUser {
  const revision = toHistoryRevision(historyRevision);
  const models = {
    ownership: ownership === undefined ? undefined : toOwnership(ownership),
    historyRevision: revision,
    history: records.flatMap((stored) => asOf(revision ?? -1, historyCheckpoint, stored) ?? []),
  };
  return { userId, ...models, version: versionOf(models) };
}

/** Reads the users of the generations that `current` gives. */
export function createUserReader(
  read: <T>(work: (collections: Collections, generations: ReadGenerations) => Promise<T>) => Promise<T>,
): ModelReader {
  return {
    user: (userId) =>
      read(async (collections, generations) =>
        toStoredUser(userId, await readDocuments(collections, generations, userId), generations),
      ),
    usersAfter: (after, limit) =>
      read(async (collections, generations) => {
        const documents = await readPage(collections, generations, after, limit);
        return [...documents]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, limit)
          .map(([userId, found]) => toStoredUser(userId, found, generations))
          .filter((user) => !isEmpty(user));
      }),
  };
}

/** A user of whom nothing is there but what a projector has written ahead, or a repair is about to. */
const isEmpty = ({ ownership, historyRevision, history }: StoredUser): boolean =>
  ownership === undefined && historyRevision === undefined && history.length === 0;

async function readPage(
  { ownership, purchases, purchaseRevisions }: Collections,
  generations: ReadGenerations,
  after: UserId | undefined,
  limit: number,
): Promise<ReadonlyMap<UserId, UserDocuments>> {
  const page = { sort: { _id: 1 }, limit, batchSize: limit + 1 } as const;
  const [owned, revisions] = await Promise.all([
    ownership.find({ _id: userKeysAfter(generations.ownership, after) }, page).toArray(),
    purchaseRevisions.find({ _id: userKeysAfter(generations.history, after) }, page).toArray(),
  ]);
  const ownershipOf = new Map(owned.map((stored) => [userOfKey(stored._id), stored]));
  const revisionOf = new Map(revisions.map((stored) => [userOfKey(stored._id), stored]));
  const ids = [...new Set([...ownershipOf.keys(), ...revisionOf.keys()])].sort().slice(0, limit);
  const upTo = ids.length === limit ? ids.at(-1) : undefined;
  const recordsOf = new Map<UserId, Stored[]>();
  const userId = { $gt: after ?? "", ...(upTo === undefined ? {} : { $lte: upTo }) };
  const records = purchases.find({ generation: generations.history, userId } as Filter<Stored>, {
    sort: byRevision,
  });
  for await (const record of records) {
    const id = record.userId as UserId;
    const known = recordsOf.get(id);
    if (known === undefined && recordsOf.size === limit) break;
    if (known === undefined) recordsOf.set(id, [record]);
    else known.push(record);
  }
  const all = new Set([...ids, ...recordsOf.keys()]);
  return new Map(
    [...all].map((id) => [
      id,
      {
        ownership: ownershipOf.get(id),
        historyRevision: revisionOf.get(id),
        records: recordsOf.get(id) ?? [],
      },
    ]),
  );
}
