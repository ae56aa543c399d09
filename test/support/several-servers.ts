import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { freshPrefix, openOn, startKillableDoor } from "./event-store-door.js";
import { startServerProcess, type RunningServer } from "./running-server.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A log that several `ledger serve` processes share. */
export interface SharedLog {
  /** Starts a server on it. @param n which: on EventStoreDB each has a folder of its own */
  serve(n?: number): Promise<RunningServer>;
  /** The log itself, for the test to look into. */
  open(): Promise<EventStore>;
  /** The settings by which the `ledger` command finds it, as the n-th server does. */
  environment(n?: number): Readonly<Record<string, string>>;
  /** Ends what {@link serve} has started, and removes everything. */
  close(): Promise<void>;
}

export interface SharedLogKind {
  readonly name: string;
  start(): Promise<SharedLog>;
}

/** The items `c-0` to `c-199`, at 20.00 EUR each. */
export const itemsForSale = 200;

/**
 * On the embedded log the servers share one folder; on EventStoreDB each has a folder of its own. The door is a process
 * of its own as well.
 */
export const sharedLogs: readonly SharedLogKind[] = [
  { name: "embedded", start: () => startShared() },
  {
    name: "EventStoreDB, on the door",
    async start() {
      const door = await startKillableDoor();
      const prefix = freshPrefix();
      return startShared({ url: door.url, prefix, close: () => door.close() });
    },
  },
];

interface OnServer {
  readonly url: string;
  readonly prefix: string;
  close(): Promise<void>;
}

async function startShared(server?: OnServer): Promise<SharedLog> {
  const folder = await temporaryFolder();
  const catalogue = join(folder.path, "catalogue.json");
  const offers = Array.from({ length: itemsForSale }, (_, n) => ({
    ...{ kind: "course", id: `c-${n}`, title: `Course ${n}`, priceMinor: 2000, currency: "EUR" },
    status: "active",
  }));
  await writeFile(catalogue, JSON.stringify(offers));
  const onServer: Readonly<Record<string, string>> =
    server === undefined
      ? {}
      : {
          EVENTSTORE_URL: server.url,
          EVENTSTORE_PREFIX: server.prefix,
          // What these tests look at is who wins, not how soon: the machine may be busy.
          EVENTSTORE_TIMEOUT_MS: "60000",
        };
  const started: RunningServer[] = [];
  const dataDirOf = (n: number): string => join(folder.path, server === undefined ? "data" : `data-${n}`);
  const environment: SharedLog["environment"] = (n = 0) => ({
    ...onServer,
    CATALOGUE_FILE: catalogue,
    DATA_DIR: dataDirOf(n),
  });
  return {
    environment,
    async serve(n = 0) {
      const running = await startServerProcess(dataDirOf(n), environment(n));
      started.push(running);
      return running;
    },
    open: () =>
      server === undefined
        ? openEmbeddedEventStore({ path: join(dataDirOf(0), "events.db") })
        : Promise.resolve(openOn(server.url, server.prefix)),
    async close() {
      await Promise.all(started.map((each) => each.stop()));
      await server?.close();
      await folder.remove();
    },
  };
}
