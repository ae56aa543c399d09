import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { StreamName } from "../../../events/identifiers.js";
import { recordedAtOf } from "../../../events/instants.js";
import type { RecordedEvent } from "../event-store.js";
import { fromMessage, toPosition, type ServerPosition } from "./positions.js";
import { readUuid } from "./uuid.js";

/** An event and its position on the server. */
export interface EventRead {
  readonly position: ServerPosition;
  readonly recorded: RecordedEvent;
  /** Whether its stream begins with the ledger's prefix. */
  readonly isOurs: boolean;
}

type GrpcEvent = streams.ReadResp.ReadEvent;

const ticksPerMs = 10_000n;

/**
 * Turns a record into the ledger's form. Every record in a user's stream is delivered, even one that no ledger wrote
 * (links, the server's own records, events without metadata). The codec refuses it with a reason, and only this user is
 * held back.
 *
 * @param prefix the part of the server's stream name before the ledger's name
 * @returns undefined for a record that no longer exists
 */
export function toEventRead(resolved: GrpcEvent, prefix: string): EventRead | undefined {
  const event = resolved.getLink() ?? resolved.getEvent();
  if (event === undefined) return undefined;
  const position = fromMessage(event);
  const systemMetadata = event.getMetadataMap();
  const metadata = asJson(event.getCustomMetadata_asU8());
  const created = new Date(Number(BigInt(systemMetadata.get("created") ?? 0) / ticksPerMs)).toISOString();
  const name = Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString("utf8");
  const recorded = {
    id: readUuid(event.getId()),
    stream: name.slice(prefix.length) as StreamName,
    // The record that ends a stream permanently has the revision 2^63 - 1, which no number holds exactly.
    revision: Math.min(Number(event.getStreamRevision()), Number.MAX_SAFE_INTEGER),
    position: toPosition(position),
    type: systemMetadata.get("type") ?? "",
    data: asJson(event.getData_asU8()),
    metadata,
    created: recordedAtOf(metadata, created),
  };
  return { position, recorded, isOurs: name.startsWith(prefix) };
}

/** Parses JSON. A JSON string stays text, so that it differs from text that is not JSON and has the same value. */
function asJson(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? text : value;
  } catch {
    return text;
  }
}
