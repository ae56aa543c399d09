import type { UserId } from "../../../events/identifiers.js";
import type { Database, SqlValue } from "../../sqlite/database.js";
import type { HistoryAnalytics, HistoryFilter } from "../history-analytics.js";
import type { Connections } from "./connections.js";
import { liveNumber } from "./generation-roles.js";
import { columnsOf } from "./model-table.js";
import { historyTable, soldAt } from "./models/history.js";
import { ownershipTable } from "./models/ownership.js";

const rowsAtOnce = 1000;

/** Batches of the live models. Each batch is read by itself, and may be newer than the one before. */
export function createExports({
  reader,
  read,
}: Connections): Pick<HistoryAnalytics, "historyRecords" | "ownershipDocuments"> {
  const ownershipSql = (condition: string): string =>
    `SELECT ${columnsOf(ownershipTable)} FROM ownership WHERE generation = ${liveNumber("ownership")}
     AND ${condition} ORDER BY user_id LIMIT ${rowsAtOnce}`;
  return {
    async *historyRecords(filter) {
      for (let after: readonly SqlValue[] | undefined; ;) {
        const { sql, values } = recordsSql(filter, after);
        const rows = await read(() => reader.prepare(sql).all(...values));
        if (rows.length > 0) yield rows.map((row) => historyTable.toDocument(row));
        const last = rows.at(-1);
        if (last === undefined || rows.length < rowsAtOnce) return;
        after = [last[0] ?? null, last[10] ?? null];
      }
    },

    async *ownershipDocuments(userId) {
      const of = (condition: string, value: string): Promise<ReturnType<typeof readDocuments>> =>
        read(() => readDocuments(reader, ownershipSql(condition), value));
      let batch = await (userId === undefined ? of("user_id > ?", "") : of("user_id = ?", userId));
      while (batch.documents.length > 0) {
        yield batch.documents;
        if (batch.documents.length < rowsAtOnce) return;
        batch = await of("user_id > ?", batch.lastUserId);
      }
    },
  };
}

/** Each page continues after the key of the last row. */
function recordsSql(
  { userId, item, from, to }: HistoryFilter,
  after: readonly SqlValue[] | undefined,
): { sql: string; values: SqlValue[] } {
  const conditions: readonly (readonly [string, ...SqlValue[]])[] = [
    [`generation = ${liveNumber("history")}`],
    ...(userId === undefined ? [] : [["user_id = ?", userId] as const]),
    ...(item === undefined ? [] : [["kind = ? AND item_id = ?", item.kind, item.id] as const]),
    ...(from === undefined ? [] : [[`${soldAt} >= ?`, from] as const]),
    ...(to === undefined ? [] : [[`${soldAt} < ?`, to] as const]),
    ...(after === undefined ? [] : [["(user_id, purchased_revision) > (?, ?)", ...after] as const]),
  ];
  const sql = `SELECT ${columnsOf(historyTable)} FROM history WHERE ${conditions.map(([sql]) => sql).join(" AND ")}
    ORDER BY user_id, purchased_revision LIMIT ${rowsAtOnce}`;
  return { sql, values: conditions.flatMap(([, ...values]) => values) };
}

function readDocuments(reader: Database, sql: string, value: string) {
  const rows = reader.prepare(sql).all(value);
  const documents = rows.map((row) => {
    const document = ownershipTable.toDocument(row);
    ownershipTable.assertWhole?.(document, row[0] as UserId);
    return document;
  });
  return { documents, lastUserId: String(rows.at(-1)?.[0]) };
}
