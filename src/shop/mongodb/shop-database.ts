import { setTimeout as sleep } from "node:timers/promises";
import { MongoNetworkError, type Db, type Document, type FindCursor, type MongoClient } from "mongodb";
import type { ErrorCode } from "../../errors.js";
import { createClient, hostsOf } from "../../stores/mongodb/client.js";
import { isPassing } from "../../stores/mongodb/failures.js";
import { createReplaceableClient, type ReplaceableClient } from "../../stores/mongodb/replaceable-client.js";
import { translate } from "./shop-failure.js";
import { toExtendedJson, type JsonObject } from "../documents/extended-json.js";

/** The shop's own database, of which the ledger reads collections and in which it writes nothing. */
export interface ShopDatabase {
  /** `mongodb://<hosts>/<database>`, without the user and the password that the URL may have. */
  readonly name: string;
  /**
   * Which of these collections there are, as far as the user may see them.
   *
   * @throws LedgerError of the database's `unavailable` code
   */
  existing<Name extends string>(names: readonly Name[]): Promise<ReadonlySet<Name>>;
  /** About how many documents a collection has. Throws the same. */
  estimate(collection: string): Promise<number>;
  /**
   * All documents of a collection in the order of their `_id`, as parsed Extended JSON, with only these fields. Memory
   * does not grow with their number. After a lost connection it continues behind the last one. Throws the same.
   */
  documents(collection: string, options: ReadDocumentsOptions): AsyncGenerator<JsonObject>;
  close(): Promise<void>;
}

export interface ReadDocumentsOptions {
  /** Beside the `_id`. */
  readonly fields: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** How many documents come at a time. */
  readonly batchSize?: number;
  /** How often in a row it is tried without one more document; the waits between grow. */
  readonly attempts?: number;
}

export interface ShopDatabaseOptions {
  /** `mongodb://…/<database>`. What it says of pool, time-outs, retries and concerns holds. */
  readonly url: string;
  /** Where the URL was given, for a message. */
  readonly givenBy: string;
  /** What is thrown instead of the driver's errors. */
  readonly unavailable: ErrorCode;
}

const firstWaitMs = 200;

/** @throws LedgerError `config_invalid` if the URL cannot be used. Does not connect yet. */
export function openShopDatabase({ url, givenBy, unavailable }: ShopDatabaseOptions): ShopDatabase {
  const create = (): MongoClient => createClient(url, givenBy);
  const server = hostsOf(url);
  const name = `mongodb://${server}/${create().db().databaseName}`;
  const replaceable = createReplaceableClient({
    create,
    prepare: async (client) => (await client.connect()).db(),
  });
  const translated = (error: unknown): unknown => translate(error, server, unavailable);

  async function attempt<T>(work: (database: Db) => Promise<T>): Promise<T> {
    try {
      return await replaceable.run(work);
    } catch (error) {
      throw translated(error);
    }
  }

  return {
    name,
    existing: (names) =>
      attempt(async (database) => {
        const found = await database
          .listCollections({}, { nameOnly: true, authorizedCollections: true })
          .toArray();
        const all = new Set(found.map((each) => each.name));
        return new Set(names.filter((each) => all.has(each)));
      }),
    estimate: (collection) => attempt((database) => database.collection(collection).estimatedDocumentCount()),
    async *documents(collection, options) {
      try {
        yield* documentsOf(replaceable, collection, options);
      } catch (error) {
        throw translated(error);
      }
    },
    close: () => replaceable.close(),
  };
}

async function* documentsOf(
  { run }: ReplaceableClient<Db>,
  collection: string,
  { fields, signal, batchSize = 1000, attempts = 6 }: ReadDocumentsOptions,
): AsyncGenerator<JsonObject> {
  const projection = Object.fromEntries(fields.map((field) => [field, 1]));
  // What is no UTF-8 must not end the reading of all others; as an id it is refused all the same.
  const options = { projection, sort: { _id: 1 }, batchSize, enableUtf8Validation: false } as const;
  let last: Document | undefined;
  for (let failures = 0; ;) {
    const filter = last === undefined ? {} : behind(last._id);
    let cursor: FindCursor | undefined;
    let openedOn: Db | undefined;
    try {
      // One batch a call: each has a deadline of its own.
      const nextBatch = async (database: Db): Promise<readonly Document[]> => {
        openedOn ??= database;
        cursor ??= openedOn.collection(collection).find(filter, options);
        // Another call may have had the client replaced. A cursor of a client that is closed looks as if it were at its end.
        if (openedOn !== database) throw new MongoNetworkError("The client of the cursor was replaced.");
        return (await cursor.hasNext()) ? (cursor.readBufferedDocuments() as Document[]) : [];
      };
      for (let batch = await run(nextBatch); batch.length > 0; batch = await run(nextBatch)) {
        for (const document of batch) {
          signal?.throwIfAborted();
          yield toExtendedJson(document) as JsonObject;
          last = document;
          failures = 0;
        }
      }
      return;
    } catch (error) {
      failures += 1;
      if (failures >= attempts || !isPassing(error)) throw error;
    } finally {
      // Not waited for: on a connection that broke it may never end.
      cursor?.close().catch(() => undefined);
    }
    await sleep(firstWaitMs * 2 ** (failures - 1), undefined, { signal });
  }
}

/** The types that an `_id` has in practice, in the order in which MongoDB sorts them. */
const sortedTypes = [
  "null",
  "number",
  "string",
  "object",
  "binData",
  "objectId",
  "bool",
  "date",
  "timestamp",
] as const;

/** Matches what sorts behind an `_id`. `$gt` alone compares only values of one type, and a shop may have several. */
function behind(id: unknown): Document {
  const later = sortedTypes.slice(sortedTypes.indexOf(typeOf(id)) + 1);
  return { $or: [{ _id: { $gt: id } }, ...later.map((type) => ({ _id: { $type: type } }))] };
}

function typeOf(id: unknown): (typeof sortedTypes)[number] {
  if (id === null || id === undefined) return "null";
  if (typeof id === "string") return "string";
  if (typeof id === "number") return "number";
  if (typeof id === "boolean") return "bool";
  if (id instanceof Date) return "date";
  return bsonTypes[(id as { readonly _bsontype?: string })._bsontype ?? ""] ?? "object";
}

const bsonTypes: Readonly<Record<string, (typeof sortedTypes)[number]>> = {
  Int32: "number",
  Long: "number",
  Double: "number",
  Decimal128: "number",
  Binary: "binData",
  ObjectId: "objectId",
  Timestamp: "timestamp",
};
