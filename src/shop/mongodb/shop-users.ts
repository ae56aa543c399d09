import type { CollationOptions, Collection, IndexDescriptionInfo, MongoClient } from "mongodb";
import type { UserId } from "../../events/identifiers.js";
import { createClient, hostsOf } from "../../stores/mongodb/client.js";
import { createReplaceableClient } from "../../stores/mongodb/replaceable-client.js";
import { translate } from "./shop-failure.js";
import { asStored, idOf, storedForms, type Raw } from "./stored-ids.js";

/** What the shop knows about a user. The ledger shows it but does not store it. */
export interface ShopUser {
  readonly userId: UserId;
  readonly name: string | null;
  readonly email: string | null;
}

/** The shop's own users, of whom the ledger reads names and e-mail addresses. Everything throws `read_model_unavailable`. */
export interface ShopUsers {
  /**
   * Users whose id, e-mail address or name a text is: as a whole, and in any case but for the id.
   *
   * @returns `complete: false` if the shop has many users and no index to find them by
   */
  find(
    text: string,
    limit: number,
  ): Promise<{ readonly users: readonly ShopUser[]; readonly complete: boolean }>;
  /** What the shop knows of these users; nothing of those that it does not have. */
  named(userIds: readonly UserId[]): Promise<readonly ShopUser[]>;
  close(): Promise<void>;
}

export interface ShopUsersOptions {
  /** `mongodb://…/<database>`: the shop's own. */
  readonly url: string;
  readonly usersCollection: string;
  /** Where the URL was given, for a message. */
  readonly givenBy: string;
  /** How many users one search may scan; default: 10,000. */
  readonly fewUsers?: number;
}

/** @throws LedgerError `config_invalid` if the URL cannot be used. Does not connect yet. */
export function openShopUsers({
  url,
  usersCollection,
  givenBy,
  fewUsers = 10_000,
}: ShopUsersOptions): ShopUsers {
  const create = (): MongoClient => createClient(url, givenBy);
  // Only to see that it can be made.
  create();
  const replaceable = createReplaceableClient({
    create,
    prepare: (client) => client.db().collection<Raw>(usersCollection),
  });
  async function attempt<T>(work: (users: Collection<Raw>) => Promise<T>): Promise<T> {
    try {
      return await replaceable.run(work);
    } catch (error) {
      throw translate(error, hostsOf(url), "read_model_unavailable");
    }
  }
  return {
    find: (text, limit) =>
      attempt(async (users) => {
        const search = await planSearch(users, text, fewUsers);
        const [byId, byText] = await Promise.all([
          read(users, { filter: { _id: { $in: storedForms(text) } } }, limit),
          search === undefined ? [] : read(users, search, limit),
        ]);
        const all = new Map([...byId, ...byText].map((user) => [user.userId, user]));
        return { users: [...all.values()].slice(0, limit), complete: search !== undefined };
      }),
    named: (userIds) =>
      attempt((users) =>
        read(users, { filter: { _id: { $in: userIds.flatMap(storedForms) } } }, 2 * userIds.length),
      ),
    close: () => replaceable.close(),
  };
}

interface Search {
  readonly filter: object;
  readonly collation?: CollationOptions;
}

async function read(
  users: Collection<Raw>,
  { filter, collation }: Search,
  limit: number,
): Promise<ShopUser[]> {
  const found = await users
    .find(filter, {
      ...{ projection: { name: 1, email: 1 }, limit, ...asStored },
      ...(collation === undefined ? {} : { collation }),
    })
    .toArray();
  return found.flatMap(({ _id, name, email }) => {
    const userId = idOf(_id) as UserId | undefined;
    return userId === undefined ? [] : [{ userId, name: textOf(name), email: textOf(email) }];
  });
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : null;

/**
 * By an index that tells no case apart, if the shop has one; otherwise by reading all users, if they are few; otherwise
 * by an index that does, for the text as it is and in lower case. Undefined if there is none.
 */
async function planSearch(
  users: Collection<Raw>,
  text: string,
  fewUsers: number,
): Promise<Search | undefined> {
  const field = text.includes("@") ? "email" : "name";
  const indexes = (await users.indexes().catch(noCollection)).filter(
    ({ key, partialFilterExpression, hidden = false }) =>
      Object.keys(key)[0] === field && partialFilterExpression === undefined && !hidden,
  );
  const collation = indexes.map(collationOf).find((each) => (each?.strength ?? 3) < 3);
  if (collation !== undefined) return { filter: { [field]: text }, collation };
  if ((await users.estimatedDocumentCount()) <= fewUsers)
    return { filter: { [field]: { $regex: `^${escaped(text)}$`, $options: "i" } } };
  const isPlain = indexes.some((index) => collationOf(index) === undefined);
  return isPlain ? { filter: { [field]: { $in: [text, text.toLowerCase()] } } } : undefined;
}

const collationOf = (index: IndexDescriptionInfo): CollationOptions | undefined =>
  (index as { readonly collation?: CollationOptions }).collation;

/** A shop without the collection has no users. */
function noCollection(error: unknown): readonly IndexDescriptionInfo[] {
  if ((error as { readonly codeName?: string }).codeName === "NamespaceNotFound") return [];
  throw error;
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
