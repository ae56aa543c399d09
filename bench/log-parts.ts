import { dirname } from "node:path";
import { verify } from "../src/projections/check/verify.js";
import { createProjector } from "../src/projections/live/projector.js";
import { projectionNames } from "../src/projections/projections.js";
import { rebuildProjections, type RebuildReport } from "../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../src/stores/read-model/sqlite/sqlite-read-model.js";
import { openAdapter, type ServerLog } from "./event-store-db.js";
import { rebuildWithEmmett } from "./references/emmett-rebuild.js";
import { rebuildByHand } from "./references/hand-written-rebuild.js";
import { migrations } from "../src/stores/read-model/sqlite/schema.js";
import { eventColumns, openRaw, type RawDatabase, type RawRow } from "./raw-sqlite.js";
import { writeSampleLog, type SampleLogOptions } from "./sample-log.js";

const rowsPerTransaction = 1000;

/** What the benchmarks of folding have in common: a log, both projections of it, and the raw reading and writing of the same. */
export const logParts = {
  async writeLog(options: SampleLogOptions): Promise<void> {
    await writeSampleLog(options);
  },

  /** The projector's first pass over a log, as a server makes it. @returns seconds */
  firstFold: (input: LogAndModels): Promise<number> => project(input, true),

  /** The projector behind the log, which it folds in the log's order. @returns seconds */
  catchUp: (input: LogAndModels): Promise<number> => project(input, false),

  /** Models as a projector makes them, but sooner. @returns seconds */
  fold: (input: LogAndModels): Promise<number> =>
    timed(input, async (stores) => {
      await rebuildAll(stores, input, true);
    }),

  /** @returns seconds */
  rebuild: (input: LogAndModels): Promise<number> =>
    timed(input, async (stores) => {
      const { outcome, parity } = await rebuildAll(stores, input, false);
      if (outcome !== "swapped" || parity.driftedUsers > 0) throw new Error("The projections differ.");
    }),

  /** @returns seconds */
  verify: (input: LogAndModels): Promise<number> =>
    timed(input, async (stores) => {
      const { clean } = await verify({ ...stores, scratchFolder: dirname(input.models) }).result;
      if (!clean) throw new Error("The projections have drifted.");
    }),

  /** @returns seconds */
  byHand: ({ log, path }: { readonly log: string; readonly path: string }): Promise<number> =>
    Promise.resolve(rebuildByHand(log, path)),

  /** @returns events per second */
  emmett: ({ peers, path, events }: EmmettInput): Promise<number> => rebuildWithEmmett(peers, path, events),

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

interface EmmettInput {
  readonly peers: string;
  readonly path: string;
  readonly events: number;
}

/** Files; the log may also be one on an EventStoreDB. */
export interface LogAndModels {
  readonly log: string | ServerLog;
  readonly models: string;
}

interface Stores {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
}

/** @returns the seconds that the work took */
async function timed(
  { log, models }: LogAndModels,
  work: (stores: Stores) => Promise<void>,
): Promise<number> {
  const eventStore = typeof log === "string" ? await openEmbeddedEventStore({ path: log }) : openAdapter(log);
  const readModel = await openSqliteReadModel({ path: models });
  const started = performance.now();
  await work({ eventStore, readModel });
  const seconds = (performance.now() - started) / 1000;
  await readModel.close();
  await eventStore.close();
  return seconds;
}

const project = (input: LogAndModels, isFirst: boolean): Promise<number> =>
  timed(input, async ({ eventStore, readModel }) => {
    const projector = createProjector({
      ...{ eventStore, readModel },
      ...(isFirst ? { firstFold: { readModel, scratchFolder: dirname(input.models) } } : {}),
    });
    await projector.runToHead();
  });

const rebuildAll = (
  stores: Stores,
  { models }: LogAndModels,
  acceptChanges: boolean,
): Promise<RebuildReport> =>
  rebuildProjections({
    ...stores,
    projections: projectionNames,
    scratchFolder: dirname(models),
    resume: false,
    acceptChanges,
  }).result;

function* batchesOf(source: RawDatabase, table: string): Generator<readonly RawRow[]> {
  const select = source.prepare(`SELECT rowid, * FROM ${table} WHERE rowid > ? ORDER BY rowid LIMIT ?`);
  for (let rowid = 0; ;) {
    const rows = select.all([rowid, rowsPerTransaction]);
    if (rows.length === 0) return;
    rowid = Number(rows.at(-1)![0]);
    yield rows.map(([, ...row]) => row);
  }
}
