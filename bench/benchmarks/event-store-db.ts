import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent, streamNameFilter, type JSONEventType } from "@eventstore/db-client";
import { eventIdOf } from "../../src/commands/content-hash.js";
import { streamOf, type ItemId, type PurchaseId } from "../../src/events/identifiers.js";
import { isEventStoreUrl, parseEventStoreUrl } from "../../src/event-store-url.js";
import type { EventStore, NewEvent } from "../../src/stores/event-store/event-store.js";
import { startEventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";
import { openEventStoreDb } from "../../src/stores/event-store/eventstoredb/eventstoredb-event-store.js";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { createPartRunner } from "../part-process.js";
import { sampleUser } from "../sample-log.js";

const realServer = process.env.EVENTSTOREDB_TEST_URL;

/**
 * The log through the adapter, on the door and, where `EVENTSTOREDB_TEST_URL` names one, on a real server; beside the
 * bare client that does the same there.
 */
export const eventStoreDbBenchmark: Benchmark = {
  name: "eventstoredb",
  async run(context) {
    const { serve } = createPartRunner<typeof parts>(import.meta.url);
    const outcomes: Outcome[] = [];
    const door = { path: join(context.folder, "events.db") };
    await serve("door", door, async (url) => {
      outcomes.push(...(await measure(context, "the door", url)));
    });
    if (realServer !== undefined) outcomes.push(...(await measure(context, "a real server", realServer)));
    return outcomes;
  },
};

/** Events that a reader gets at a time. */
const batchSize = 5000;

type Way = "adapter" | "bare";

interface AppendInput {
  readonly url: string;
  readonly way: Way;
  readonly prefix: string;
  readonly events: number;
  readonly atOnce: number;
}

interface ReadInput {
  readonly url: string;
  readonly way: Way;
  readonly prefix: string;
  readonly events: number;
}

async function measure(context: BenchmarkContext, server: string, url: string): Promise<Outcome[]> {
  const { rounds, quick, progress } = context;
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const single = { name: "append, 1 at a time", atOnce: 1, events: quick ? 100 : 3000 };
  const many = { name: "append, 64 at once", atOnce: 64, events: quick ? 640 : 50_000 };
  const results = new Map<string, Record<Way, number[]>>();
  const note = (what: string, way: Way, perSecond: number): void => {
    const values = results.get(what) ?? { adapter: [], bare: [] };
    results.set(what, values);
    values[way].push(perSecond);
    progress(`${server}, ${what}, ${way}: ${Math.round(perSecond)}/s`);
  };
  for (let round = 1; round <= rounds; round++) {
    // In turn first and second, because the log grows under them.
    const ways: readonly Way[] = round % 2 === 0 ? ["bare", "adapter"] : ["adapter", "bare"];
    let prefix = "";
    for (const { name, atOnce, events } of [single, many]) {
      prefix = `bench-${randomUUID()}.`;
      for (const way of ways) {
        const input = { url, way, events, atOnce, prefix: way === "adapter" ? prefix : `bare-${prefix}` };
        note(name, way, (await run("append", input)).output);
      }
    }
    for (const way of ways) {
      const { output } = await run("readAll", { url, way, prefix, events: many.events });
      note("read all", way, output);
    }
  }
  return [...results].map(([what, { adapter, bare }]) => ({
    what: `${what}, on ${server}`,
    unit: "events/s",
    ours: adapter,
    reference: { name: "the bare client", values: bare },
    aim: { ratioAtLeast: 0.85 },
  }));
}

export const parts = {
  async door(
    { path }: { readonly path: string },
    control: { serveUntilStopped(url: string): Promise<void> },
  ): Promise<void> {
    const door = await startEventStoreDbDoor({ path, port: 0 });
    await control.serveUntilStopped(door.url);
    await door.close();
  },

  /** Each event to a stream of its own. @returns events per second */
  async append({ url, way, prefix, events, atOnce }: AppendInput): Promise<number> {
    const { append, close } = way === "adapter" ? byAdapter(url, prefix) : byBareClient(url, prefix);
    // Connected, and the code warm.
    for (let n = 0; n < 50; n++) await append(`warm-${n}`);
    let next = 0;
    const writeOneAfterTheOther = async (): Promise<void> => {
      while (next < events) await append(`${next++}`);
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: atOnce }, writeOneAfterTheOther));
    const seconds = (performance.now() - started) / 1000;
    await close();
    return events / seconds;
  },

  /** All of one ledger, filtered on the server. @returns events per second */
  async readAll({ url, way, prefix, events }: ReadInput): Promise<number> {
    const started = performance.now();
    const read = way === "adapter" ? await readByAdapter(url, prefix) : await readByBareClient(url, prefix);
    const seconds = (performance.now() - started) / 1000;
    if (read < events) throw new Error(`Only ${read} of ${events} events were read.`);
    return read / seconds;
  },
};

function purchaseOf(name: string): {
  readonly stream: ReturnType<typeof streamOf>;
  readonly event: NewEvent;
} {
  const userId = sampleUser(Number(name.replace("warm-", "1000000000")));
  const purchaseId = `purchase-${name}` as PurchaseId;
  return {
    stream: streamOf(userId),
    event: {
      id: eventIdOf("CoursePurchased", userId, purchaseId),
      type: "CoursePurchased",
      data: {
        purchaseId,
        userId,
        courseId: "course-1" as ItemId,
        listPrice: { amountMinor: 2990, currency: "EUR" },
        price: { amountMinor: 2990, currency: "EUR" },
        ...{ discount: null, orderId: null, grantedBy: null, duplicateOf: null, flags: [] },
        payment: { id: `pay_${name}`, method: "card" },
        purchasedAt: "2026-01-02T03:04:05.678Z",
      },
      metadata: {
        schemaVersion: 2,
        correlationId: `request-${name}`,
        causationId: `request-${name}`,
        actor: { id: "checkout", role: "service" },
        source: "api",
        contentHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      },
    },
  };
}

function adapterOn(text: string, prefix: string): EventStore {
  const url = parseEventStoreUrl(text);
  if (!isEventStoreUrl(url)) throw new Error("EVENTSTOREDB_TEST_URL is not a connection string.");
  return openEventStoreDb({ url, prefix, timeoutMs: 30_000 });
}

function byAdapter(url: string, prefix: string) {
  const store = adapterOn(url, prefix);
  return {
    append: async (name: string): Promise<void> => {
      const { stream, event } = purchaseOf(name);
      await store.append(stream, [event], "no-stream");
    },
    close: () => store.close(),
  };
}

function byBareClient(url: string, prefix: string) {
  const client = EventStoreDBClient.connectionString(url);
  return {
    append: async (name: string): Promise<void> => {
      const { stream, event } = purchaseOf(name);
      await client.appendToStream(prefix + stream, jsonEvent<JSONEventType>({ ...event }), {
        expectedRevision: "no_stream",
      });
    },
    close: () => client.dispose(),
  };
}

async function readByAdapter(url: string, prefix: string): Promise<number> {
  const store = adapterOn(url, prefix);
  let events = 0;
  for await (const batch of store.readAll({ batchSize, live: false })) events += batch.length;
  await store.close();
  return events;
}

/**
 * Its `readAll` has no filter; a subscription has, and is the client's way to read one ledger out of many. Up to the
 * log's head, and in batches as large, as the adapter reads: who reads keeps that many events at a time.
 */
async function readByBareClient(url: string, prefix: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
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
  await client.dispose();
  return events + batch.length;
}
