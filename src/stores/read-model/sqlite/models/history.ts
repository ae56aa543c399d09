import { holdsItem, type HistoryRecord } from "../../documents.js";
import { parseOrText, type ModelTable } from "../model-table.js";

export const historyTable: ModelTable<HistoryRecord> = {
  projection: "history",
  schema: undefined,
  table: "history",
  primaryKey: ["user_id", "purchased_revision"],
  keyColumn: "purchase_id",
  revisions: "history_revisions",
  columns: {
    user_id: "value ->> 'userId'",
    purchase_id: "value ->> 'purchaseId'",
    kind: "value ->> 'kind'",
    item_id: "value ->> 'itemId'",
    amount_minor: "value ->> '$.price.amountMinor'",
    currency: "value ->> '$.price.currency'",
    payment: "nullif(value -> 'payment', 'null')",
    purchased_at: "value ->> 'purchasedAt'",
    revoked_at: "value ->> 'revokedAt'",
    revoked_reason: "value ->> 'revokedReason'",
    purchased_revision: "value ->> 'purchasedRevision'",
    revision: "value ->> 'revision'",
    // JSON, of the purchases that have any.
    details: "value -> 'details'",
  },
  // No OR REPLACE: it would delete the other record where a user has two unrevoked ones of an item.
  onConflict: `DO UPDATE SET revoked_at = excluded.revoked_at, revoked_reason = excluded.revoked_reason,
    revision = excluded.revision, details = excluded.details`,
  // They may have held the item that another record holds now.
  comesFirst: (record) => !holdsItem(record),
  toDocument(row) {
    const [userId, purchaseId, kind, itemId, amountMinor, currency, payment, ...rest] = row;
    const [purchasedAt, revokedAt, revokedReason, purchasedRevision, revision, details = null] = rest;
    return {
      userId,
      purchaseId,
      kind,
      itemId,
      price: amountMinor === null && currency === null ? null : { amountMinor, currency },
      payment: payment === null ? null : parseOrText(payment),
      ...(details === null ? {} : { details: parseOrText(details) }),
      purchasedAt,
      revokedAt,
      revokedReason,
      purchasedRevision,
      revision,
    } as HistoryRecord;
  },
};
