import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import type { HistoryRecord, OwnershipDocument } from "../documents.js";
import type { Position } from "../../event-store/event-store.js";
import type { SqlValue } from "../../sqlite/database.js";
import type { AuditEntry, DeadLetter } from "../read-model-store.js";

/** Between the documents of the port and the rows of the tables. */

export const historyColumns =
  "user_id, purchase_id, kind, item_id, amount_minor, currency, payment, purchased_at, revoked_at, revoked_reason, purchased_revision, revision, details";

export const deadLetterColumns =
  "stream, revision, position, event_id, type, data, metadata, code, reason, created";

/** @throws LedgerError `read_model_unavailable` if the stored text is no JSON object any more. */
export function toDocument(json: SqlValue | undefined, userId: string): OwnershipDocument {
  const document = parseOrText(json);
  if (typeof document === "object" && document !== null) return document as OwnershipDocument;
  const message = `The ownership document of user ${userId} is damaged: \`ledger repair --user ${userId}\` makes it anew.`;
  throw new LedgerError("read_model_unavailable", message);
}

/** The value of a JSON text; the text itself where it is none. */
export function parseOrText(json: SqlValue | undefined): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return json;
  }
}

export function toHistoryRow(record: HistoryRecord): SqlValue[] {
  return [
    record.userId,
    record.purchaseId,
    record.kind,
    record.itemId,
    record.price?.amountMinor ?? null,
    record.price?.currency ?? null,
    record.payment === null ? null : JSON.stringify(record.payment),
    record.purchasedAt,
    record.revokedAt,
    record.revokedReason,
    record.purchasedRevision,
    record.revision,
    record.details === undefined ? null : JSON.stringify(record.details),
  ];
}

export function toHistoryRecord(row: readonly SqlValue[]): HistoryRecord {
  const [
    userId,
    purchaseId,
    kind,
    itemId,
    amountMinor,
    currency,
    payment,
    purchasedAt,
    revokedAt,
    revokedReason,
  ] = row;
  return {
    userId,
    purchaseId,
    kind,
    itemId,
    price: amountMinor === null && currency === null ? null : { amountMinor, currency },
    payment: payment === null ? null : parseOrText(payment),
    ...(row[12] === null || row[12] === undefined ? {} : { details: parseOrText(row[12]) }),
    purchasedAt,
    revokedAt,
    revokedReason,
    purchasedRevision: row[10],
    revision: row[11],
  } as HistoryRecord;
}

export function toDeadLetterRow(letter: DeadLetter): SqlValue[] {
  const { stream, revision, position, eventId, type, data, metadata, code, reason, created } = letter;
  return [stream, revision, position, eventId, type, data, metadata, code, reason, created];
}

export function toDeadLetter(row: readonly SqlValue[]): DeadLetter {
  const [stream, revision, position, eventId, type, data, metadata, code, reason, created] = row.map(String);
  return {
    stream: stream as StreamName,
    revision: Number(revision),
    position: position as Position,
    eventId: eventId ?? "",
    type: type ?? "",
    data: data ?? "",
    metadata: metadata ?? "",
    code: code ?? "",
    reason: reason ?? "",
    created: created ?? "",
  };
}

export function toAuditEntry([at, action, operator, reason, details]: readonly SqlValue[]): AuditEntry {
  return { at, action, operator, reason, details: parseOrText(details) } as AuditEntry;
}
