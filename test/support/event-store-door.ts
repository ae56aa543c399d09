import { once } from "node:events";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import {
  isEventStoreUrl,
  parseEventStoreUrl,
  type EventStoreHost,
  type EventStoreUrl,
} from "../../src/event-store-url.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { startEventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";
import { createDiscovery } from "../../src/stores/event-store/eventstoredb/discovery.js";
import { createNodeClients } from "../../src/stores/event-store/eventstoredb/node-settings.js";
import { openEventStoreDb } from "../../src/stores/event-store/eventstoredb/eventstoredb-event-store.js";
import { startChild } from "./children.js";
import { temporaryFolder } from "./temporary-folder.js";

export interface EventStoreServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface TestServer {
  readonly name: string;
  readonly tls: boolean;
  start(): Promise<EventStoreServer>;
}

/**
 * What the adapter is tested against: the door, and a real EventStoreDB where `EVENTSTOREDB_TEST_URL` names one. It
 * must allow anonymous reads of `$all` or have credentials in the URL; the tests write to streams that begin with
 * `test-` and leave them there.
 */
export const testServers: readonly TestServer[] = [
  { name: "the door", tls: false, start: startDoor },
  ...(process.env.EVENTSTOREDB_TEST_URL === undefined ? [] : [realServer(process.env.EVENTSTOREDB_TEST_URL)]),
];

function realServer(url: string): TestServer {
  const { tls = true } = eventStoreUrl(url).options;
  return {
    name: "a real server",
    tls,
    start: () => Promise.resolve({ url, close: () => Promise.resolve() }),
  };
}

/** A door on a log of its own, in this process. */
async function startDoor(): Promise<EventStoreServer> {
  const folder = await temporaryFolder();
  const failures: unknown[] = [];
  const door = await startEventStoreDbDoor({
    path: join(folder.path, "events.db"),
    port: 0,
    onFailure: (error) => failures.push(error),
  });
  return {
    url: door.url,
    async close() {
      await door.close();
      await folder.remove();
      if (failures.length > 0) throw new AggregateError(failures, "The door did not foresee something.");
    },
  };
}

export interface KillableDoor extends EventStoreServer {
  /** Ends it at once, with no chance to tidy up. */
  kill(): Promise<void>;
  /** Holds it in the middle of whatever it does: connections stay open and get no answer. */
  pause(): void;
  goOn(): void;
  /** Starts it again, on the same log and port. */
  restart(): Promise<void>;
}

/**
 * A door in a process of its own.
 *
 * @param file the log; one of its own by default
 */
export async function startKillableDoor(file?: string): Promise<KillableDoor> {
  const folder = await temporaryFolder();
  const path = file ?? join(folder.path, "events.db");
  const start = async (port: number) => {
    const child = startChild("door-child.ts", path, String(port));
    let errors = "";
    child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const first = await Promise.race([once(child.stdout, "data"), once(child, "exit")]);
    const url = String(first[0]).trim();
    if (!url.startsWith("esdb://")) throw new Error(`The door did not start: ${errors}`);
    return { child, url };
  };
  let running = await start(0);
  const { url } = running;
  const kill = async (): Promise<void> => {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return;
    const exited = once(running.child, "exit");
    running.child.kill("SIGKILL");
    await exited;
  };
  return {
    url,
    kill,
    pause: () => running.child.kill("SIGSTOP"),
    goOn: () => running.child.kill("SIGCONT"),
    async restart() {
      await kill();
      running = await start(portOf(url));
    },
    async close() {
      await kill();
      await folder.remove();
    },
  };
}

export const portOf = (url: string): number => eventStoreUrl(url).hosts[0]?.port ?? 0;

/** No other test has it, on a server that keeps what the tests wrote. */
export const freshPrefix = (): string => `test-${randomUUID()}.`;

export function eventStoreUrl(text: string): EventStoreUrl {
  const parsed = parseEventStoreUrl(text);
  if (isEventStoreUrl(parsed)) return parsed;
  throw new Error(`Not a connection string: ${JSON.stringify(parsed)}`);
}

/** The leader of a cluster, as its nodes name it; the one node of a URL that asks for no others. */
export const leaderOf = (url: EventStoreUrl): Promise<EventStoreHost> =>
  createDiscovery({
    url,
    clientOf: createNodeClients(url),
    attemptMs: 10_000,
  })(undefined);

/** The adapter on a server. */
export const openOn = (url: string, prefix: string, timeoutMs = 10_000): EventStore =>
  openEventStoreDb({ url: eventStoreUrl(url), prefix, timeoutMs });
