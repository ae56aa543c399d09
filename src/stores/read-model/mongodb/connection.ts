import { setTimeout as sleep } from "node:timers/promises";
import { ReadConcern, ReadPreference, type Db, type MongoClient, type MongoOptions } from "mongodb";
import { LedgerError } from "../../../errors.js";
import { createClient, hostsOf } from "../../mongodb/client.js";
import { createReplaceableClient } from "../../mongodb/replaceable-client.js";
import { collectionsOf, type Collections } from "./collections.js";
import { translate } from "./failures.js";
import { ensureIndexes } from "./indexes.js";
import type { ModelCollection } from "./model-collection.js";
import { modelCollections } from "./models/model-collections.js";
import { ensurePointer } from "./pointer.js";

export interface ConnectionOptions {
  /** `mongodb://…/<database>`. Its options for pool, timeouts, retries and concerns override the defaults. */
  readonly url: string;
  /** The prefix of the names of all collections. The database may be shared with the shop. */
  readonly prefix: string;
  /** The collections of the projections. By default those of the ledger. */
  readonly models?: readonly ModelCollection[];
}

export interface Connection {
  /**
   * Runs work on the collections. The first run connects and prepares them.
   *
   * @throws LedgerError `read_model_unavailable` instead of the driver's errors; `schema_newer`
   */
  run<T>(work: (collections: Collections) => Promise<T>): Promise<T>;
  /** Like `run`, for a read of few documents. It has a shorter deadline. */
  read<T>(work: (collections: Collections) => Promise<T>): Promise<T>;
  /** Runs work that consists of many runs. It may end even after the connection is closed. */
  hold<T>(work: () => Promise<T>): Promise<T>;
  /** Waits a short time for calls in progress. Then it makes them fail. */
  close(): Promise<void>;
}

/** Short, because a buyer waits for the answer. */
const readDeadlineMs = 10_000;
const closeGraceMs = 5000;

/** @throws LedgerError `config_invalid` if the URL cannot be used. Does not connect yet. */
export function openConnection({ url, prefix, models = modelCollections }: ConnectionOptions): Connection {
  const projections = models.map(({ projection }) => projection);
  // Checks that the URL can be used.
  createReadModelClient(url);
  const server = hostsOf(url);
  const running = new Set<Promise<unknown>>();
  const held = new Set<Promise<unknown>>();
  let closed = false;
  const replaceable = createReplaceableClient({
    create: () => createReadModelClient(url),
    async prepare(client) {
      const collections = collectionsOf(await database(client), prefix, models);
      await ensureIndexes(collections);
      await ensurePointer(collections.checkpoints, projections, server);
      return collections;
    },
  });

  async function attempt<T>(work: (collections: Collections) => Promise<T>, deadlineMs?: number): Promise<T> {
    if (closed && held.size === 0) throw isClosed();
    try {
      return await replaceable.run(work, deadlineMs);
    } catch (error) {
      throw translate(error, server);
    }
  }

  return {
    run: (work) => keep(running, attempt(work)),
    read: (work) => keep(running, attempt(work, readDeadlineMs)),
    hold: (work) => (closed ? Promise.reject(isClosed()) : keep(held, work())),
    async close() {
      closed = true;
      const ended = Promise.allSettled(held).then(() => Promise.allSettled(running));
      await Promise.race([ended, sleep(closeGraceMs, undefined, { ref: false })]);
      await replaceable.close();
    },
  };
}

const isClosed = (): LedgerError => new LedgerError("read_model_unavailable", "The read model is closed.");

function keep<T>(all: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  all.add(work);
  const done = (): void => void all.delete(work);
  work.then(done, done);
  return work;
}

/** With the default write concern, an acknowledged write survives the loss of one member. */
const createReadModelClient = (url: string): MongoClient =>
  createClient(url, "READMODEL_URL", { w: "majority", wtimeoutMS: 10_000 });

/**
 * Reads from the primary, whatever the URL prefers: a read is proved by one after it, and a member that is behind has
 * neither that nor what was just written.
 *
 * Reads what most members have where there are members: a projector must never skip an event because of a document
 * that a new primary does not have. A server that stands alone has nothing else to give. Nor is that so where the URL
 * has writes confirmed by fewer members: they would not be found at once.
 */
async function database(client: MongoClient): Promise<Db> {
  const types = new Set<string>();
  client.on("serverDescriptionChanged", ({ newDescription }) => types.add(newDescription.type));
  await client.connect();
  const { readConcern, writeConcern } = client.options as Partial<MongoOptions>;
  const hasMembers = [...types].some(
    (type) => ["Mongos", "LoadBalancer"].includes(type) || type.startsWith("RS"),
  );
  const readsMajority = hasMembers && readConcern === undefined && writeConcern?.w === "majority";
  return client.db(undefined, {
    readPreference: ReadPreference.primary,
    ...(readsMajority ? { readConcern: new ReadConcern("majority") } : {}),
  });
}
