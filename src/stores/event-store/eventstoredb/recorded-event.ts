import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { StreamName } from "../../../events/identifiers.js";
import { recordedAtOf } from "../../../events/instants.js";
import type { RecordedEvent } from "../event-store.js";
import { toPosition, type ServerPosition } from "./positions.js";
import { readUuid } from "./uuid.js";

/** An event, and where it stands on the server. */
export interface EventRead {
  readonly position: ServerPosition;
  readonly recorded: RecordedEvent;
  /** Whether its stream begins with the ledger's prefix. */
  readonly isOurs: boolean;
}

type GrpcEvent = streams.ReadResp.ReadEvent;

const ticksPerMs = 10_000n;

/**
 * The ledger's form of a record. All that stands in a user's stream is delivered, also what no ledger has written there
 * (links, the server's own records, events without metadata): the codec refuses it with a reason, and only this user is
 * held back.
 *
 * @param prefix what the server's stream has before the ledger's name of it
 * @returns undefined for a record that is gone
 */
export function toEventRead(resolved: GrpcEvent, prefix: string): EventRead | undefined {
  const event = resolved.getLink() ?? resolved.getEvent();
  if (event === undefined) return undefined;
  const position = { commit: BigInt(event.getCommitPosition()), prepare: BigInt(event.getPreparePosition()) };
  const about = event.getMetadataMap();
  const metadata = asJson(event.getCustomMetadata_asU8());
  const created = new Date(Number(BigInt(about.get("created") ?? 0) / ticksPerMs)).toISOString();
  const name = Buffer.from(event.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString("utf8");
  const recorded = {
    id: readUuid(event.getId()),
    stream: name.slice(prefix.length) as StreamName,
    // The record that ends a stream permanently has a revision beyond all numbers.
    revision: Math.min(Number(event.getStreamRevision()), Number.MAX_SAFE_INTEGER),
    position: toPosition(position),
    type: about.get("type") ?? "",
    data: asJson(event.getData_asU8()),
    metadata,
    created: recordedAtOf(metadata, created),
  };
  return { position, recorded, isOurs: name.startsWith(prefix) };
}

/** The parsed JSON; the text of what is none, and of a JSON string, so that the two cannot be mixed up. */
function asJson(bytes: Uint8Array): unknown {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? text : value;
  } catch {
    return text;
  }
}
