import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import autocannon from "autocannon";
import express from "express";
import { issueToken } from "../../src/api/http/auth/issue-token.js";
import { startServer } from "../../src/api/http/server.js";
import { readConfig } from "../../src/config.js";
import type { UserId } from "../../src/events/identifiers.js";
import { createLogger } from "../../src/logger.js";
import { startLedgerServer } from "../../src/serve.js";
import type { Benchmark, Outcome } from "../benchmark.js";
import { createPartRunner, type Measured, type PartControl } from "../part-process.js";

const connections = 64;
export const benchmarkSecret = "a-secret-for-benchmarks-of-at-least-32-characters";
const course = "course-1";
/** Users who own something when the reads are measured. */
const ownersCount = 5000;

type Kind = "purchase" | "owned" | "check";

const kinds: readonly { readonly kind: Kind; readonly what: string; readonly aim: number }[] = [
  { kind: "purchase", what: "POST /api/purchase, each a new one", aim: 0.5 },
  { kind: "owned", what: "GET /api/profile/purchased-courses", aim: 0.6 },
  { kind: "check", what: "GET /api/purchase/check", aim: 0.6 },
];

/** The API under 64 connections, the projector at work as in production; beside a bare Express route. */
export const httpBenchmark: Benchmark = {
  name: "http",
  async run({ rounds, quick, folder, progress }) {
    const { run, serve } = createPartRunner<typeof parts>(import.meta.url);
    const seconds = quick ? 2 : 12;
    const warmUpSeconds = quick ? 1 : 3;
    const token = await issueToken({
      secret: benchmarkSecret,
      userId: "checkout" as UserId,
      role: "service",
      expiresInSeconds: 24 * 60 * 60,
      now: new Date(),
    });
    const outcomes: Outcome[] = [];
    for (const { kind, what, aim } of kinds) {
      const ours: number[] = [];
      const reference: number[] = [];
      const details: unknown[] = [];
      for (let round = 1; round <= rounds; round++) {
        const dataDir = join(folder, `${kind}-${round}`);
        const ledger = await serve("ledger", { dataDir }, async (url) => {
          if (kind !== "purchase") await run("load", { url, kind: "purchase", token, amount: ownersCount });
          return (await run("load", { url, kind, token, warmUpSeconds, seconds })).output;
        });
        const bare = await serve(
          "bare",
          {},
          async (url) => (await run("load", { url, kind, token, warmUpSeconds, seconds })).output,
        );
        progress(
          `${kind}, round ${round}: ${Math.round(ledger.used.perSecond)} /s, bare ${Math.round(bare.used.perSecond)} /s, ` +
            `load at ${Math.round(bare.used.clientLoad * 100)}% of a core`,
        );
        ours.push(ledger.used.perSecond);
        reference.push(bare.used.perSecond);
        details.push({ ours: detailsOf(ledger), bare: detailsOf(bare) });
        rmSync(dataDir, { recursive: true, force: true });
      }
      outcomes.push({
        what,
        unit: "/s",
        ours,
        reference: { name: `a bare Express route, ${connections} connections`, values: reference },
        aim: { ratioAtLeast: aim },
        details: { rounds: details },
      });
    }
    return outcomes;
  },
};

function detailsOf({ used, peakRssMb, cpuSeconds }: Measured<unknown> & { readonly used: LoadResult }) {
  return { ...used, peakRssMb, serverCpuMicrosPerRequest: (cpuSeconds * 1e6) / used.requests };
}

interface LoadInput {
  readonly url: string;
  readonly kind: Kind;
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
  async ledger({ dataDir }: { readonly dataDir: string }, { serveUntilStopped }: PartControl): Promise<void> {
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
    writeFileSync(catalogueFile, JSON.stringify([offer]));
    const environment = {
      PORT: "0",
      DATA_DIR: dataDir,
      CATALOGUE_FILE: catalogueFile,
      JWT_SECRET: benchmarkSecret,
    };
    const config = readConfig(environment);
    const logger = createLogger(config.logLevel);
    const server = await startLedgerServer({ config, logger, environment });
    await serveUntilStopped(server.url);
    await server.close();
  },

  /** Parses and answers the same JSON, and does nothing else. */
  async bare(_: object, { serveUntilStopped }: PartControl): Promise<void> {
    const app = express();
    app.post("/api/purchase", express.json(), (request, response) => {
      response.status(201).json(request.body);
    });
    app.get(["/api/profile/purchased-courses", "/api/purchase/check"], (_request, response) => {
      response.json({ courses: [course], tests: [], revision: 0 });
    });
    const server = await startServer(
      { handle: app, answerUnreadable: () => undefined },
      { port: 0, host: "127.0.0.1" },
    );
    await serveUntilStopped(server.url);
    await server.close();
  },

  async load(input: LoadInput): Promise<LoadResult> {
    const { url, kind, token, warmUpSeconds = 0, seconds = 1, amount, firstNumber = 0 } = input;
    let next = firstNumber;
    const send = async (limit: { duration: number } | { amount: number }): Promise<autocannon.Result> => {
      const setupRequest = (request: autocannon.Request): autocannon.Request => ({
        ...request,
        ...requestOf(kind, token, next++),
      });
      const result = await autocannon({ url, connections, ...limit, requests: [{ setupRequest }] });
      const failed = result.non2xx + result.errors + result.timeouts;
      if (failed > 0) throw new Error(`${failed} requests of ${kind} failed.`);
      return result;
    };
    if (warmUpSeconds > 0) await send({ duration: warmUpSeconds });
    const cpuBefore = process.cpuUsage();
    const result = await send(amount === undefined ? { duration: seconds } : { amount });
    const { user, system } = process.cpuUsage(cpuBefore);
    return {
      perSecond: result["2xx"] / result.duration,
      requests: next - firstNumber,
      clientLoad: (user + system) / 1e6 / result.duration,
      p50Ms: result.latency.p50,
      p99Ms: result.latency.p99,
    };
  },
};

function requestOf(kind: Kind, token: string, number: number) {
  const headers = { authorization: `Bearer ${token}` };
  if (kind === "purchase") {
    const body = JSON.stringify({
      userId: `user-${number}`,
      courseId: course,
      amount: 29.99,
      paymentId: `pay_${number}`,
      paymentMethod: "card",
    });
    return {
      method: "POST" as const,
      path: "/api/purchase",
      headers: { ...headers, "content-type": "application/json" },
      body,
    };
  }
  const userId = `user-${number % ownersCount}`;
  const path =
    kind === "owned"
      ? `/api/profile/purchased-courses?userId=${userId}`
      : `/api/purchase/check?courseId=${course}&userId=${userId}`;
  return { method: "GET" as const, path, headers };
}
