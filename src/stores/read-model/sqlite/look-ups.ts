import type { SqlValue } from "../../sqlite/database.js";
import { prepareOnce } from "../../sqlite/prepare-once.js";
import { paymentKey } from "../documents.js";
import type { LookUps, PurchaseLookUp } from "../look-ups.js";
import type { Connections } from "./connections.js";
import { liveNumber } from "./generation-roles.js";
import { columnsOf } from "./model-table.js";
import { historyConditions, historyKey } from "./models/history-keys.js";
import { historyTable } from "./models/history.js";
import { paymentsTable } from "./models/payments.js";

export function createLookUps({ reader, read }: Connections): LookUps {
  const payments = reader.prepare(paymentsSql);
  const statementOf = prepareOnce(reader);
  return {
    findPurchases: (query) =>
      read(() => {
        const { sql, values } = purchasesSql(query);
        const rows = statementOf(sql).all(...values);
        return rows.map((row) => historyTable.toDocument(row));
      }),
    findPayments: (paymentId, limit) =>
      read(() => payments.all(paymentKey(paymentId), limit).map((row) => paymentsTable.toDocument(row))),
  };
}

/** A test looks at the plans of the statements. */
export const paymentsSql = `SELECT ${columnsOf(paymentsTable)} FROM payments_keys CROSS JOIN payments USING (generation, user_id, document_key)
  WHERE generation = ${liveNumber("payments")} AND key = ? ORDER BY user_id LIMIT ?`;

export function purchasesSql({ by, id, limit, after }: PurchaseLookUp): { sql: string; values: SqlValue[] } {
  const next = after === undefined ? "" : "AND (user_id, purchased_revision) > (?4, ?5)";
  const sql = `SELECT ${columnsOf(historyTable)}
    FROM history_keys CROSS JOIN history USING (generation, user_id, purchased_revision)
    WHERE generation = ${liveNumber("history")} AND key = ?2 AND ${historyConditions[by]} ${next}
    ORDER BY user_id, purchased_revision LIMIT ?3`;
  const place = after === undefined ? [] : [after.userId, after.purchasedRevision];
  return { sql, values: [id, historyKey(by, id), limit, ...place] };
}
