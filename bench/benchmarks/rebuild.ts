import { dirname, join } from "node:path";
import { projectionNames } from "../../src/projections/projections.js";
import { rebuildProjections, type RebuildReport } from "../../src/projections/rebuild/rebuild.js";
import { verify } from "../../src/projections/check/verify.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { logParts } from "../log-parts.js";
import { createPartRunner } from "../part-process.js";
import { copyDatabase, removeDatabases } from "../raw-sqlite.js";

const seed = 20_240_101;
const eventsPerUser = 10;
const smallShare = 10;

/**
 * Both projections rebuilt beside the live ones, compared and swapped, and then verified; beside only reading the log
 * and only writing the rows, and beside a tenth of the log.
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
    return outcomesOf(rounds, large.events, small.events);
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
  readonly read: number;
  readonly inserted: number;
  readonly rebuildPeakMb: number;
  readonly verifyPeakMb: number;
  readonly smallRebuilt: number;
  readonly smallRebuildPeakMb: number;
}

async function measureRound(
  { folder, progress }: BenchmarkContext,
  round: number,
  large: Prepared,
  small: Prepared,
): Promise<Round> {
  const { run } = createPartRunner<typeof parts>(import.meta.url);
  const [models, rows, copy] = ["models", "rows", "copy"].map((name) =>
    join(folder, `${name}-${round}.db`),
  ) as [string, string, string];
  const tell = (what: string, events: number, seconds: number): number => {
    const rate = events / seconds;
    progress(`round ${round}: ${what}: ${Math.round(rate)} events/s (${seconds.toFixed(1)} s)`);
    return rate;
  };
  const rebuildOf = async ({ events, log, models: live }: Prepared) => {
    copyDatabase(live, models);
    const { output, peakRssMb } = await run("rebuild", { log, models });
    return { rate: tell(`rebuilt ${events} events, peak ${peakRssMb} MB`, events, output), peakRssMb };
  };

  const smallRebuild = await rebuildOf(small);
  removeDatabases(models);
  const rebuild = await rebuildOf(large);
  const verified = await run("verify", { log: large.log, models });
  const verifiedRate = tell(`verified, peak ${verified.peakRssMb} MB`, large.events, verified.output);
  removeDatabases(models);
  const read = await run("readAndParse", { log: large.log });
  const readRate = tell("only read and parsed", large.events, read.output);
  await run("collectRows", { log: large.log, models: large.models, rows });
  const inserted = await run("rawInserts", { rows, path: copy });
  const insertedRate = tell("only inserted", large.events, inserted.output);
  removeDatabases(rows, copy);
  return {
    rebuilt: rebuild.rate,
    verified: verifiedRate,
    read: readRate,
    inserted: insertedRate,
    rebuildPeakMb: rebuild.peakRssMb,
    verifyPeakMb: verified.peakRssMb,
    smallRebuilt: smallRebuild.rate,
    smallRebuildPeakMb: smallRebuild.peakRssMb,
  };
}

function outcomesOf(rounds: readonly Round[], events: number, smallEvents: number): readonly Outcome[] {
  const count = events.toLocaleString("en-US");
  const smallCount = smallEvents.toLocaleString("en-US");
  const all = (field: keyof Round): readonly number[] => rounds.map((round) => round[field]);
  const slower = rounds.map(({ read, inserted }) => Math.min(read, inserted));
  // Of ten times as many runs a little of each is in memory while they are merged.
  const mostMb = events > 1_000_000 ? 400 : 300;
  return [
    {
      what: `rebuilding ${count} events: fold, compare, swap`,
      unit: "events/s",
      ours: all("rebuilt"),
      reference: { name: "the slower of only reading, only inserting", values: slower },
      aim: { ratioAtLeast: 0.4 },
      details: { onlyReadAndParsed: all("read"), onlyInserted: all("inserted") },
    },
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
      aim: { valueBelow: mostMb },
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
      aim: { valueBelow: mostMb },
    },
  ];
}

interface RunInput {
  readonly log: string;
  readonly models: string;
}

interface Stores {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
}

async function timed({ log, models }: RunInput, work: (stores: Stores) => Promise<void>): Promise<number> {
  const eventStore = await openEmbeddedEventStore({ path: log });
  const readModel = await openSqliteReadModel({ path: models });
  const started = performance.now();
  await work({ eventStore, readModel });
  const seconds = (performance.now() - started) / 1000;
  await readModel.close();
  await eventStore.close();
  return seconds;
}

const rebuildAll = (stores: Stores, { log }: RunInput, acceptChanges: boolean): Promise<RebuildReport> =>
  rebuildProjections({
    ...stores,
    projections: projectionNames,
    scratchFolder: dirname(log),
    resume: false,
    acceptChanges,
  }).result;

export const parts = {
  ...logParts,

  /** Models as a projector makes them, but sooner. */
  fold: (input: RunInput): Promise<number> =>
    timed(input, async (stores) => {
      await rebuildAll(stores, input, true);
    }),

  /** @returns seconds */
  rebuild: (input: RunInput): Promise<number> =>
    timed(input, async (stores) => {
      const { outcome, parity } = await rebuildAll(stores, input, false);
      if (outcome !== "swapped" || parity.driftedUsers > 0) throw new Error("The projections differ.");
    }),

  /** @returns seconds */
  verify: (input: RunInput): Promise<number> =>
    timed(input, async (stores) => {
      const { clean } = await verify({ ...stores, scratchFolder: dirname(input.log) }).result;
      if (!clean) throw new Error("The projections have drifted.");
    }),
};
