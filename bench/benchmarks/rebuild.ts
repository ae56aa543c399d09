import { join } from "node:path";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { foldOutcomes, mostMb, peerRebuildRate } from "../fold-outcomes.js";
import { logParts } from "../log-parts.js";
import { createPartRunner } from "../part-process.js";
import { copyDatabase, removeDatabases } from "../raw-sqlite.js";

const seed = 20_240_101;
const eventsPerUser = 10;
const smallShare = 10;

/**
 * Both projections rebuilt beside the live ones, compared and swapped, and then verified; beside the same by hand, and
 * beside a tenth of the log.
 */
export const rebuildBenchmark: Benchmark = {
  name: "rebuild",
  async run(context) {
    const events = context.events ?? (context.quick ? 20_000 : 1_000_000);
    const large = await prepare(context, "large", events);
    const small = await prepare(context, "small", Math.ceil(events / smallShare));
    const rounds: Round[] = [];
    for (let round = 1; round <= context.rounds; round++)
      rounds.push(await measureRound(context, round, large, small));
    return outcomesOf(rounds, large.events, small.events, await peerRebuildRate(context, import.meta.url));
  },
};

/** A log, and both projections of it as a server would have them. */
interface Prepared {
  readonly events: number;
  readonly log: string;
  readonly models: string;
}

async function prepare(
  { folder, progress }: BenchmarkContext,
  name: string,
  events: number,
): Promise<Prepared> {
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const [log, models] = [join(folder, `${name}-log.db`), join(folder, `${name}-models.db`)];
  progress(`writing a log of ${events} events, and folding it`);
  await run("writeLog", { path: log, events, users: Math.ceil(events / eventsPerUser), seed });
  await run("fold", { log, models });
  return { events, log, models };
}

interface Round {
  readonly rebuilt: number;
  readonly verified: number;
  readonly byHand: number;
  readonly cpuMicros: number;
  readonly byHandCpuMicros: number;
  readonly rebuildPeakMb: number;
  readonly verifyPeakMb: number;
  readonly smallRebuilt: number;
  readonly smallRebuildPeakMb: number;
  readonly smallVerifyPeakMb: number;
}

async function measureRound(
  { folder, progress }: BenchmarkContext,
  round: number,
  large: Prepared,
  small: Prepared,
): Promise<Round> {
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const [models, copy] = ["models", "copy"].map((name) => join(folder, `${name}-${round}.db`)) as [
    string,
    string,
  ];
  const tell = (what: string, events: number, seconds: number): number => {
    const rate = events / seconds;
    progress(`round ${round}: ${what}: ${Math.round(rate)} events/s (${seconds.toFixed(1)} s)`);
    return rate;
  };
  const rebuildOf = async ({ events, log, models: live }: Prepared) => {
    copyDatabase(live, models);
    const { output, peakRssMb, cpuSeconds } = await run("rebuild", { log, models });
    const rate = tell(`rebuilt ${events} events, peak ${peakRssMb} MB`, events, output);
    return { rate, peakRssMb, cpuSeconds };
  };

  const verificationOf = async ({ events, log }: Prepared) => {
    const { output, peakRssMb } = await run("verify", { log, models });
    return { rate: tell(`verified ${events} events, peak ${peakRssMb} MB`, events, output), peakRssMb };
  };

  const smallRebuild = await rebuildOf(small);
  const smallVerification = await verificationOf(small);
  removeDatabases(models);
  const rebuild = await rebuildOf(large);
  const verification = await verificationOf(large);
  removeDatabases(models);
  const byHand = await run("byHand", { log: large.log, path: copy });
  const byHandRate = tell("by hand", large.events, byHand.output);
  removeDatabases(copy);
  return {
    rebuilt: rebuild.rate,
    verified: verification.rate,
    byHand: byHandRate,
    cpuMicros: (rebuild.cpuSeconds * 1e6) / large.events,
    byHandCpuMicros: (byHand.cpuSeconds * 1e6) / large.events,
    rebuildPeakMb: rebuild.peakRssMb,
    verifyPeakMb: verification.peakRssMb,
    smallRebuilt: smallRebuild.rate,
    smallRebuildPeakMb: smallRebuild.peakRssMb,
    smallVerifyPeakMb: smallVerification.peakRssMb,
  };
}

function outcomesOf(
  rounds: readonly Round[],
  events: number,
  smallEvents: number,
  emmett: number | undefined,
): readonly Outcome[] {
  const count = events.toLocaleString("en-US");
  const smallCount = smallEvents.toLocaleString("en-US");
  const all = (field: keyof Round): readonly number[] => rounds.map((round) => round[field]);
  return [
    ...foldOutcomes(`rebuilding ${count} events: fold, compare, swap`, {
      ours: all("rebuilt"),
      byHand: all("byHand"),
      cpuMicros: { ours: all("cpuMicros"), byHand: all("byHandCpuMicros") },
      emmett,
    }),
    {
      what: "time of that rebuild",
      unit: "µs/event",
      ours: all("rebuilt").map((rate) => 1e6 / rate),
      reference: { name: `at ${smallCount} events`, values: all("smallRebuilt").map((rate) => 1e6 / rate) },
      aim: { ratioAtMost: 1.2 },
    },
    {
      what: "peak memory of that rebuild",
      unit: "MB",
      ours: all("rebuildPeakMb"),
      reference: undefined,
      aim: { valueBelow: mostMb(events) },
    },
    {
      what: "growth of that peak",
      unit: "MB",
      ours: all("rebuildPeakMb"),
      reference: { name: `at ${smallCount} events`, values: all("smallRebuildPeakMb") },
      aim: { ratioAtMost: 1.2 },
    },
    {
      what: `verifying ${count} events`,
      unit: "events/s",
      ours: all("verified"),
      reference: { name: "the rebuild", values: all("rebuilt") },
      aim: { ratioAtLeast: 1 },
    },
    {
      what: "peak memory of that verification",
      unit: "MB",
      ours: all("verifyPeakMb"),
      reference: undefined,
      aim: { valueBelow: mostMb(events) },
    },
    {
      what: "growth of that peak",
      unit: "MB",
      ours: all("verifyPeakMb"),
      reference: { name: `at ${smallCount} events`, values: all("smallVerifyPeakMb") },
      aim: { ratioAtMost: 1.2 },
    },
  ];
}

export const parts = logParts;
