import { join } from "node:path";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { foldOutcomes, mostMb, peerRebuildRate } from "../fold-outcomes.js";
import { logParts } from "../log-parts.js";
import { removeDatabases } from "../raw-sqlite.js";
import { createPartRunner } from "../part-process.js";

const seed = 20_240_101;
const eventsPerUser = 10;
const smallShare = 5;

/**
 * The projections folded from the first event, as a server does it with a log that it has no models of; and in the log's
 * order, as a projector does that was stopped for a while.
 */
export const projectBenchmark: Benchmark = {
  name: "project",
  async run(context) {
    const events = context.events ?? (context.quick ? 20_000 : 1_000_000);
    const smallEvents = Math.ceil(events / smallShare);
    const { run } = createPartRunner<typeof parts>(import.meta.url);
    const large = join(context.folder, "log.db");
    const small = join(context.folder, "small-log.db");
    for (const [path, count] of [
      [large, events],
      [small, smallEvents],
    ] as const) {
      context.progress(`writing a log of ${count} events`);
      await run("writeLog", { path, events: count, users: Math.ceil(count / eventsPerUser), seed });
    }
    const rounds: Round[] = [];
    for (let round = 1; round <= context.rounds; round++) {
      rounds.push(await measureRound(context, { round, large, small, events, smallEvents }));
    }
    return outcomesOf(rounds, events, smallEvents, await peerRebuildRate(context, import.meta.url));
  },
};

interface Round {
  readonly first: number;
  readonly byHand: number;
  readonly cpuMicros: number;
  readonly byHandCpuMicros: number;
  readonly firstPeakMb: number;
  readonly smallFirstPeakMb: number;
  readonly caughtUp: number;
  readonly caughtUpPeakMb: number;
  readonly read: number;
  readonly inserted: number;
}

interface RoundInput {
  readonly round: number;
  readonly large: string;
  readonly small: string;
  readonly events: number;
  readonly smallEvents: number;
}

async function measureRound({ folder, progress }: BenchmarkContext, input: RoundInput): Promise<Round> {
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const { round, large, small, events, smallEvents } = input;
  const [models, smallModels, rows, copy] = ["models", "small-models", "rows", "copy"].map((name) =>
    join(folder, `${name}-${round}.db`),
  ) as [string, string, string, string];
  const note = (what: string, count: number, seconds: number): number => {
    const rate = count / seconds;
    progress(`round ${round}: ${what}: ${Math.round(rate)} events/s (${seconds.toFixed(1)} s)`);
    return rate;
  };

  const first = await run("firstFold", { log: large, models });
  const firstRate = note(`first fold, peak ${first.peakRssMb} MB`, events, first.output);
  removeDatabases(models);
  const byHand = await run("byHand", { log: large, path: copy });
  const byHandRate = note("by hand", events, byHand.output);
  removeDatabases(copy);
  const smallFirst = await run("firstFold", { log: small, models: smallModels });
  note(`first fold of fewer, peak ${smallFirst.peakRssMb} MB`, smallEvents, smallFirst.output);
  removeDatabases(smallModels);
  const caughtUp = await run("catchUp", { log: small, models: smallModels });
  const caughtUpRate = note(`caught up, peak ${caughtUp.peakRssMb} MB`, smallEvents, caughtUp.output);
  const read = note("only read and parsed", smallEvents, (await run("readAndParse", { log: small })).output);
  await run("collectRows", { log: small, models: smallModels, rows });
  const inserted = note("only inserted", smallEvents, (await run("rawInserts", { rows, path: copy })).output);

  removeDatabases(smallModels, rows, copy);
  return {
    first: firstRate,
    byHand: byHandRate,
    cpuMicros: (first.cpuSeconds * 1e6) / events,
    byHandCpuMicros: (byHand.cpuSeconds * 1e6) / events,
    firstPeakMb: first.peakRssMb,
    smallFirstPeakMb: smallFirst.peakRssMb,
    caughtUp: caughtUpRate,
    caughtUpPeakMb: caughtUp.peakRssMb,
    read,
    inserted,
  };
}

function outcomesOf(
  rounds: readonly Round[],
  events: number,
  smallEvents: number,
  emmett: number | undefined,
): readonly Outcome[] {
  const [count, smallCount] = [events, smallEvents].map((each) => each.toLocaleString("en-US"));
  const all = (field: keyof Round): readonly number[] => rounds.map((round) => round[field]);
  return [
    ...foldOutcomes(`the first fold of ${count} events`, {
      ours: all("first"),
      byHand: all("byHand"),
      cpuMicros: { ours: all("cpuMicros"), byHand: all("byHandCpuMicros") },
      emmett,
    }),
    {
      what: `peak memory of the first fold of ${count} events`,
      unit: "MB",
      ours: all("firstPeakMb"),
      reference: undefined,
      aim: { valueBelow: mostMb(events) },
    },
    {
      what: "growth of that peak",
      unit: "MB",
      ours: all("firstPeakMb"),
      reference: { name: `at ${smallCount} events`, values: all("smallFirstPeakMb") },
      aim: { ratioAtMost: 1.2 },
    },
    {
      what: `catching up ${smallCount} events, in the log's order`,
      unit: "events/s",
      ours: all("caughtUp"),
      reference: {
        name: "the slower of only reading, only inserting",
        values: rounds.map(({ read, inserted }) => Math.min(read, inserted)),
      },
      aim: { ratioAtLeast: 0.4 },
      details: {
        onlyReadAndParsed: all("read"),
        onlyInserted: all("inserted"),
        peakMb: all("caughtUpPeakMb"),
      },
    },
  ];
}

export const parts = logParts;
