import { streamOf } from "../../../events/identifiers.js";
import type {
  OldAuditLog,
  DeadLetters,
  ModelReader,
  ModelRepair,
  ReadModelStore,
} from "../read-model-store.js";
import { createAnalytics } from "./analytics.js";
import { openConnections, type Connections } from "./connections.js";
import { prepareList } from "./generation-roles.js";
import { createGenerations } from "./generations.js";
import { createHistoryQueries, createOwnershipQueries } from "./live-queries.js";
import { createLookUps } from "./look-ups.js";
import { numbersOf, prepareReads, prepareUser, versionOf } from "./model-reads.js";
import type { ModelTable } from "./model-table.js";
import { createModelTarget } from "./model-target.js";
import { prepareWrites, type Numbers } from "./model-writes.js";
import { modelTables } from "./models/model-tables.js";
import { deadLetterColumns, toAuditEntry, toDeadLetter } from "./rows.js";
import { userMoved } from "../refusals.js";

export interface SqliteReadModelOptions {
  /** The SQLite file; created, with its folder, if it is missing. It may be deleted: the projector folds it again. */
  readonly path: string;
  /** The tables of the projections; those of the ledger by default. */
  readonly tables?: readonly ModelTable[];
}

/** @throws LedgerError `read_model_unavailable`, `schema_newer` */
export async function openSqliteReadModel({
  path,
  tables = modelTables,
}: SqliteReadModelOptions): Promise<ReadModelStore> {
  const connections = openConnections(path, tables);
  const {
    ownNumbers: _,
    writes: __,
    ...target
  } = await createModelTarget({
    ...{ connections, role: "live", tables },
  });
  const analytics = createAnalytics(connections);
  return {
    kind: "sqlite",
    ...target,
    ...(await createReader(connections, tables)),
    ...createOwnershipQueries(connections),
    ...createHistoryQueries(connections),
    ...createLookUps(connections),
    ...createDeadLetters(connections),
    ...(await createGenerations(connections, tables)),
    ...(await createRepair(connections, tables)),
    ...createOldAuditLog(connections),
    analytics,
    async close() {
      await analytics.close();
      await connections.close();
    },
  };
}

async function createReader(connections: Connections, tables: readonly ModelTable[]): Promise<ModelReader> {
  const { reader, readTogether } = connections;
  const reads = await prepareReads(reader, tables);
  const list = prepareList(connections, tables);
  const live = (): Numbers => numbersOf(list().filter(({ role }) => role === "live"));
  return {
    versionOf: (userId, models) => versionOf(tables, { userId, models }),
    user: (userId) => readTogether(() => reads.user(live(), userId)),
    usersAfter: (after, limit) => readTogether(() => reads.usersAfter(live(), after, limit)),
  };
}

function createDeadLetters({ reader, read }: Connections): DeadLetters {
  const one = reader.prepare(`SELECT ${deadLetterColumns} FROM dead_letters WHERE stream = ?`);
  const all = reader.prepare(`SELECT ${deadLetterColumns} FROM dead_letters ORDER BY stream`);
  return {
    deadLetter: (stream) =>
      read(() => {
        const row = one.get(stream);
        return row === undefined ? undefined : toDeadLetter(row);
      }),
    deadLetters: () => read(() => all.all().map(toDeadLetter)),
  };
}

async function createRepair(connections: Connections, tables: readonly ModelTable[]): Promise<ModelRepair> {
  const { writer, write } = connections;
  const writes = await prepareWrites(writer, tables);
  const readUser = await prepareUser(writer, tables);
  const liveNumbers = await prepareLiveNumbers(connections);
  const removeDeadLetter = await writer.prepare("DELETE FROM dead_letters WHERE stream = ?");
  const raiseEpoch = await writer.prepare("UPDATE counters SET epoch = epoch + 1");
  return {
    replaceUser: (userId, models, seen, deadLetter) =>
      write((runLater) => {
        const live = liveNumbers();
        if (readUser(live, userId).version !== seen) throw userMoved(userId);
        writes.remove(live, userId);
        writes.statements(live, [{ userId, models }], "with keys").forEach(runLater);
        if (deadLetter === "release") removeDeadLetter.run(streamOf(userId));
        // The projector may have loaded this user already: its batch must not be written over this.
        raiseEpoch.run();
      }),
  };
}

/** The live generations as the writer sees them, within its transaction. */
async function prepareLiveNumbers({ writer }: Connections): Promise<() => Numbers> {
  const statement = await writer.prepare(
    "SELECT json_group_array(json_object('projection', projection, 'number', number)) FROM generations WHERE role = 'live'",
  );
  return () => numbersOf(JSON.parse(String(statement.get()?.[0])) as Parameters<typeof numbersOf>[0]);
}

function createOldAuditLog({ reader, read }: Connections): OldAuditLog {
  const all = reader.prepare("SELECT at, action, operator, reason, details FROM audit ORDER BY number");
  return { oldAudit: () => read(() => all.all().map(toAuditEntry)) };
}
