import { hash } from "node:crypto";
import type { Filter } from "mongodb";
import { compareIds, type UserId } from "../../../events/identifiers.js";
import { claimedRevision } from "../claimed-revision.js";
import type { ModelReader, StoredModel, StoredUser } from "../read-model-store.js";
import type { Collections, OpenModel } from "./collections.js";
import { toRevision, userKey, userKeysAfter, userOfKey, type Stored } from "./documents.js";
import type { GenerationRow, GenerationRows } from "./pointer.js";
import { asOf } from "./written-ahead.js";

/** The stored documents of one user in one projection. */
export interface UserDocuments {
  readonly open: OpenModel;
  readonly row: GenerationRow;
  /** Undefined if there is none, or if each user has one document. */
  readonly revision: Stored | undefined;
  readonly documents: readonly Stored[];
}

/** @param rows the generations, and how far they are folded. They must be read before the documents. */
export async function readDocuments(
  { models }: Collections,
  rows: GenerationRows,
  userId: UserId,
): Promise<readonly UserDocuments[]> {
  const found = models.map(async (open): Promise<readonly UserDocuments[]> => {
    const row = rows.get(open.model.projection);
    if (row === undefined) return [];
    const { number } = row;
    const key = { _id: userKey(number, userId) };
    if (open.revisions === undefined) {
      const only = await open.documents.findOne(key);
      return [{ open, row, revision: undefined, documents: only === null ? [] : [only] }];
    }
    // Revisions are read before documents, see `asOf`.
    const revision = (await open.revisions.findOne(key)) ?? undefined;
    const sort = { userId: 1, ...open.model.sort } as const;
    const documents = await open.documents.find({ generation: number, userId }, { sort }).toArray();
    return [{ open, row, revision, documents }];
  });
  return (await Promise.all(found)).flat();
}

export function toStoredUser(userId: UserId, all: readonly UserDocuments[]): StoredUser {
  const entries = all.flatMap((each) => {
    const stored = toStoredModel(each);
    const isEmpty = stored.revision === undefined && stored.documents.length === 0;
    return isEmpty ? [] : [[each.open.model.projection, stored] as const];
  });
  const models = Object.fromEntries(entries) as StoredUser["models"];
  return { userId, models, version: hash("sha256", JSON.stringify(entries)) };
}

export function toStoredModel({ open, row, revision, documents }: UserDocuments): StoredModel {
  const { model, revisions } = open;
  if (revisions === undefined) {
    const whole = documents.map((stored) => model.toDocument(stored));
    return { revision: claimedRevision(whole[0]), documents: whole };
  }
  const foldedTo = toRevision(revision);
  const moment = { foldedTo: foldedTo ?? -1, checkpoint: row.eventCount };
  const found = documents.map((stored) => ({ stored, then: asOf(model, moment, stored) }));
  return {
    revision: foldedTo,
    documents: found.flatMap(({ stored, then }) =>
      then === "not yet" ? [] : [then === "unknown" ? model.toDocument(stored) : then],
    ),
    ...(found.some(({ then }) => then === "unknown") ? { unsettled: true } : {}),
  };
}

/** Reads users from the generations that `read` provides. */
export function createUserReader(
  read: <T>(work: (collections: Collections, rows: GenerationRows) => Promise<T>) => Promise<T>,
): ModelReader {
  return {
    user: (userId) =>
      read(async (collections, rows) => toStoredUser(userId, await readDocuments(collections, rows, userId))),
    usersAfter: (after, limit) =>
      read(async (collections, rows) => {
        const page: StoredUser[] = [];
        for (let from = after; ;) {
          const candidates = await readPage(collections, rows, from, limit);
          // Some users have only documents that were written ahead, and are left out. The page is filled up with others,
          // because a short page means the end.
          page.push(...candidates.filter(({ models }) => Object.keys(models).length > 0));
          if (page.length >= limit || candidates.length < limit) return page.slice(0, limit);
          from = candidates.at(-1)?.userId;
        }
      }),
  };
}

/** The next users with stored documents. Fewer than the limit means that there are no more. */
async function readPage(
  { models }: Collections,
  rows: GenerationRows,
  after: UserId | undefined,
  limit: number,
): Promise<readonly StoredUser[]> {
  const known = models.flatMap((open) => {
    const row = rows.get(open.model.projection);
    return row === undefined ? [] : [{ open, row }];
  });
  // Revisions are read before documents, see `asOf`.
  const heads = await Promise.all(
    known.map(async ({ open, row }) => {
      const page = { sort: { _id: 1 }, limit, batchSize: limit + 1 } as const;
      const collection = open.revisions ?? open.documents;
      const found = await collection.find({ _id: userKeysAfter(row.number, after) }, page).toArray();
      return new Map(found.map((stored) => [userOfKey(stored._id), stored]));
    }),
  );
  const ids = [...new Set(heads.flatMap((head) => [...head.keys()]))].sort(compareIds).slice(0, limit);
  const upTo = ids.length === limit ? ids.at(-1) : undefined;
  const pages = await Promise.all(
    known.map(({ open, row }) =>
      open.revisions === undefined
        ? Promise.resolve(new Map<UserId, Stored[]>())
        : readRange(open, row, { after, upTo, limit }),
    ),
  );
  const all = new Set([...ids, ...pages.flatMap((page) => [...page.keys()])]);
  return [...all]
    .sort(compareIds)
    .slice(0, limit)
    .map((id) =>
      toStoredUser(
        id,
        known.map(({ open, row }, index) => {
          const head = heads[index]?.get(id);
          return open.revisions === undefined
            ? { open, row, revision: undefined, documents: head === undefined ? [] : [head] }
            : { open, row, revision: head, documents: pages[index]?.get(id) ?? [] };
        }),
      ),
    );
}

interface UserRange {
  readonly after: UserId | undefined;
  readonly upTo: UserId | undefined;
  readonly limit: number;
}

/** The documents of the next users, even if the users have no revision. */
async function readRange(
  { model, documents }: OpenModel,
  { number }: GenerationRow,
  { after, upTo, limit }: UserRange,
): Promise<ReadonlyMap<UserId, Stored[]>> {
  const users = new Map<UserId, Stored[]>();
  const userId = { $gt: after ?? "", ...(upTo === undefined ? {} : { $lte: upTo }) };
  const found = documents.find({ generation: number, userId } as Filter<Stored>, {
    sort: { userId: 1, ...model.sort },
  });
  for await (const stored of found) {
    const id = stored.userId as UserId;
    const known = users.get(id);
    if (known === undefined && users.size === limit) break;
    if (known === undefined) users.set(id, [stored]);
    else known.push(stored);
  }
  return users;
}
