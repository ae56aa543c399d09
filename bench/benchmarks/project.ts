import { join } from "node:path";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { logParts } from "../log-parts.js";
import { removeDatabases } from "../raw-sqlite.js";
import { createPartRunner } from "../part-process.js";

const seed = 20_240_101;
const eventsPerUser = 10;
const smallShare = 5;

/** Both projections folded from the first event; beside only reading the log, and beside only writing the rows. */
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
    return outcomesOf(rounds, events, smallEvents);
  },
};

interface Round {
  readonly projected: number;
  readonly read: number;
  readonly inserted: number;
  readonly peakRssMb: number;
  readonly smallPeakRssMb: number;
  readonly cpuMicrosPerEvent: number;
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
  const models = join(folder, `models-${round}.db`);
  const smallModels = join(folder, `small-models-${round}.db`);
  const rows = join(folder, `rows-${round}.db`);
  const copy = join(folder, `copy-${round}.db`);
  const tell = (what: string, seconds: number): number => {
    const rate = events / seconds;
    progress(`round ${round}: ${what}: ${Math.round(rate)} events/s (${seconds.toFixed(1)} s)`);
    return rate;
  };

  const projected = await run("project", { log: large, models });
  const projectedRate = tell(`projected, peak ${projected.peakRssMb} MB`, projected.output);
  const read = tell("only read and parsed", (await run("readAndParse", { log: large })).output);
  await run("collectRows", { log: large, models, rows });
  const inserted = tell("only inserted", (await run("rawInserts", { rows, path: copy })).output);
  const projectedSmall = await run("project", { log: small, models: smallModels });
  progress(`round ${round}: projected ${smallEvents} events, peak ${projectedSmall.peakRssMb} MB`);

  removeDatabases(models, smallModels, rows, copy);
  return {
    projected: projectedRate,
    read,
    inserted,
    peakRssMb: projected.peakRssMb,
    smallPeakRssMb: projectedSmall.peakRssMb,
    cpuMicrosPerEvent: (projected.cpuSeconds * 1e6) / events,
  };
}

function outcomesOf(rounds: readonly Round[], events: number, smallEvents: number): readonly Outcome[] {
  const count = events.toLocaleString("en-US");
  const projected = rounds.map((round) => round.projected);
  const peaks = rounds.map(({ peakRssMb }) => peakRssMb);
  const [read, inserted] = [rounds.map((round) => round.read), rounds.map((round) => round.inserted)];
  const slower = rounds.map((_, round) => Math.min(read[round]!, inserted[round]!));
  return [
    {
      what: `projecting ${count} events`,
      unit: "events/s",
      ours: projected,
      reference: { name: "the slower of only reading, only inserting", values: slower },
      aim: { ratioAtLeast: 0.4 },
      details: {
        onlyReadAndParsed: read,
        onlyInserted: inserted,
        cpuMicrosPerEvent: rounds.map(({ cpuMicrosPerEvent }) => cpuMicrosPerEvent),
      },
    },
    {
      what: `peak memory at ${count} events`,
      unit: "MB",
      ours: peaks,
      reference: undefined,
      aim: { valueBelow: 300 },
    },
    {
      what: "growth of that peak",
      unit: "MB",
      ours: peaks,
      reference: {
        name: `at ${smallEvents.toLocaleString("en-US")} events`,
        values: rounds.map((round) => round.smallPeakRssMb),
      },
      aim: { ratioAtMost: 1.2 },
    },
  ];
}

export const parts = logParts;
