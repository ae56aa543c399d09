import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Benchmark, BenchmarkContext } from "../benchmark.js";
import { benchmarkToken } from "../benchmark-token.js";
import { logParts } from "../log-parts.js";
import { createPartRunner } from "../part-process.js";
import { copyDatabase } from "../raw-sqlite.js";
import type { parts as httpParts } from "./http.js";

const seed = 20_240_103;

/** Purchases over HTTP while a rebuild that was started over the API runs, beside the same without it. */
export const busyBenchmark: Benchmark = {
  name: "busy",
  async run(context) {
    const { rounds, quick, folder, progress } = context;
    const events = quick ? 20_000 : 500_000;
    const [log, models] = [join(folder, "events.db"), join(folder, "read-model.db")];
    progress(`writing a log of ${events} events, and folding it`);
    const { run } = createPartRunner<typeof parts>(import.meta.url);
    await run("writeLog", { path: log, events, users: events / 10, seed });
    await run("firstFold", { log, models });
    const all: Round[] = [];
    for (let round = 1; round <= rounds; round++) {
      const dataDir = join(folder, `data-${round}`);
      mkdirSync(dataDir);
      for (const name of ["events.db", "read-model.db"])
        copyDatabase(join(folder, name), join(dataDir, name));
      all.push(await measureRound(context, round, dataDir));
      rmSync(dataDir, { recursive: true, force: true });
    }
    return [
      {
        what: "purchases while a rebuild runs",
        unit: "/s",
        ours: all.map(({ during }) => during.perSecond),
        reference: { name: "without it", values: all.map(({ without }) => without.perSecond) },
        aim: { ratioAtLeast: 0.8 },
        details: { rebuildStillRan: all.map(({ rebuildStillRan }) => rebuildStillRan) },
      },
      {
        what: "99th percentile of their time",
        unit: "ms",
        ours: all.map(({ during }) => during.p99Ms),
        reference: { name: "without it", values: all.map(({ without }) => without.p99Ms) },
        aim: { ratioAtMost: 1.5 },
      },
    ];
  },
};

interface Load {
  readonly perSecond: number;
  readonly p99Ms: number;
}

interface Round {
  readonly without: Load;
  readonly during: Load;
  /** Otherwise a part of the time was measured without it. */
  readonly rebuildStillRan: boolean;
}

async function measureRound(
  { quick, progress }: BenchmarkContext,
  round: number,
  dataDir: string,
): Promise<Round> {
  const { run, serve } = createPartRunner<typeof httpParts>(new URL("./http.ts", import.meta.url).href);
  const { used } = await serve("ledger", { dataDir }, async (url) => {
    const token = await benchmarkToken("service");
    const shared = {
      urls: [url],
      kind: "purchase" as const,
      token,
      warmUpSeconds: quick ? 1 : 3,
      seconds: quick ? 2 : 12,
    };
    const load = async (firstNumber: number): Promise<Load> =>
      (await run("load", { ...shared, firstNumber })).output;
    const without = await load(0);
    const headers = {
      Authorization: `Bearer ${await benchmarkToken("analyst")}`,
      "Content-Type": "application/json",
    };
    const jobs = `${url}/api/projections/all/rebuilds`;
    const started = await fetch(jobs, { method: "POST", headers, body: '{"restart":true}' });
    const { id } = (await started.json()) as { readonly id: string };
    const during = await load(10_000_000);
    const { state } = (await (await fetch(`${jobs}/${id}`, { headers })).json()) as {
      readonly state: string;
    };
    if (state !== "running" && state !== "swapped") throw new Error(`The rebuild is ${state}.`);
    return { without, during, rebuildStillRan: state === "running" };
  });
  const say = ({ perSecond, p99Ms }: Load): string => `${Math.round(perSecond)} /s, p99 ${p99Ms} ms`;
  progress(`round ${round}: ${say(used.without)}; during a rebuild ${say(used.during)}`);
  return used;
}

export const parts = logParts;
