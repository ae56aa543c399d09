import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { StreamIdentifier, UUID } from "@eventstore/db-client/generated/shared_pb.js";
import { refuseRequest, type Refusal } from "./refusals.js";
import { tombstoneRevision, type LogRecord, type ProposedEvent } from "./records.js";

/** Converts between EventStoreDB's messages and the door's records. */

const contentTypes = { json: "application/json", binary: "application/octet-stream" } as const;
/** The forms that .NET accepts: with all dashes or none, and optionally in braces. */
const uuidPattern =
  /^(\{?)([0-9a-f]{8})(-?)([0-9a-f]{4})\3([0-9a-f]{4})\3([0-9a-f]{4})\3([0-9a-f]{12})(\}?)$/i;
const noUuid = "00000000-0000-0000-0000-000000000000";
/** 2^63 - 1 */
const lastPossibleRevision = "9223372036854775807";
/** Dates are in units of 100 ns since 1970. */
const ticksPerMillisecond = 10_000n;

/** How the client wants ids to be written. */
export type UuidForm = "text" | "structured";

export function streamOf(identifier: StreamIdentifier | undefined): string {
  const name = Buffer.from(identifier?.getStreamName_asU8() ?? []).toString("utf8");
  if (name === "") throw refuseRequest("The name of the stream is missing.");
  return name;
}

/**
 * Reads a revision from an unsigned 64-bit number as .NET does: 2^64 - 1 means -1.
 *
 * @throws Refusal for other numbers above 2^63 - 1
 */
export function revisionOf(digits: string): bigint {
  const revision = BigInt(digits);
  if (revision === 2n ** 64n - 1n) return -1n;
  if (revision > BigInt(lastPossibleRevision)) throw refuseRequest(`There is no revision ${digits}.`);
  return revision;
}

export function toStreamIdentifier(stream: string): StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
}

export function uuidOf(uuid: UUID | undefined): string {
  const structured = uuid?.getStructured();
  if (structured !== undefined) {
    const hex = [structured.getMostSignificantBits(), structured.getLeastSignificantBits()]
      .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, "0"))
      .join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }
  const text = uuid?.getString() ?? "";
  const [, open, a, , b, c, d, e, close] = uuidPattern.exec(text) ?? [];
  if (a === undefined || (open === "{") !== (close === "}"))
    throw refuseRequest(`${JSON.stringify(text)} is not a UUID.`);
  return [a, b, c, d, e].join("-").toLowerCase();
}

export function toUuid(id: string, form: UuidForm): UUID {
  if (form === "text") return new shared.UUID().setString(id);
  const [most, least] = [id.slice(0, 18), id.slice(18)].map((half) =>
    BigInt.asIntN(64, BigInt(`0x${half.replaceAll("-", "")}`)).toString(),
  );
  const structured = new shared.UUID.Structured()
    .setMostSignificantBits(most ?? "0")
    .setLeastSignificantBits(least ?? "0");
  return new shared.UUID().setStructured(structured);
}

type ProposedMessage = InstanceType<
  typeof streams.AppendReq.ProposedMessage | typeof streams.BatchAppendReq.ProposedMessage
>;

const missingProperty = (name: string): Refusal =>
  refuseRequest(`Required Metadata Property '${name}' is missing`, {
    exception: "missing-required-metadata-property",
    "required-metadata-properties": "type,content-type",
  });

export function proposedEventOf(message: ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  const type = metadata.get("type");
  const contentType = metadata.get("content-type");
  if (!type) throw missingProperty("type");
  if (contentType === undefined) throw missingProperty("content-type");
  const id = uuidOf(message.getId());
  if (id === noUuid) throw refuseRequest("The id of the event is empty.");
  return {
    id,
    type,
    isJson: contentType === contentTypes.json,
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

export function toProposedMessage(
  event: ProposedEvent,
): InstanceType<typeof streams.AppendReq.ProposedMessage> {
  const message = new streams.AppendReq.ProposedMessage()
    .setId(toUuid(event.id, "text"))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  message.getMetadataMap().set("type", event.type);
  message.getMetadataMap().set("content-type", event.isJson ? contentTypes.json : contentTypes.binary);
  return message;
}

interface PositionMessage {
  setCommitPosition(value: string): unknown;
  setPreparePosition(value: string): unknown;
}

/** Sets both parts of a position. In the door's log they are equal. */
export function withPosition<Message extends PositionMessage>(message: Message, position: number): Message {
  message.setCommitPosition(String(position));
  message.setPreparePosition(String(position));
  return message;
}

export const toRevision = (revision: number): string =>
  revision === tombstoneRevision ? lastPossibleRevision : String(revision);

/** An event and the link to it. The event is undefined if the link leads nowhere. */
export interface ResolvedRecord {
  readonly event: LogRecord | undefined;
  readonly link?: LogRecord;
}

export function toReadEvent({ event, link }: ResolvedRecord, form: UuidForm): ReadResp {
  const message = new streams.ReadResp.ReadEvent();
  if (event !== undefined) message.setEvent(toRecordedEvent(event, form));
  if (link !== undefined) message.setLink(toRecordedEvent(link, form));
  message.setCommitPosition(String((link ?? event)?.position ?? 0));
  return new streams.ReadResp().setEvent(message);
}

function toRecordedEvent(
  record: LogRecord,
  form: UuidForm,
): InstanceType<typeof streams.ReadResp.ReadEvent.RecordedEvent> {
  const message = withPosition(new streams.ReadResp.ReadEvent.RecordedEvent(), record.position)
    .setId(toUuid(record.id, form))
    .setStreamIdentifier(toStreamIdentifier(record.stream))
    .setStreamRevision(toRevision(record.revision))
    .setData(record.data)
    .setCustomMetadata(record.metadata);
  const created = BigInt(Date.parse(record.created)) * ticksPerMillisecond;
  message
    .getMetadataMap()
    .set("type", record.type)
    .set("content-type", record.isJson ? contentTypes.json : contentTypes.binary)
    .set("created", created.toString());
  return message;
}
