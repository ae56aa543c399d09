import type { AllStreamResolvedEvent, ResolvedEvent } from "@eventstore/db-client";
import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import { recordedAtOf } from "../../../events/purchase-events.js";
import type { RecordedEvent } from "../event-store.js";
import { toPosition, type ServerPosition } from "./positions.js";

/**
 * What is kept of an event that was read. The client's own object is several times as large, and a page of them would
 * be most of what a reader spends its time on, in collecting them again.
 */
export interface EventRead {
  readonly revision: number;
  readonly position: ServerPosition | undefined;
  /** Undefined for what is none of the ledger's: the server's own events and links. */
  readonly recorded: RecordedEvent | undefined;
}

/** @returns undefined for a link whose event is gone */
export function toEventRead(
  resolved: AllStreamResolvedEvent | ResolvedEvent,
  prefix: string,
): EventRead | undefined {
  const { event } = resolved;
  if (event === undefined) return undefined;
  const { position } = event;
  return { revision: Number(event.revision), position, recorded: toRecordedEvent(resolved, prefix) };
}

/**
 * The ledger's event of what the server gave; undefined for what is none: the server's own events and links.
 *
 * @param prefix what the server's stream has before the ledger's name of it
 */
function toRecordedEvent(
  { event }: AllStreamResolvedEvent | ResolvedEvent,
  prefix: string,
): RecordedEvent | undefined {
  if (event === undefined || event.type.startsWith("$")) return undefined;
  if (event.position === undefined) {
    const message =
      "The server does not tell positions when a stream is read: it is older than version 22.6.";
    throw new LedgerError("event_store_unavailable", message);
  }
  const metadata = asJson(event.metadata);
  return {
    id: event.id,
    stream: event.streamId.slice(prefix.length) as StreamName,
    revision: Number(event.revision),
    position: toPosition(event.position),
    type: event.type,
    data: asJson(event.data),
    metadata,
    created: recordedAtOf(metadata, event.created.toISOString()),
  };
}

/** The client has parsed what is JSON; the rest becomes text, for the codec to refuse with a reason. */
function asJson(value: unknown): unknown {
  return value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : value;
}
