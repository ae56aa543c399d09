import { randomUUID } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { copyLog } from "../../src/log/copy-log.js";
import type { ItemId, PurchaseId, UserId } from "../../src/events/identifiers.js";
import type { NewEvent } from "../../src/stores/event-store/event-store.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { benchmarkToken } from "../benchmark-token.js";
import { onEachServer, openAdapter, openBareClient, serverParts, type ServerLog } from "../event-store-db.js";
import { mostMb } from "../fold-outcomes.js";
import { logParts } from "../log-parts.js";
import { createPartRunner } from "../part-process.js";
import { removeDatabases } from "../raw-sqlite.js";
import type { parts as httpParts, RequestKind } from "./http.js";

const atOnce = 64;
const seed = 20_240_101;
const eventsPerUser = 10;

/** The whole ledger on an EventStoreDB: purchases over HTTP, and folds of its log; beside the official client by itself. */
export const eventStoreDbLedgerBenchmark: Benchmark = {
  name: "eventstoredb-ledger",
  run: (context) =>
    onEachServer(context, import.meta.url, async (server, url) => [
      ...(await measurePurchases(context, server, url)),
      ...(await measureFolds(context, server, url)),
    ]),
};

/** What the client does for one purchase. */
type ByClient = "read, append" | "read, append twice" | "append";

interface PurchaseRow {
  readonly what: string;
  readonly kind: RequestKind;
  readonly byClient: ByClient;
  readonly must: number;
  readonly wanted: number;
}

const purchaseRows: readonly PurchaseRow[] = [
  {
    what: "POST free purchases by new users",
    kind: "free",
    byClient: "read, append",
    must: 0.6,
    wanted: 0.75,
  },
  {
    what: "POST paid purchases by new users",
    kind: "purchase",
    byClient: "read, append twice",
    must: 0.6,
    wanted: 0.75,
  },
  {
    what: "POST free purchases by users it remembers",
    kind: "next",
    byClient: "append",
    must: 0.45,
    wanted: 0.6,
  },
];

async function measurePurchases(
  { rounds, quick, folder, progress }: BenchmarkContext,
  server: string,
  url: string,
): Promise<readonly Outcome[]> {
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const http = createPartRunner<typeof httpParts>(new URL("./http.ts", import.meta.url).href);
  const seconds = quick ? 1 : 10;
  const warmUpSeconds = quick ? 1 : 3;
  const token = await benchmarkToken("service");
  const overHttp = async (kind: RequestKind): Promise<number> => {
    const dataDir = join(folder, randomUUID());
    const settings = { EVENTSTORE_URL: url, EVENTSTORE_PREFIX: `bench-${randomUUID()}.` };
    const { used } = await http.serve("ledger", { dataDir, settings }, async (ledger) => {
      const { output } = await http.run("load", { urls: [ledger], kind, token, warmUpSeconds, seconds });
      return output.perSecond;
    });
    rmSync(dataDir, { recursive: true, force: true });
    return used;
  };
  const outcomes: Outcome[] = [];
  for (const { what, kind, byClient, must, wanted } of purchaseRows) {
    const ours: number[] = [];
    const values: number[] = [];
    for (let round = 1; round <= rounds; round++) {
      ours.push(await overHttp(kind));
      const log = { url, prefix: `bare-${randomUUID()}.` };
      values.push((await run("byClient", { ...log, byClient, seconds })).output);
      progress(
        `${server}: ${what}: ${Math.round(ours.at(-1)!)} /s; by the client ${Math.round(values.at(-1)!)}`,
      );
    }
    const reference = { name: `the official client by itself (${byClient})`, values };
    const aim = { ratioAtLeast: must };
    outcomes.push({ what: `${what}, on ${server}`, unit: "/s", ours, reference, aim, wanted });
  }
  return outcomes;
}

interface FoldRound {
  readonly read: number;
  readonly firstFold: number;
  readonly verify: number;
  readonly rebuild: number;
  readonly verifyPeakMb: number;
  readonly rebuildPeakMb: number;
}

async function measureFolds(
  { rounds, quick, events: wanted, folder, progress }: BenchmarkContext,
  server: string,
  url: string,
): Promise<readonly Outcome[]> {
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const events = wanted ?? (quick ? 2000 : 200_000);
  const log = { url, prefix: `bench-${randomUUID()}.` };
  const sample = join(folder, "sample-log.db");
  progress(`${server}: copying a log of ${events} events there`);
  await run("writeLog", { path: sample, events, users: Math.ceil(events / eventsPerUser), seed });
  await run("copy", { from: sample, to: log });
  const measured: FoldRound[] = [];
  for (let round = 1; round <= rounds; round++) {
    const models = join(folder, `models-${round}.db`);
    const rate = (what: string, seconds: number): number => {
      progress(`${server}, round ${round}: ${what}: ${Math.round(events / seconds)} events/s`);
      return events / seconds;
    };
    const read = rate("read by the client", (await run("readByClient", log)).output);
    const firstFold = rate("first fold", (await run("firstFold", { log, models })).output);
    const verified = await run("verify", { log, models });
    const rebuilt = await run("rebuild", { log, models });
    removeDatabases(models);
    measured.push({
      ...{ read, firstFold },
      verify: rate(`verify, peak ${verified.peakRssMb} MB`, verified.output),
      rebuild: rate(`rebuild, peak ${rebuilt.peakRssMb} MB`, rebuilt.output),
      verifyPeakMb: verified.peakRssMb,
      rebuildPeakMb: rebuilt.peakRssMb,
    });
  }
  return foldOutcomes(measured, server, events);
}

function foldOutcomes(rounds: readonly FoldRound[], server: string, events: number): readonly Outcome[] {
  const all = (field: keyof FoldRound): readonly number[] => rounds.map((round) => round[field]);
  const count = events.toLocaleString("en-US");
  const reference = { name: "the official client's filtered subscription", values: all("read") };
  const rates = [
    { what: "the first fold of", field: "firstFold", must: 0.9 },
    { what: "verifying", field: "verify", must: 0.8 },
    { what: "rebuilding", field: "rebuild", must: 0.8 },
  ] as const;
  const peaks = [
    { what: "verifying", field: "verifyPeakMb" },
    { what: "rebuilding", field: "rebuildPeakMb" },
  ] as const;
  return [
    ...rates.map(({ what, field, must }) => ({
      ...{ what: `${what} ${count} events, on ${server}`, unit: "events/s", ours: all(field), reference },
      aim: { ratioAtLeast: must },
    })),
    ...peaks.map(({ what, field }) => ({
      what: `peak memory of ${what} ${count} events, on ${server}`,
      ...{ unit: "MB", ours: all(field), reference: undefined },
      aim: { valueBelow: mostMb(Math.max(events, 1_000_001)) },
    })),
  ];
}

interface ByClientInput extends ServerLog {
  readonly byClient: ByClient;
  readonly seconds: number;
}

export const parts = {
  ...serverParts,
  ...logParts,

  async copy({ from: path, to }: { readonly from: string; readonly to: ServerLog }): Promise<void> {
    const [source, target] = [await openEmbeddedEventStore({ path }), openAdapter(to)];
    await copyLog({ from: source, to: target }).result;
    await target.close();
    await source.close();
  },

  /** @returns seconds */
  async readByClient(log: ServerLog): Promise<number> {
    const client = openBareClient(log);
    const started = performance.now();
    await client.readAll(5000);
    const seconds = (performance.now() - started) / 1000;
    await client.close();
    return seconds;
  },

  /** @returns purchases per second */
  async byClient({ byClient, seconds, ...log }: ByClientInput): Promise<number> {
    const client = openBareClient(log);
    let number = 0;
    const newUser = async (): Promise<void> => {
      const name = `purchases-${number++}`;
      await client.read(name);
      if (byClient === "read, append twice")
        await client.append(`payment-${name}`, sampleEvent(), "no_stream");
      await client.append(name, sampleEvent(), "no_stream");
    };
    const buyFor = async (milliseconds: number): Promise<number> => {
      const started = performance.now();
      let done = 0;
      const one = async (user: number): Promise<void> => {
        for (let revision = 0; performance.now() - started < milliseconds; revision++, done++) {
          if (byClient !== "append") await newUser();
          else
            await client.append(
              `${started}-${user}`,
              sampleEvent(),
              revision === 0 ? "no_stream" : BigInt(revision - 1),
            );
        }
      };
      await Promise.all(Array.from({ length: atOnce }, (_, user) => one(user)));
      return (done * 1000) / (performance.now() - started);
    };
    await buyFor(1000);
    const perSecond = await buyFor(seconds * 1000);
    await client.close();
    return perSecond;
  },
};

/** As large as the ledger's own. */
function sampleEvent(): NewEvent {
  const id = randomUUID();
  return {
    id,
    type: "CoursePurchased",
    data: {
      purchaseId: id as string as PurchaseId,
      userId: "user-1" as UserId,
      courseId: "course-1" as ItemId,
      ...{ listPrice: null, price: null, discount: null, orderId: null, grantedBy: null, duplicateOf: null },
      ...{ flags: [], payment: { id: `pay_${id}`, method: "card" }, purchasedAt: "2026-01-02T03:04:05.678Z" },
    },
    metadata: {
      schemaVersion: 2,
      ...{ correlationId: id, causationId: id, actor: { id: "checkout", role: "service" }, source: "api" },
      contentHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
  };
}
