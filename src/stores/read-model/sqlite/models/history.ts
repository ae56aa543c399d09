import { holdsItem, type HistoryRecord } from "../../documents.js";
import { parseOrText } from "../../../sqlite/values.js";
import type { ModelTable } from "../model-table.js";
import { historyKeysFrom } from "./history-keys.js";

/** NULL if it is damaged, so that a count continues. */
const details = "iif(json_valid(history.details), history.details, NULL)";

/** The date that a purchase counts by, as `soldAtOf` says it. */
export const soldAt = `ifnull(purchased_at, ${details} ->> '$.priceEvidence.paidAt')`;

/** In minor units of the price; 0 where the list price is in another currency. */
export const discountMinor = `iif(${details} ->> '$.listPrice.currency' = currency,
  ifnull(${details} ->> '$.discount.amountMinor', 0), 0)`;

/** A row for each refund of a purchase, to be joined with `history`. */
export const refundsOf = `json_each(${details}, '$.refunds')`;

export const historyTable: ModelTable<HistoryRecord> = {
  projection: "history",
  schema: undefined,
  table: "history",
  primaryKey: ["user_id", "purchased_revision"],
  keyColumn: "purchase_id",
  revisions: "history_revisions",
  keys: { table: "history_keys", from: historyKeysFrom },
  columns: [
    ...["user_id", "purchase_id", "kind", "item_id", "amount_minor", "currency", "payment"],
    ...["purchased_at", "revoked_at", "revoked_reason", "purchased_revision", "revision", "details"],
    ...["correlation_id", "changed_by"],
  ],
  // No OR REPLACE: it would delete the other record where a user has two unrevoked ones of an item.
  onConflict: `DO UPDATE SET amount_minor = excluded.amount_minor, currency = excluded.currency,
    revoked_at = excluded.revoked_at, revoked_reason = excluded.revoked_reason, revision = excluded.revision, details = excluded.details,
    changed_by = excluded.changed_by`,
  // They may have held the item that another record holds now.
  comesFirst: (record) => !holdsItem(record),
  toRow: ({ price, payment, details, ...record }) => [
    record.userId,
    record.purchaseId,
    record.kind,
    record.itemId,
    price?.amountMinor ?? null,
    price?.currency ?? null,
    payment === null ? null : JSON.stringify(payment),
    record.purchasedAt,
    record.revokedAt,
    record.revokedReason,
    record.purchasedRevision,
    record.revision,
    details === undefined ? null : JSON.stringify(details),
    record.correlationId ?? null,
    record.changedBy ?? null,
  ],
  toDocument(row) {
    const [userId, purchaseId, kind, itemId, amountMinor, currency, payment, ...rest] = row;
    const [purchasedAt, revokedAt, revokedReason, purchasedRevision, revision, ...others] = rest;
    const [details = null, correlationId = null, changedBy = null] = others;
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
      ...(correlationId === null ? {} : { correlationId }),
      ...(changedBy === null ? {} : { changedBy }),
    } as HistoryRecord;
  },
};
