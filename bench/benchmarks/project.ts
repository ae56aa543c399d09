import { rmSync } from "node:fs";
import { join } from "node:path";
import { createProjector } from "../../src/projections/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { migrations } from "../../src/stores/read-model/sqlite/schema.js";
import type { Benchmark, BenchmarkContext, Outcome } from "../benchmark.js";
import { createPartRunner } from "../part-process.js";
import { eventColumns, openRaw, type RawDatabase, type RawRow } from "../raw-sqlite.js";
import { writeSampleLog, type SampleLogOptions } from "../sample-log.js";

const seed = 20_240_101;
const eventsPerUser = 10;
const smallShare = 5;
const rowsPerTransaction = 1000;

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

  for (const file of [models, smallModels, rows, copy]) {
    for (const end of ["", "-wal", "-shm"]) rmSync(file + end, { force: true });
  }
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

export const parts = {
  async writeLog(options: SampleLogOptions): Promise<void> {
    await writeSampleLog(options);
  },

  /** @returns seconds */
  async project({ log, models }: { readonly log: string; readonly models: string }): Promise<number> {
    const eventStore = await openEmbeddedEventStore({ path: log });
    const readModel = await openSqliteReadModel({ path: models });
    const projector = createProjector({ eventStore, readModel });
    const started = performance.now();
    await projector.runToHead();
    const seconds = (performance.now() - started) / 1000;
    await readModel.close();
    await eventStore.close();
    return seconds;
  },

  /** @returns seconds */
  async readAndParse({ log }: { readonly log: string }): Promise<number> {
    const database = openRaw(log, { synchronous: "normal" });
    const select = database.prepare(
      `SELECT ${eventColumns} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
    );
    const [dataColumn, metadataColumn] = [
      eventColumns.split(", ").indexOf("data"),
      eventColumns.split(", ").indexOf("metadata"),
    ];
    const started = performance.now();
    for (let position = 0; ;) {
      const rows: readonly RawRow[] = select.all([position, rowsPerTransaction]);
      if (rows.length === 0) break;
      position = Number(rows.at(-1)![0]);
      for (const row of rows) {
        JSON.parse(row[dataColumn] as string);
        JSON.parse(row[metadataColumn] as string);
      }
    }
    const seconds = (performance.now() - started) / 1000;
    database.close();
    return seconds;
  },

  /**
   * Puts the rows of finished read models into tables without any index, in the order in which the log first names
   * them: what the raw inserts then write, without having to look for it.
   */
  async collectRows({
    log,
    models,
    rows,
  }: {
    readonly log: string;
    readonly models: string;
    readonly rows: string;
  }): Promise<void> {
    const database = openRaw(rows, { synchronous: "off" });
    database.exec(`ATTACH '${log}' AS log`);
    database.exec(`ATTACH '${models}' AS models`);
    const revisions = { history: "r.purchased_revision", ownership: "0", history_revisions: "0" };
    for (const [table, revision] of Object.entries(revisions)) {
      database.exec(`CREATE TABLE ${table} AS SELECT r.* FROM models.${table} r
        JOIN log.events e ON e.stream = 'purchases-' || r.user_id AND e.revision = ${revision} ORDER BY e.position`);
    }
    database.close();
  },

  /** @returns seconds, of inserting alone */
  async rawInserts({ rows, path }: { readonly rows: string; readonly path: string }): Promise<number> {
    const source = openRaw(rows, { synchronous: "off" });
    const database = openRaw(path, { synchronous: "normal", cacheMiB: 48 });
    for (const migration of migrations) database.exec(migration);
    let seconds = 0;
    for (const table of ["history", "ownership", "history_revisions"]) {
      for (const batch of batchesOf(source, table)) {
        const insert = database.prepare(
          `INSERT INTO ${table} VALUES (${batch[0]!.map(() => "?").join(", ")})`,
        );
        const started = performance.now();
        database.exec("BEGIN IMMEDIATE");
        for (const row of batch) insert.run(row);
        database.exec("COMMIT");
        seconds += (performance.now() - started) / 1000;
      }
    }
    source.close();
    database.close();
    return seconds;
  },
};

function* batchesOf(source: RawDatabase, table: string): Generator<readonly RawRow[]> {
  const select = source.prepare(`SELECT rowid, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`);
  for (let rowid = 0; ;) {
    const rows = select.all([rowid, rowsPerTransaction]);
    if (rows.length === 0) return;
    rowid = Number(rows.at(-1)![0]);
    yield rows.map(([, ...row]) => row);
  }
}
