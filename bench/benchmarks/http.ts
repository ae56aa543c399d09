import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import autocannon from "autocannon";
import { readConfig } from "../../src/config.js";
import { createLogger } from "../../src/logger.js";
import { startLedgerServer } from "../../src/serve.js";
import type { Aim, Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { benchmarkSecret, benchmarkToken } from "../benchmark-token.js";
import { createPartRunner, type Measured, type PartControl } from "../part-process.js";
import { openEmmett } from "../references/emmett.js";
import { openOldWay } from "../references/old-way.js";
import { createBareApp, createStoreApp, listen } from "../references/store-app.js";

const connections = 64;
const course = "course-1";
/** Free items, of which known users buy one after the other. */
const freeItems = 200;
const knownUsers = 500;
/** Users who own something when the reads are measured. */
const ownersCount = 5000;

/** `free`: a free purchase of a new user; `next`: one of a user who bought before, in the order of the requests. */
export type RequestKind = "purchase" | "free" | "next" | "owned" | "check";

const kinds: readonly {
  readonly kind: RequestKind;
  readonly what: string;
  readonly must: number;
  readonly wanted: number;
}[] = [
  { kind: "purchase", what: "POST /api/purchase, each a new one", must: 0.6, wanted: 0.75 },
  { kind: "owned", what: "GET /api/profile/purchased-courses", must: 0.75, wanted: 0.85 },
  { kind: "check", what: "GET /api/purchase/check", must: 0.75, wanted: 0.85 },
];

/** `pair`: two processes of the ledger on one log. */
type Way = "ledger" | "bare" | "oldWay" | "emmett" | "pair";

/** The API under 64 connections, the projector at work as in production; beside other servers that do the same. */
export const httpBenchmark: Benchmark = {
  name: "http",
  async run(context) {
    const token = await benchmarkToken("service");
    const outcomes: Outcome[] = [];
    for (const { kind, what, must, wanted } of kinds) {
      const ways: readonly Way[] = [
        ...(["ledger", "bare", "oldWay"] as const),
        ...(context.peers === undefined ? [] : (["emmett"] as const)),
        ...(kind === "purchase" ? (["pair"] as const) : []),
      ];
      const rounds: Readonly<Record<Way, Served>>[] = [];
      for (let round = 1; round <= context.rounds; round++) {
        const served: Partial<Record<Way, Served>> = {};
        for (const way of ways) served[way] = await measure(context, { kind, way, round, token });
        rounds.push(served as Record<Way, Served>);
      }
      const all = (way: Way): readonly number[] => rounds.map((served) => served[way].used.perSecond);
      const beside = (way: Way, name: string, aim: Aim): Outcome[] =>
        ways.includes(way)
          ? [{ what, unit: "/s", ours: all("ledger"), reference: { name, values: all(way) }, aim }]
          : [];
      const [bare] = beside("bare", `a bare Express route, ${connections} connections`, {
        ratioAtLeast: must,
      });
      outcomes.push(
        { ...bare!, wanted, details: { rounds: rounds.map(detailsOfAll) } },
        ...beside("oldWay", "the old way: no events", { ratioAtLeast: 1 }),
        ...beside("emmett", "Emmett on SQLite", { ratioAtLeast: 1 }),
      );
      if (kind !== "purchase") continue;
      const reference = { name: "with one", values: all("ledger") };
      outcomes.push({
        ...{
          what: "purchases with two server processes on one log",
          unit: "/s",
          ours: all("pair"),
          reference,
        },
        // With the load there are three on the cores: only on a machine of more than two it can be more.
        aim: { ratioAtLeast: 0.75 },
      });
    }
    return outcomes;
  },
};

type Served = Measured<unknown> & { readonly used: LoadResult };

interface Measurement {
  readonly kind: RequestKind;
  readonly way: Way;
  readonly round: number;
  readonly token: string;
}

async function measure(
  { quick, folder, peers, progress }: BenchmarkContext,
  { kind, way, round, token }: Measurement,
): Promise<Served> {
  const { run, serve } = createPartRunner<typeof parts>(import.meta.url);
  const dataDir = join(folder, `${kind}-${way}-${round}`);
  const seconds = quick ? 2 : 12;
  const warmUpSeconds = quick ? 1 : 3;
  const load = async (...urls: readonly string[]): Promise<LoadResult> => {
    if (kind !== "purchase" && way !== "bare")
      await run("load", { urls, kind: "purchase", token, amount: ownersCount });
    return (await run("load", { urls, kind, token, warmUpSeconds, seconds })).output;
  };
  const start = (use: (url: string) => Promise<LoadResult>): Promise<Served> =>
    way === "ledger" || way === "pair"
      ? serve("ledger", { dataDir }, use)
      : serve("other", { way, dataDir, peers: peers ?? "" }, use);
  const served = await (way === "pair"
    ? start(async (one) => (await serve("ledger", { dataDir }, (other) => load(one, other))).used)
    : start(load));
  rmSync(dataDir, { recursive: true, force: true });
  const { perSecond, clientLoad, p99Ms } = served.used;
  progress(
    `${kind}, round ${round}, ${way}: ${Math.round(perSecond)} /s, p99 ${p99Ms} ms, ` +
      `load at ${Math.round(clientLoad * 100)}% of a core`,
  );
  return served;
}

const detailsOfAll = (served: Readonly<Record<string, Served>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(served).map(([way, each]) => [way, detailsOf(each)]));

function detailsOf({ used, peakRssMb, cpuSeconds }: Served) {
  return { ...used, peakRssMb, serverCpuMicrosPerRequest: (cpuSeconds * 1e6) / used.requests };
}

interface LoadInput {
  /** Of as many servers; the connections are spread over them. */
  readonly urls: readonly string[];
  readonly kind: RequestKind;
  readonly token: string;
  /** Compilers and caches first get going; not counted. */
  readonly warmUpSeconds?: number;
  readonly seconds?: number;
  /** Purchases are numbered from here on, so that each is a new one. */
  readonly firstNumber?: number;
  /** Requests instead of a time. */
  readonly amount?: number;
}

interface LoadResult {
  readonly perSecond: number;
  /** Those of the warm-up, too. */
  readonly requests: number;
  /** The share of a core that the load itself took: near 1 it is what limits, and both sides look alike. */
  readonly clientLoad: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export const parts = {
  /** @param settings further ones, by name */
  async ledger(
    { dataDir, settings = {} }: { readonly dataDir: string; readonly settings?: Record<string, string> },
    { serveUntilStopped }: PartControl,
  ): Promise<void> {
    mkdirSync(dataDir, { recursive: true });
    const catalogueFile = join(dataDir, "catalogue.json");
    const offer = {
      kind: "course",
      id: course,
      title: "A course",
      priceMinor: 2999,
      currency: "EUR",
      status: "active",
    };
    const free = Array.from({ length: freeItems }, (_, item) => ({
      ...offer,
      id: `free-${item}`,
      priceMinor: 0,
    }));
    writeFileSync(catalogueFile, JSON.stringify([offer, ...free]));
    const environment = {
      PORT: "0",
      DATA_DIR: dataDir,
      CATALOGUE_FILE: catalogueFile,
      JWT_SECRET: benchmarkSecret,
      ...settings,
    };
    const config = readConfig(environment);
    const logger = createLogger(config.logLevel);
    const server = await startLedgerServer({ config, logger, environment });
    await serveUntilStopped(server.url);
    await server.close();
  },

  async other(
    { way, dataDir, peers }: { readonly way: Way; readonly dataDir: string; readonly peers: string },
    { serveUntilStopped }: PartControl,
  ): Promise<void> {
    mkdirSync(dataDir, { recursive: true });
    const path = join(dataDir, "store.db");
    const store =
      way === "bare" ? undefined : way === "oldWay" ? openOldWay(path) : await openEmmett(peers, path, true);
    const app = store === undefined ? createBareApp(course) : createStoreApp(store);
    const server = await listen(app);
    await serveUntilStopped(server.url);
    server.close();
    await store?.close();
  },

  async load(input: LoadInput): Promise<LoadResult> {
    const { urls, kind, token, warmUpSeconds = 0, seconds = 1, amount, firstNumber = 0 } = input;
    let next = firstNumber;
    const sendTo = async (url: string, limit: { duration: number } | { amount: number }) => {
      const setupRequest = (request: autocannon.Request): autocannon.Request => ({
        ...request,
        ...requestOf(kind, token, next++),
      });
      const share = connections / urls.length;
      const result = await autocannon({
        url,
        connections: share,
        timeout: 30,
        ...limit,
        requests: [{ setupRequest }],
      });
      const failed = result.non2xx + result.errors + result.timeouts;
      if (failed > 0) throw new Error(`${failed} requests of ${kind} failed.`);
      return result;
    };
    const send = (limit: { duration: number } | { amount: number }): Promise<readonly autocannon.Result[]> =>
      Promise.all(urls.map((url) => sendTo(url, limit)));
    if (warmUpSeconds > 0) await send({ duration: warmUpSeconds });
    const cpuBefore = process.cpuUsage();
    const results = await send(amount === undefined ? { duration: seconds } : { amount });
    const { user, system } = process.cpuUsage(cpuBefore);
    const most = (of: (result: autocannon.Result) => number): number => Math.max(...results.map(of));
    return {
      perSecond: results.reduce((sum, result) => sum + result["2xx"] / result.duration, 0),
      requests: next - firstNumber,
      clientLoad: (user + system) / 1e6 / most(({ duration }) => duration),
      p50Ms: most(({ latency }) => latency.p50),
      p99Ms: most(({ latency }) => latency.p99),
    };
  },
};

export function requestOf(kind: RequestKind, token: string, number: number) {
  const headers = { authorization: `Bearer ${token}` };
  if (kind === "purchase" || kind === "free" || kind === "next")
    return {
      method: "POST" as const,
      path: "/api/purchase",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(purchaseOf(kind, number)),
    };
  const userId = `user-${number % ownersCount}`;
  const path =
    kind === "owned"
      ? `/api/profile/purchased-courses?userId=${userId}`
      : `/api/purchase/check?courseId=${course}&userId=${userId}`;
  return { method: "GET" as const, path, headers };
}

function purchaseOf(kind: "purchase" | "free" | "next", number: number) {
  if (kind === "free") return { userId: `user-${number}`, courseId: "free-0", amount: 0 };
  if (kind === "next") {
    const item = Math.floor(number / knownUsers);
    return { userId: `known-${number % knownUsers}`, courseId: `free-${item}`, amount: 0 };
  }
  return {
    userId: `user-${number}`,
    courseId: course,
    amount: 29.99,
    paymentId: `pay_${number}`,
    paymentMethod: "card",
  };
}
