import { afterAll, beforeAll, describe } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { MongoClient, type Db } from "mongodb";
import { foundMongodb as found, startMongodb, urlOf, type MongodbServer } from "./mongodb-server.js";

/** For suites that start and kill it, which they do only to one of their own. */
export const describeOwnMongodb = found?.kind === "url" ? describe.skip : describe;

/** A database of its own, with the read models in it, and a way to look at it by hand. */
export interface TestDatabase {
  readonly url: string;
  readonly db: Db;
  drop(): Promise<void>;
}

/** One server for all tests of a file. */
export function useMongodb(): { newDatabase(): Promise<TestDatabase> } {
  let server: Pick<MongodbServer, "url" | "close"> | undefined;
  let client: MongoClient | undefined;
  beforeAll(async () => {
    server =
      found?.kind === "url" ? { url: found.url, close: () => Promise.resolve() } : await startMongodb();
    client = await MongoClient.connect(server.url);
  });
  afterAll(async () => {
    await client?.close();
    await server?.close();
  });
  return {
    newDatabase() {
      if (server === undefined || client === undefined) throw new Error("There is no MongoDB yet.");
      return Promise.resolve(databaseOf(client, server.url));
    },
  };
}

function databaseOf(client: MongoClient, serverUrl: string): TestDatabase {
  // On a server that others test on as well, or that an aborted run has left one on, no other test has it.
  const name = `ledger_test_${randomUUID()}`;
  const url = urlOf(serverUrl, name);
  const db = client.db(name);
  return {
    url,
    db,
    drop: async () => {
      await db.dropDatabase();
    },
  };
}
