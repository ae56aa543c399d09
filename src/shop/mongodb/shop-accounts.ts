import { ReadPreference, type Collection, type Document, type MongoClient } from "mongodb";
import { LedgerError } from "../../errors.js";
import type { Position } from "../../stores/event-store/event-store.js";
import type { FollowedTo } from "../../stores/event-store/followed-to.js";
import type { ItemId, ItemKind, UserId } from "../../events/identifiers.js";
import { createClient, hostsOf } from "../../stores/mongodb/client.js";
import { createReplaceableClient } from "../../stores/mongodb/replaceable-client.js";
import { translate } from "./shop-failure.js";
import type { AccountChange, Entry, ShopUserArrays } from "./account-change.js";
import { asStored, idOf, storedForms, type Raw } from "./stored-ids.js";
import { writeChanges, type WrittenCollections } from "./write-accounts.js";

/** What the shop keeps of one user: its two accounts of what they bought. */
export interface ShopAccount {
  readonly userId: UserId;
  /** The user's documents; none if the shop does not have the user, more than one if it has one for each type of id. */
  readonly users: readonly ShopUserArrays[];
  readonly records: readonly ShopRecordFound[];
}

export interface ShopRecordFound {
  /** As the ledger writes ids; undefined if it is none. */
  readonly recordId: string | undefined;
  readonly kind: ItemKind;
  readonly itemId: ItemId;
}

/** The shop's own `users` and `purchases`, as far as the ledger keeps them. Everything throws `read_model_unavailable`. */
export interface ShopAccounts {
  /** @returns an account for each of the users */
  read(userIds: readonly UserId[]): Promise<readonly ShopAccount[]>;
  /**
   * Each write is harmless when it is done again, and when the shop writes something else at the same time.
   *
   * @returns the users whose documents would become larger than MongoDB holds: nothing was added to their accounts
   */
  write(changes: readonly AccountChange[]): Promise<ReadonlySet<UserId>>;
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

interface ShopCollections extends WrittenCollections {
  readonly checkpoints: Collection<Raw>;
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
