import { purchasesPerUser, samplePurchases } from "./purchases-workload.js";
import { load, tables, type Connection, type CoursePurchased, type EmmettSqlite } from "./emmett.js";

const batchSize = 1000;

const addRecords = `INSERT INTO history (user_id, item_id, purchased_at)
  SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?)`;
const addOwned = `INSERT INTO ownership SELECT value ->> 0, value -> 1 FROM json_each(?) WHERE true
  ON CONFLICT (user_id) DO UPDATE SET courses = (SELECT json_group_array(value) FROM (
    SELECT value FROM json_each(ownership.courses) UNION ALL SELECT value FROM json_each(excluded.courses)))`;

/**
 * Both projections of an Emmett log made anew as fast as Emmett's public API allows: its batched reads, and projections
 * that write a batch with one statement each. It keeps no checkpoint and compares nothing. Its own consumer, which keeps
 * checkpoints, takes twenty times as long.
 *
 * @param folder where the packages are installed
 * @returns events per second
 */
export async function rebuildWithEmmett(folder: string, fileName: string, events: number): Promise<number> {
  const emmett = await load<EmmettSqlite>(folder, "@event-driven-io/emmett-sqlite");
  const connection = emmett.sqliteConnection({ fileName });
  await writeLog(emmett, connection, events);
  await connection.batchCommand(["PRAGMA synchronous = FULL", ...tables]);
  const projections = projectionsOf(emmett);
  const started = performance.now();
  let seen = 0;
  for (let after = 0n; ;) {
    const { messages, currentGlobalPosition } = await emmett.readMessagesBatch(connection, {
      after,
      batchSize,
    });
    if (messages.length === 0) break;
    await connection.withTransaction(() =>
      emmett.handleProjections({ events: messages, projections, connection }),
    );
    after = currentGlobalPosition;
    seen += messages.length;
  }
  const rate = seen / ((performance.now() - started) / 1000);
  const [row] = await connection.query("SELECT count(*) AS count FROM history");
  connection.close();
  if (seen !== events || Number(row?.count) !== events)
    throw new Error(`Emmett folded ${seen} of ${events} events into ${String(row?.count)} records.`);
  return rate;
}

async function writeLog(
  { getSQLiteEventStore }: EmmettSqlite,
  connection: Connection,
  events: number,
): Promise<void> {
  await connection.command("PRAGMA synchronous = OFF");
  const store = getSQLiteEventStore({ connectionOptions: { singleton: true, connection } });
  await store.schema.migrate();
  await connection.withTransaction(async () => {
    const workload = { users: events / purchasesPerUser, seed: 1 };
    for (const { userId, item, number } of samplePurchases(workload)) {
      const purchasedAt = new Date(Date.UTC(2024, 0, 1) + number * 45_000).toISOString();
      const data = { userId, itemId: `course-${item}`, purchasedAt };
      await store.appendToStream(userId, [{ type: "CoursePurchased", data }]);
    }
  });
}

function projectionsOf({ sqliteProjection }: EmmettSqlite): readonly object[] {
  const projection = (
    name: string,
    sql: string,
    rowsOf: (events: readonly CoursePurchased[]) => readonly unknown[],
  ): object =>
    sqliteProjection({
      name,
      canHandle: ["CoursePurchased"],
      handle: async (events, context) => {
        await context.connection.command(sql, [JSON.stringify(rowsOf(events))]);
      },
    });
  return [
    projection("ownership", addOwned, (events) => {
      const users = new Map<string, string[]>();
      for (const { data } of events) users.set(data.userId, [...(users.get(data.userId) ?? []), data.itemId]);
      return [...users];
    }),
    projection("history", addRecords, (events) =>
      events.map(({ data }) => [data.userId, data.itemId, data.purchasedAt]),
    ),
  ];
}
