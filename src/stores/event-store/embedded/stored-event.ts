import type { StreamName } from "../../../events/identifiers.js";
import { recordedAtOf } from "../../../events/instants.js";
import type { SqlValue } from "../../sqlite/database.js";
import type { Position, RecordedEvent } from "../event-store.js";
import { parseOrText } from "../../sqlite/values.js";

/** The columns that {@link toRecordedEvent} expects, in its order. */
export const eventColumns = "position, stream, revision, id, type, data, metadata, created, clock";

export function toRecordedEvent(row: readonly SqlValue[]): RecordedEvent {
  const [position, stream, revision, id, type, data, metadataText, created, clock] = row;
  const metadata = parseOrText(metadataText);
  return {
    id: String(id),
    stream: String(stream) as StreamName,
    revision: Number(revision),
    position: String(position) as Position,
    type: String(type),
    data: parseOrText(data),
    metadata,
    created: recordedAtOf(metadata, String(created)),
    ...(typeof clock === "string" ? { clock } : {}),
  };
}
