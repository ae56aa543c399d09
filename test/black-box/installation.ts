import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLedger, type LedgerRun, type RunOptions } from "../support/run-ledger.js";
import { startServerProcess, type RunningServer } from "../support/running-server.js";
import { startKillableDoor, type KillableDoor } from "../support/event-store-door.js";
import { startMongodb, urlOf, type MongodbServer } from "../support/mongodb-server.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import type { CatalogueItem } from "./catalogue.js";
import type { Caller } from "./client.js";

export type Engine = "sqlite" | "servers";

/** The processes of a shop: two servers on one log and one read model, and the stores if these are servers. */
export interface Installation {
  /** The addresses of both servers; one that is killed is there again under another one. */
  readonly addresses: () => readonly string[];
  readonly tokenFor: (caller: Caller) => Promise<string>;
  /** Runs a command of the ledger beside the servers. */
  run(
    values: readonly string[],
    environment?: Readonly<Record<string, string>>,
    options?: RunOptions,
  ): Promise<LedgerRun>;
  /** What {@link run} runs the commands with. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the servers logged of a request. */
  logOf(correlationId: string): readonly unknown[];
  /** What can be killed or paused. */
  readonly parts: readonly Part[];
  /** An empty log and read model of the other engine. */
  otherEngine(): Promise<{ readonly environment: Readonly<Record<string, string>>; readonly copyTo: string }>;
  /** The shop's own database, which is kept up to date; undefined without a MongoDB. */
  readonly shopUrl: string | undefined;
  /** A folder for what commands write. */
  readonly folder: string;
  close(): Promise<void>;
}

/** A process that may die or hang at any time. */
export interface Part {
  readonly name: string;
  killAndRestart(): Promise<void>;
  /** Stops it in the middle of what it does. */
  pause(): void;
  goOn(): void;
}

interface Stores {
  readonly environment: Readonly<Record<string, string>>;
  readonly parts: readonly Part[];
  readonly shopUrl: string;
  close(): Promise<void>;
}

/** Where the servers stand, and who runs the commands: nothing may depend on it. */
const clocks = ["Pacific/Kiritimati", "America/St_Johns"] as const;
const clockOfOperators = "Asia/Kathmandu";

export async function install(engine: Engine, items: readonly CatalogueItem[]): Promise<Installation> {
  const folder = await temporaryFolder();
  const catalogue = join(folder.path, "catalogue.json");
  await writeFile(catalogue, JSON.stringify(items));
  const opened: Stores[] = [];
  const openServers = async (): Promise<Stores> => {
    const stores = await startStores();
    opened.push(stores);
    return stores;
  };
  const stores = engine === "servers" ? await openServers() : undefined;
  const shopUrl = stores?.shopUrl;
  const adopted =
    shopUrl === undefined
      ? {}
      : {
          ...{ ADOPT_URL: shopUrl, ADOPT_USERS_COLLECTION: "users" },
          ADOPT_PURCHASES_COLLECTION: "purchases",
        };
  const shared = { CATALOGUE_FILE: catalogue, LOG_LEVEL: "info", ...stores?.environment, ...adopted };
  // On a server each has a folder of its own; an embedded log is one folder for both.
  const dataOf = (n: number): string => join(folder.path, stores === undefined ? "data" : `data-${n}`);
  const servers: RunningServer[] = [];
  const started: RunningServer[] = [];
  const start = async (n: number): Promise<void> => {
    servers[n] = await startServerProcess(dataOf(n), { ...shared, TZ: clocks[n]! });
    started.push(servers[n]);
  };
  await start(0);
  await start(1);
  const environment = { ...shared, DATA_DIR: dataOf(0), LEDGER_OPERATOR: "jo", TZ: clockOfOperators };
  return {
    addresses: () => servers.map(({ url }) => url),
    tokenFor: tokensOf(servers),
    environment,
    run: (values, more, options) => runLedger(values, { ...environment, ...more }, options),
    logOf: (correlationId) =>
      started.flatMap(({ lines }) => lines).filter((line) => JSON.stringify(line).includes(correlationId)),
    parts: [...[0, 1].map((n) => serverPart(servers, n, () => start(n))), ...(stores?.parts ?? [])],
    async otherEngine() {
      const other = { ...environment, DATA_DIR: join(folder.path, "other") };
      if (stores !== undefined)
        return { environment: { ...other, EVENTSTORE_URL: "", READMODEL_URL: "" }, copyTo: other.DATA_DIR };
      const { environment: urls } = await openServers();
      return { environment: { ...other, ...urls }, copyTo: urls.EVENTSTORE_URL ?? "" };
    },
    ...{ folder: folder.path, shopUrl },
    async close() {
      await Promise.all(servers.map((server) => server.stop()));
      for (const each of opened) await each.close();
      await folder.remove();
    },
  };
}

/** A token is the same for every server, and lasts for the whole run. */
function tokensOf(servers: readonly RunningServer[]): Installation["tokenFor"] {
  const tokens = new Map<string, Promise<string>>();
  return (caller) => {
    const key = `${caller.role}/${caller.id}`;
    const token = tokens.get(key) ?? servers[0]!.tokenFor(caller, 24 * 3600);
    tokens.set(key, token);
    return token;
  };
}

function serverPart(servers: readonly RunningServer[], n: number, restart: () => Promise<void>): Part {
  return {
    name: `server ${n}`,
    async killAndRestart() {
      const { child } = servers[n]!;
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      await restart();
    },
    pause: () => servers[n]!.child.kill("SIGSTOP"),
    goOn: () => servers[n]!.child.kill("SIGCONT"),
  };
}

async function startStores(): Promise<Stores> {
  const door = await startKillableDoor();
  const mongodb = await startMongodb();
  return {
    environment: { EVENTSTORE_URL: door.url, READMODEL_URL: urlOf(mongodb.url, "ledger") },
    parts: [doorPart(door), mongodbPart(mongodb)],
    shopUrl: urlOf(mongodb.url, "shop"),
    async close() {
      await door.close();
      await mongodb.close();
    },
  };
}

const doorPart = (door: KillableDoor): Part => ({
  name: "event store",
  killAndRestart: () => door.restart(),
  pause: () => door.pause(),
  goOn: () => door.goOn(),
});

const mongodbPart = (mongodb: MongodbServer): Part => ({
  name: "MongoDB",
  killAndRestart: () => mongodb.restart(),
  pause: () => mongodb.pause(),
  goOn: () => mongodb.goOn(),
});
