import {
  MongoBulkWriteError,
  ObjectId,
  ReadPreference,
  type AnyBulkWriteOperation,
  type Collection,
  type Document,
  type MongoClient,
} from "mongodb";
import { LedgerError } from "../../errors.js";
import type { Position } from "../../stores/event-store/event-store.js";
import type { FollowedTo } from "../../stores/event-store/followed-to.js";
import { itemKey, itemKinds, type ItemId, type ItemKind, type UserId } from "../../events/identifiers.js";
import { createClient, hostsOf } from "../../stores/mongodb/client.js";
import { createReplaceableClient } from "../../stores/mongodb/replaceable-client.js";
import { translate } from "./shop-failure.js";
import { asStored, idOf, storedForms, type Raw, type StoredId } from "./stored-ids.js";

/** What the shop keeps of one user: its two accounts of what they bought. */
export interface ShopAccount {
  readonly userId: UserId;
  /** The user's documents; none if the shop does not have the user, more than one if it has one for each type of id. */
  readonly users: readonly ShopUserArrays[];
  readonly records: readonly ShopRecordFound[];
}

export interface ShopUserArrays {
  /** As it is stored. */
  readonly rawId: StoredId;
  /** Empty where the field is missing; undefined where it is something else than a list. */
  readonly arrays: Readonly<Record<ItemKind, readonly Entry[] | undefined>>;
}

/** An id as it is stored, and as the ledger writes it; undefined if it is none. */
export interface Entry {
  readonly raw: unknown;
  readonly id: ItemId | undefined;
}

export interface ShopRecordFound {
  /** As the ledger writes ids; undefined if it is none. */
  readonly recordId: string | undefined;
  readonly kind: ItemKind;
  readonly itemId: ItemId;
}

/** What is to be done to one account. Nothing else in it is touched. */
export interface AccountChange {
  readonly userId: UserId;
  readonly user: ShopUserArrays;
  readonly add: Readonly<Record<ItemKind, readonly ItemId[]>>;
  readonly remove: Readonly<Record<ItemKind, readonly Entry[]>>;
  readonly insert: readonly NewShopRecord[];
  /** The ids of records that the ledger has inserted: 24 hexadecimal digits. */
  readonly delete: readonly string[];
}

export interface NewShopRecord {
  /** 24 hexadecimal digits, the same each time: inserting it again does nothing. */
  readonly recordId: string;
  readonly kind: ItemKind;
  readonly itemId: ItemId;
  /** ISO 8601 UTC; null if unknown. */
  readonly purchasedAt: string | null;
}

/** The shop's own `users` and `purchases`, as far as the ledger keeps them. Everything throws `read_model_unavailable`. */
export interface ShopAccounts {
  /** @returns an account for each of the users */
  read(userIds: readonly UserId[]): Promise<readonly ShopAccount[]>;
  /** Each write is harmless when it is done again, and when the shop writes something else at the same time. */
  write(changes: readonly AccountChange[]): Promise<void>;
  /** How far the log has been brought into the shop's accounts. */
  checkpoint(): Promise<FollowedTo>;
  saveCheckpoint(adoptedTo: FollowedTo): Promise<void>;
  close(): Promise<void>;
}

export interface ShopAccountsOptions {
  /** `mongodb://…/<database>`: the shop's own. */
  readonly url: string;
  readonly usersCollection: string;
  readonly purchasesCollection: string;
  /** Where the ledger keeps its checkpoint: a collection of its own. */
  readonly checkpointCollection: string;
}

const arrayNames = { course: "purchasedCourses", test: "purchasedTests" } as const;
const itemCollections = { course: "courses", test: "tests" } as const;

/** @throws LedgerError `config_invalid` if the URL cannot be used. Does not connect yet. */
export function openShopAccounts(options: ShopAccountsOptions): ShopAccounts {
  // What is acknowledged is not lost with one member, unless the URL says otherwise.
  const create = (): MongoClient =>
    createClient(options.url, "ADOPT_URL", { w: "majority", wtimeoutMS: 10_000 });
  // Only to see that it can be made.
  create();
  const server = hostsOf(options.url);
  const replaceable = createReplaceableClient({
    create,
    prepare: (client) => collectionsOf(client, options),
  });

  async function attempt<T>(work: (collections: ShopCollections) => Promise<T>): Promise<T> {
    try {
      return await replaceable.run(work);
    } catch (error) {
      throw translate(error, server, "read_model_unavailable");
    }
  }

  return {
    read: (userIds) => attempt((collections) => readAccounts(collections, userIds)),
    write: (changes) => attempt((collections) => writeChanges(collections, changes)),
    checkpoint: () =>
      attempt(async ({ checkpoints }) => {
        const found = await checkpoints.findOne({ _id: "checkpoint" });
        if (found === null) return nothingAdopted;
        const { position, eventId, lookedThrough, eventCount } = found;
        if (isPosition(position) && isPosition(lookedThrough) && typeof eventCount === "number")
          return {
            position: position ?? undefined,
            eventId: typeof eventId === "string" ? eventId : undefined,
            lookedThrough: lookedThrough ?? undefined,
            eventCount,
          };
        const message = `${options.checkpointCollection} holds no checkpoint of this program. Drop the collection; it is created again.`;
        throw new LedgerError("schema_newer", message);
      }),
    saveCheckpoint: ({ position = null, eventId = null, lookedThrough = null, eventCount }) =>
      attempt(async ({ checkpoints }) => {
        const checkpoint = { position, eventId, lookedThrough, eventCount };
        await checkpoints.replaceOne({ _id: "checkpoint" }, checkpoint, { upsert: true });
      }),
    close: () => replaceable.close(),
  };
}

interface ShopCollections {
  readonly users: Collection<Raw>;
  readonly purchases: Collection<Raw>;
  readonly checkpoints: Collection<Raw>;
  readonly items: (kind: ItemKind) => Collection<Raw>;
}

function collectionsOf(client: MongoClient, options: ShopAccountsOptions): ShopCollections {
  // Whatever the URL prefers: a member that is behind may still show an item in an account that was just removed from it.
  const { primary: readPreference } = ReadPreference;
  const collection = (name: string): Collection<Raw> => client.db().collection<Raw>(name, { readPreference });
  return {
    users: collection(options.usersCollection),
    purchases: collection(options.purchasesCollection),
    checkpoints: collection(options.checkpointCollection),
    items: (kind) => collection(itemCollections[kind]),
  };
}

async function readAccounts(
  { users, purchases }: ShopCollections,
  userIds: readonly UserId[],
): Promise<readonly ShopAccount[]> {
  const forms = { $in: userIds.flatMap(storedForms) };
  const accounts = new Map<string, { userId: UserId; users: ShopUserArrays[]; records: ShopRecordFound[] }>(
    userIds.map((userId) => [userId, { userId, users: [], records: [] }]),
  );
  const fields = { purchasedCourses: 1, purchasedTests: 1 };
  for await (const document of users.find({ _id: forms }, { projection: fields, ...asStored })) {
    accounts.get(idOf(document._id) ?? "")?.users.push({
      rawId: document._id,
      arrays: { course: entriesOf(document.purchasedCourses), test: entriesOf(document.purchasedTests) },
    });
  }
  const recordFields = { user: 1, course: 1, test: 1 };
  for await (const document of purchases.find({ user: forms }, { projection: recordFields, ...asStored })) {
    const item = itemOf(document);
    if (item === undefined) continue;
    accounts.get(idOf(document.user) ?? "")?.records.push({ recordId: idOf(document._id), ...item });
  }
  return [...accounts.values()];
}

async function writeChanges(
  { users, purchases, items }: ShopCollections,
  changes: readonly AccountChange[],
): Promise<void> {
  if (changes.length === 0) return;
  const rawItems = await findRawItems(changes, items);
  const userWrites = changes.flatMap((change) => userWritesOf(change, rawItems));
  const recordWrites = changes.flatMap((change) => recordWritesOf(change, rawItems));
  if (userWrites.length > 0) await users.bulkWrite(userWrites, { ordered: false });
  if (recordWrites.length > 0) {
    await purchases.bulkWrite(recordWrites, { ordered: false }).catch(exceptDuplicates);
  }
}

/** A record that exists already is no failure; all others were written. */
function exceptDuplicates(error: unknown): void {
  if (!(error instanceof MongoBulkWriteError)) throw error;
  const errors = [error.writeErrors].flat();
  if (errors.length === 0 || errors.some(({ code }) => code !== 11_000)) throw error;
}

const nothingAdopted: FollowedTo = {
  position: undefined,
  eventId: undefined,
  lookedThrough: undefined,
  eventCount: 0,
};

/** Missing where an older program wrote the checkpoint, null where there is none. */
const isPosition = (value: unknown): value is Position | null | undefined =>
  typeof value === "string" || value === null || value === undefined;

function entriesOf(list: unknown): readonly Entry[] | undefined {
  if (list === undefined) return [];
  if (!Array.isArray(list)) return undefined;
  return list.map((raw: unknown) => ({ raw, id: idOf(raw) as ItemId | undefined }));
}

function itemOf({ course, test }: Document): { kind: ItemKind; itemId: ItemId } | undefined {
  const kind = course === undefined || course === null ? "test" : "course";
  const itemId = idOf(kind === "course" ? course : test);
  return itemId === undefined ? undefined : { kind, itemId: itemId as ItemId };
}

type RawItems = ReadonlyMap<string, unknown>;

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
    if (wanted.size === 0) continue;
    const forms = { $in: [...wanted].flatMap(storedForms) };
    for await (const { _id } of collectionOf(kind).find(
      { _id: forms },
      { projection: { _id: 1 }, ...asStored },
    )) {
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

function userWritesOf(change: AccountChange, items: RawItems): readonly AnyBulkWriteOperation<Raw>[] {
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
  ].map((update) => ({ updateOne: { filter, update } }) as AnyBulkWriteOperation<Raw>);
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
