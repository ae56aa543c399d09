import { calculateObjectSize } from "bson";
import {
  MongoBulkWriteError,
  ObjectId,
  type AnyBulkWriteOperation,
  type Collection,
  type Document,
} from "mongodb";
import { itemKey, itemKinds, type ItemId, type ItemKind, type UserId } from "../../events/identifiers.js";
import type { AccountChange } from "./account-change.js";
import { asStored, idOf, storedForms, type Raw } from "./stored-ids.js";

export interface WrittenCollections {
  readonly users: Collection<Raw>;
  readonly purchases: Collection<Raw>;
  readonly items: (kind: ItemKind) => Collection<Raw>;
}

/**
 * Writes what is to be done to some accounts. A user whose document would become larger than MongoDB holds gets nothing
 * new, neither in the document nor as records, so that the two still agree. What was revoked is removed all the same.
 *
 * @returns these users
 */
export async function writeChanges(
  { users, purchases, items }: WrittenCollections,
  changes: readonly AccountChange[],
): Promise<ReadonlySet<UserId>> {
  if (changes.length === 0) return new Set();
  const rawItems = await findRawItems(changes, items);
  const tooLarge = await writeUsers(
    users,
    changes.flatMap((change) => userWritesOf(change, rawItems)),
  );
  const records = changes.flatMap((change) =>
    recordWritesOf(tooLarge.has(change.userId) ? { ...change, insert: [] } : change, rawItems),
  );
  if (records.length > 0)
    await purchases
      .bulkWrite(records, { ordered: false })
      // A record that exists already is no failure.
      .catch((error: unknown) => refusedWith(error, duplicateKey));
  return tooLarge;
}

const arrayNames = { course: "purchasedCourses", test: "purchasedTests" } as const;

interface UserWrite {
  readonly userId: UserId;
  readonly operation: AnyBulkWriteOperation<Raw>;
}

/** The driver sends no update of MongoDB's 16 MiB, less room for the fields around it. */
const mostBytes = 16 * 1024 * 1024 - 16 * 1024;

/** @returns the users whose documents would become too large */
async function writeUsers(
  users: Collection<Raw>,
  writes: readonly UserWrite[],
): Promise<ReadonlySet<UserId>> {
  const isSent = ({ operation }: UserWrite): boolean => calculateObjectSize(operation) <= mostBytes;
  const sent = writes.filter(isSent);
  const refused = new Set(writes.filter((write) => !isSent(write)).map(({ userId }) => userId));
  if (sent.length === 0) return refused;
  try {
    await users.bulkWrite(
      sent.map(({ operation }) => operation),
      { ordered: false },
    );
  } catch (error) {
    for (const index of refusedWith(error, documentTooLarge)) {
      const { userId } = sent[index] ?? {};
      if (userId !== undefined) refused.add(userId);
    }
  }
  return refused;
}

const duplicateKey: ReadonlySet<unknown> = new Set([11_000]);
/** An update whose result would be too large, and any document that is. */
const documentTooLarge: ReadonlySet<unknown> = new Set([17_419, 10_334]);

/**
 * The indexes of the writes that the server refused with one of these codes; it made all the others.
 *
 * @throws the error itself if it has any other cause
 */
function refusedWith(error: unknown, codes: ReadonlySet<unknown>): readonly number[] {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => !codes.has(code))) throw error;
  return errors.map(({ index }) => index);
}

type RawItems = ReadonlyMap<string, unknown>;

/** So that a query stays far below the largest document, which it must not exceed either. */
const idsTogether = 10_000;

/** The ids of the items that are to be added, in the type that the shop's courses and tests have. */
async function findRawItems(
  changes: readonly AccountChange[],
  collectionOf: (kind: ItemKind) => Collection<Raw>,
): Promise<RawItems> {
  const found = new Map<string, unknown>();
  for (const kind of itemKinds) {
    const wanted = new Set(
      changes.flatMap(({ add, insert }) => [
        ...add[kind],
        ...insert.filter((record) => record.kind === kind).map(({ itemId }) => itemId),
      ]),
    );
    const ids = [...wanted];
    for (let from = 0; from < ids.length; from += idsTogether) {
      const forms = { $in: ids.slice(from, from + idsTogether).flatMap(storedForms) };
      const options = { projection: { _id: 1 }, ...asStored };
      for await (const { _id } of collectionOf(kind).find({ _id: forms }, options))
        found.set(itemKey({ kind, id: idOf(_id) as ItemId }), _id);
    }
  }
  return found;
}

/** As the shop's item has it; otherwise as the other ids of the user; otherwise as MongoDB makes ids. */
function rawItem({ user }: AccountChange, items: RawItems, kind: ItemKind, id: ItemId): unknown {
  const known = items.get(itemKey({ kind, id }));
  if (known !== undefined) return known;
  const others = itemKinds.flatMap((each) => user.arrays[each] ?? []);
  if (others.some(({ raw }) => typeof raw === "string")) return id;
  return storedForms(id).find((form) => form instanceof ObjectId) ?? id;
}

function userWritesOf(change: AccountChange, items: RawItems): readonly UserWrite[] {
  const filter = { _id: change.user.rawId };
  const additions = itemKinds
    .filter((kind) => change.add[kind].length > 0)
    .map((kind) => [
      arrayNames[kind],
      { $each: change.add[kind].map((id) => rawItem(change, items, kind, id)) },
    ]);
  const removals = itemKinds
    .filter((kind) => change.remove[kind].length > 0)
    .map((kind) => [arrayNames[kind], change.remove[kind].map(({ raw }) => raw)]);
  return [
    ...(additions.length === 0 ? [] : [{ $addToSet: Object.fromEntries(additions) as Document }]),
    ...(removals.length === 0 ? [] : [{ $pullAll: Object.fromEntries(removals) as Document }]),
  ].map((update) => ({
    userId: change.userId,
    operation: { updateOne: { filter, update } } as AnyBulkWriteOperation<Raw>,
  }));
}

function recordWritesOf(change: AccountChange, items: RawItems): readonly AnyBulkWriteOperation<Raw>[] {
  const user = change.user.rawId;
  const insertions = change.insert.map(({ recordId, kind, itemId, purchasedAt }) => ({
    insertOne: {
      document: {
        _id: new ObjectId(recordId),
        user,
        [kind]: rawItem(change, items, kind, itemId),
        // Null rather than missing: the shop's own code may have the present for a default.
        purchasedAt: purchasedAt === null ? null : new Date(purchasedAt),
      },
    },
  }));
  const deletions = change.delete.map((recordId) => ({
    deleteOne: { filter: { _id: new ObjectId(recordId), user } },
  }));
  return [...insertions, ...deletions] as AnyBulkWriteOperation<Raw>[];
}
