import streams from "@eventstore/db-client/generated/streams_pb.js";
import { isPaymentStream, userOf } from "../../../events/identifiers.js";
import type { ProposedEvent } from "./records.js";
import { proposedEventOf, toProposedMessage } from "./wire.js";

/** Whether a stream belongs to the ledger. All others are foreign, and stored in another table. */
export const isLedgerStream = (stream: string): boolean =>
  userOf(stream) !== undefined || isPaymentStream(stream);

/** An event's columns in the ledger's table. */
export interface LedgerColumns {
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
  readonly wire: Uint8Array | null;
}

/**
 * JSON is stored as the ledger stores it. Events that the text columns cannot return byte for byte go into `wire`. The
 * ledger finds no JSON in such an event, and treats it like any event that it cannot read.
 */
export function toLedgerColumns(event: ProposedEvent): LedgerColumns {
  const data = exactText(event.data);
  const metadata = exactText(event.metadata);
  if (event.isJson && data !== undefined && metadata !== undefined && !event.type.includes("\0")) {
    return { type: event.type, data, metadata, wire: null };
  }
  return {
    type: event.type.replaceAll("\0", ""),
    data: "",
    metadata: "",
    wire: toProposedMessage(event).serializeBinary(),
  };
}

export function fromLedgerColumns(id: string, { type, data, metadata, wire }: LedgerColumns): ProposedEvent {
  if (wire !== null) return proposedEventOf(streams.AppendReq.ProposedMessage.deserializeBinary(wire));
  return { id, type, isJson: true, data: Buffer.from(data), metadata: Buffer.from(metadata) };
}

/** Decodes UTF-8. Undefined if the text would not be encoded to the same bytes again. */
function exactText(bytes: Uint8Array): string | undefined {
  const buffer = Buffer.from(bytes);
  const text = buffer.toString("utf8");
  return !buffer.includes(0) && Buffer.from(text).equals(buffer) ? text : undefined;
}
