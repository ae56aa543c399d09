import { randomUUID } from "node:crypto";
import { streamOf, type ItemId, type PurchaseId } from "../../src/events/identifiers.js";
import type { NewEvent } from "../../src/stores/event-store/event-store.js";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { onEachServer, openAdapter, openBareClient, serverParts, type ServerLog } from "../event-store-db.js";
import { createPartRunner } from "../part-process.js";
import { sampleUser } from "../sample-log.js";

/** The log through the adapter, beside the bare client that does the same there. */
export const eventStoreDbBenchmark: Benchmark = {
  name: "eventstoredb",
  run: (context) => onEachServer(context, import.meta.url, (server, url) => measure(context, server, url)),
};

/** Events that a reader gets at a time. */
const batchSize = 5000;

type Way = "adapter" | "bare";

interface ReadInput extends ServerLog {
  readonly way: Way;
  readonly events: number;
}

interface AppendInput extends ReadInput {
  readonly atOnce: number;
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
  ...serverParts,

  /** Each event to a stream of its own. @returns events per second */
  async append({ way, events, atOnce, ...log }: AppendInput): Promise<number> {
    const { append, close } = way === "adapter" ? byAdapter(log) : byBareClient(log);
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
  async readAll({ way, events, ...log }: ReadInput): Promise<number> {
    const started = performance.now();
    const read = way === "adapter" ? await readByAdapter(log) : await readByBareClient(log);
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
      id: randomUUID(),
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

function byAdapter(log: ServerLog) {
  const store = openAdapter(log);
  return {
    append: async (name: string): Promise<void> => {
      const { stream, event } = purchaseOf(name);
      await store.append(stream, [event], "no-stream");
    },
    close: () => store.close(),
  };
}

function byBareClient(log: ServerLog) {
  const client = openBareClient(log);
  return {
    append: async (name: string): Promise<void> => {
      const { stream, event } = purchaseOf(name);
      await client.append(stream, event, "no_stream");
    },
    close: () => client.close(),
  };
}

async function readByAdapter(log: ServerLog): Promise<number> {
  const store = openAdapter(log);
  let events = 0;
  for await (const batch of store.readAll({ batchSize, live: false })) events += batch.length;
  await store.close();
  return events;
}

async function readByBareClient(log: ServerLog): Promise<number> {
  const client = openBareClient(log);
  const events = await client.readAll(batchSize);
  await client.close();
  return events;
}
