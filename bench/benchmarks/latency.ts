import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "node:http";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { benchmarkToken } from "../benchmark-token.js";
import { createPartRunner } from "../part-process.js";
import { requestOf, type parts as httpParts } from "./http.js";

const shares = [0.25, 0.5, 0.75];
const percentiles = [50, 99, 99.9];
/** One purchase in so many is followed until both projections show it. */
const followedShare = 20;

/** How long a purchase takes, and how long until both projections show it, at fixed rates below the highest. */
export const latencyBenchmark: Benchmark = {
  name: "latency",
  async run(context) {
    const rounds: (readonly Latencies[])[] = [];
    for (let round = 1; round <= context.rounds; round++) rounds.push(await measureRound(context, round));
    return shares.flatMap((share, index) =>
      outcomesOf(
        share,
        rounds.map((of) => of[index]!),
      ),
    );
  },
};

interface Latencies {
  readonly perSecond: number;
  /** In milliseconds, by {@link percentiles}. From when a purchase should have been sent, so that no queue is hidden. */
  readonly purchase: readonly number[];
  /** From the answer of the purchase. */
  readonly shown: readonly number[];
}

async function measureRound(
  { folder, quick, progress }: BenchmarkContext,
  round: number,
): Promise<readonly Latencies[]> {
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const http = createPartRunner<typeof httpParts>(new URL("./http.ts", import.meta.url).href);
  const token = await benchmarkToken("service");
  const seconds = quick ? 1 : 10;
  const { used } = await http.serve("ledger", { dataDir: join(folder, `data-${round}`) }, async (url) => {
    const load = { urls: [url], kind: "purchase" as const, token, warmUpSeconds: quick ? 1 : 3, seconds };
    const highest = (await http.run("load", load)).output.perSecond;
    const all: Latencies[] = [];
    for (const [index, share] of shares.entries()) {
      const perSecond = Math.round(highest * share);
      const input = { url, token, perSecond, seconds, firstNumber: (index + 1) * 10_000_000 };
      const { output } = await run("atRate", input);
      const say = (values: readonly number[]): string => values.map((ms) => ms.toFixed(1)).join(" / ");
      progress(
        `round ${round}, ${perSecond} /s: purchase ${say(output.purchase)} ms, shown ${say(output.shown)} ms`,
      );
      all.push({ perSecond, ...output });
    }
    return all;
  });
  return used;
}

/** Bounds that a machine with nothing else to do stays far below: what is measured is in the table, not in the check. */
const boundsMs = { purchase: [250, 1000, 2000], shown: [500, 2000, 4000] };

function outcomesOf(share: number, rounds: readonly Latencies[]): readonly Outcome[] {
  const rates = rounds.map(({ perSecond }) => perSecond);
  return (["purchase", "shown"] as const).flatMap((which) =>
    percentiles.map((percentile, index): Outcome => ({
      what: `p${percentile} ${which === "purchase" ? "of a purchase" : "until both projections show it"} at ${share * 100}% of the highest rate`,
      unit: "ms",
      ours: rounds.map((latencies) => latencies[which][index]!),
      reference: undefined,
      aim: { valueBelow: boundsMs[which][index]! },
      details: { purchasesPerSecond: rates },
    })),
  );
}

interface RateInput {
  readonly url: string;
  readonly token: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly firstNumber: number;
}

export const parts = {
  async atRate({
    url,
    token,
    perSecond,
    seconds,
    firstNumber,
  }: RateInput): Promise<Omit<Latencies, "perSecond">> {
    const agent = new Agent({ keepAlive: true, maxSockets: 256 });
    const purchase: number[] = [];
    const shown: number[] = [];
    const underWay = new Set<Promise<void>>();
    const headers = { authorization: `Bearer ${token}` };
    const started = performance.now();

    const buy = async (number: number, dueAt: number): Promise<void> => {
      const wanted = requestOf("purchase", token, firstNumber + number);
      const { revision } = JSON.parse(await send(agent, url, wanted)) as { readonly revision: number };
      const answeredAt = performance.now();
      purchase.push(answeredAt - dueAt);
      if (number % followedShare !== 0) return;
      const query = `userId=user-${firstNumber + number}&minRevision=${revision}`;
      const reads = ["purchased-courses", "purchase-history"].map((name) => `/api/profile/${name}?${query}`);
      await Promise.all(reads.map((path) => send(agent, url, { method: "GET", path, headers })));
      shown.push(performance.now() - answeredAt);
    };

    for (let number = 0; number < perSecond * seconds; number++) {
      const dueAt = started + (number * 1000) / perSecond;
      const early = dueAt - performance.now();
      if (early > 1) await sleep(early);
      const bought = buy(number, dueAt).finally(() => underWay.delete(bought));
      underWay.add(bought);
    }
    await Promise.all(underWay);
    agent.destroy();
    return { purchase: percentilesOf(purchase), shown: percentilesOf(shown) };
  },
};

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** @returns the body of the answer, which must be a success */
function send(agent: Agent, url: string, { method, path, headers, body }: Sent): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(new URL(path, url), { agent, method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        if (response.statusCode === 200 || response.statusCode === 201) resolve(text);
        else reject(new Error(`${method} ${path} was answered with ${response.statusCode}: ${text}`));
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

function percentilesOf(values: number[]): readonly number[] {
  const sorted = values.sort((a, b) => a - b);
  return percentiles.map((percentile) => {
    const index = Math.min(sorted.length - 1, Math.floor((sorted.length * percentile) / 100));
    return Math.round((sorted[index] ?? Number.NaN) * 10) / 10;
  });
}
