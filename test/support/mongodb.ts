import { afterAll, beforeAll, describe } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { MongoClient, type Db } from "mongodb";
import { findMongodb } from "../../scripts/ferretdb.mjs";
import { temporaryFolder } from "./temporary-folder.js";

const found = findMongodb(fileURLToPath(new URL("../..", import.meta.url)));
/** The server that the tests bring along looks at all documents for nearly every question: tests ask it for less. */
export const isSlowMongodb = found?.kind === "ferretdb";
/** For suites that start and kill it, which they do only to one of their own. */
export const describeOwnMongodb = found?.kind === "url" ? describe.skip : describe;

/** A server of the tests' own, with its data in a folder that outlives it. */
export interface MongodbServer {
  readonly url: string;
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
  /** Holds it in the middle of whatever it does: connections stay open and get no answer. */
  pause(): void;
  goOn(): void;
  /** Starts it again, at the same address. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startMongodb(): Promise<MongodbServer> {
  const folder = await temporaryFolder();
  const port = await freePort();
  let child = await start(folder.path, port);
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  };
  return {
    url: `mongodb://127.0.0.1:${port}/`,
    kill,
    pause: () => child.kill("SIGSTOP"),
    goOn: () => child.kill("SIGCONT"),
    async restart() {
      await kill();
      child = await start(folder.path, port);
    },
    async close() {
      await kill();
      await folder.remove();
    },
  };
}

async function start(folder: string, port: number): Promise<ChildProcess> {
  const own = ["--port", String(port), "--bind_ip", "127.0.0.1", "--dbpath", folder];
  const [program, values, isReady] =
    found?.kind === "mongod"
      ? (["mongod", own, /Waiting for connections/] as const)
      : ([found?.kind === "ferretdb" ? found.path : "", [folder, String(port)], /^mongodb:/] as const);
  // Its standard input is open until this process ends, however it ends.
  const child = spawn(program, values, { stdio: ["pipe", "pipe", "ignore"] });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!isReady.test(line)) continue;
    child.stdout.resume();
    return child;
  }
  throw new Error(`The MongoDB server ended before it was ready: ${program}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

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

let databases = 0;

function databaseOf(client: MongoClient, serverUrl: string): TestDatabase {
  databases += 1;
  const name = `ledger_test_${process.pid}_${databases}`;
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

/** The URL of a database of a server, with the options of the server's URL. */
export function urlOf(serverUrl: string, database: string): string {
  const [, hosts = "", options = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)[^?]*(\?.*)?$/.exec(serverUrl) ?? [];
  return `${hosts}/${database}${options}`;
}
