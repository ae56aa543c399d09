import { join } from "node:path";
import {
  EventStoreDBClient,
  jsonEvent,
  streamNameFilter,
  StreamNotFoundError,
  type AppendExpectedRevision,
  type JSONEventType,
} from "@eventstore/db-client";
import { isEventStoreUrl, parseEventStoreUrl } from "../src/event-store-url.js";
import type { EventStore, NewEvent } from "../src/stores/event-store/event-store.js";
import { startEventStoreDbDoor } from "../src/stores/event-store/eventstoredb-door/door.js";
import { openEventStoreDb } from "../src/stores/event-store/eventstoredb/eventstoredb-event-store.js";
import type { BenchmarkContext, Outcome } from "./benchmark.js";
import { createPartRunner, type PartControl } from "./part-process.js";

const realServer = process.env.EVENTSTOREDB_TEST_URL;

/** Which of a server's logs is measured. */
export interface ServerLog {
  readonly url: string;
  readonly prefix: string;
}

/** What a benchmark needs among its parts to call {@link onEachServer}. */
export const serverParts = {
  async door({ path }: { readonly path: string }, control: PartControl): Promise<void> {
    const door = await startEventStoreDbDoor({ path, port: 0 });
    await control.serveUntilStopped(door.url);
    await door.close();
  },
};

/**
 * Measures on the door, in a process of its own, and on the real server that `EVENTSTOREDB_TEST_URL` names, if it does.
 *
 * @param moduleUrl a benchmark whose parts {@link serverParts} are among
 */
export async function onEachServer(
  { folder }: BenchmarkContext,
  moduleUrl: string,
  measure: (server: string, url: string) => Promise<readonly Outcome[]>,
): Promise<readonly Outcome[]> {
  const { serve } = createPartRunner<typeof serverParts>(moduleUrl);
  const { used } = await serve("door", { path: join(folder, "events.db") }, (url) =>
    measure("the door", url),
  );
  return realServer === undefined ? used : [...used, ...(await measure("a real server", realServer))];
}

export function openAdapter({ url: text, prefix }: ServerLog): EventStore {
  const url = parseEventStoreUrl(text);
  if (!isEventStoreUrl(url)) throw new Error("EVENTSTOREDB_TEST_URL is not a connection string.");
  return openEventStoreDb({ url, prefix, timeoutMs: 30_000 });
}

/** The official client by itself. */
export function openBareClient({ url, prefix }: ServerLog) {
  const client = EventStoreDBClient.connectionString(url);
  return {
    async append(stream: string, event: NewEvent, expectedRevision: AppendExpectedRevision): Promise<void> {
      await client.appendToStream(prefix + stream, jsonEvent<JSONEventType>({ ...event }), {
        expectedRevision,
      });
    },
    /** @returns how many events the stream has */
    async read(stream: string): Promise<number> {
      let events = 0;
      try {
        for await (const _event of client.readStream(prefix + stream)) events += 1;
      } catch (error) {
        if (!(error instanceof StreamNotFoundError)) throw error;
      }
      return events;
    },
    readAll: (batchSize: number) => readFiltered(client, prefix, batchSize),
    close: () => client.dispose(),
  };
}

/**
 * Its `readAll` has no filter; a subscription has, and is the client's way to read one ledger out of many. Up to the
 * log's head, and in batches as large, as the adapter reads: who reads keeps that many events at a time.
 */
async function readFiltered(client: EventStoreDBClient, prefix: string, batchSize: number): Promise<number> {
  const filter = streamNameFilter({ prefixes: [prefix], maxSearchWindow: 1000 });
  const subscription = client.subscribeToAll({ filter });
  let events = 0;
  let batch: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    subscription.on("data", ({ event }) => {
      if (event === undefined) return;
      batch.push(event);
      if (batch.length < batchSize) return;
      events += batch.length;
      batch = [];
    });
    subscription.on("caughtUp", resolve);
    subscription.on("error", reject);
  });
  // What was read before the server said so may be on its way through the client yet.
  while (subscription.readableLength > 0) await new Promise((resolve) => setImmediate(resolve));
  await subscription.unsubscribe();
  return events + batch.length;
}
