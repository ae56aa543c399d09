import type { SqlValue } from "../../sqlite/database.js";
import { prepareOnce } from "../../sqlite/prepare-once.js";
import type { HistoryQueries, HistoryQuery, OwnershipQueries } from "../live-queries.js";
import type { Connections } from "./connections.js";
import { liveNumber } from "./generation-roles.js";
import { columnsOf } from "./model-table.js";
import { historyTable } from "./models/history.js";
import { ownershipTable } from "./models/ownership.js";

export function createOwnershipQueries({ reader, read }: Connections): OwnershipQueries {
  const one = reader.prepare(
    `SELECT ${columnsOf(ownershipTable)} FROM ownership
     WHERE generation = ${liveNumber("ownership")} AND user_id = ?`,
  );
  return {
    ownership: (userId) =>
      read(() => {
        const row = one.get(userId);
        if (row === undefined) return undefined;
        const document = ownershipTable.toDocument(row);
        ownershipTable.assertWhole?.(document, userId);
        return document;
      }),
  };
}

export function createHistoryQueries({ reader, read }: Connections): HistoryQueries {
  const revision = reader.prepare(
    `SELECT revision FROM history_revisions WHERE generation = ${liveNumber("history")} AND user_id = ?`,
  );
  const pageStatement = prepareOnce(reader);
  return {
    historyRevision: (userId) =>
      read(() => {
        const row = revision.get(userId);
        return row === undefined ? undefined : Number(row[0]);
      }),
    historyPage: (query) =>
      read(() => {
        const { sql, values } = pageSql(query);
        const rows = pageStatement(sql).all(...values);
        return rows.map((row) => historyTable.toDocument(row));
      }),
  };
}

/**
 * Each form reads exactly the rows of the page from the index. NULL needs forms of its own, because it equals nothing.
 */
function pageSql({ userId, kind, limit, after }: HistoryQuery): { sql: string; values: SqlValue[] } {
  const conditions = [`generation = ${liveNumber("history")}`, "user_id = ?"];
  const values: SqlValue[] = [userId];
  if (kind !== undefined) {
    conditions.push("kind = ?");
    values.push(kind);
  }
  if (after?.purchasedAt === null) {
    conditions.push("purchased_at IS NULL AND purchased_revision < ?");
    values.push(after.purchasedRevision);
  } else if (after !== undefined) {
    conditions.push("((purchased_at, purchased_revision) < (?, ?) OR purchased_at IS NULL)");
    values.push(after.purchasedAt, after.purchasedRevision);
  }
  const sql = `SELECT ${columnsOf(historyTable)} FROM history WHERE ${conditions.join(" AND ")}
    ORDER BY purchased_at DESC, purchased_revision DESC LIMIT ?`;
  return { sql, values: [...values, limit] };
}
