import type { StreamName } from "../../../events/identifiers.js";
import type { Position } from "../../event-store/event-store.js";
import type { SqlValue } from "../../sqlite/database.js";
import type { AuditEntry } from "../../event-store/audit-log.js";
import type { DeadLetter } from "../read-model-store.js";
import { parseOrText } from "../../sqlite/values.js";

/** Between the documents of the port and the rows of the tables. */

export const deadLetterColumns =
  "stream, revision, position, event_id, type, data, metadata, code, reason, created";

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
