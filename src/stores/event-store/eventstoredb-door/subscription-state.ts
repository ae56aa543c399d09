import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import protobuf from "google-protobuf";
import timestamps from "google-protobuf/google/protobuf/timestamp_pb.js";

/** The last event that was considered: by its revision in a stream, or by its position in all. */
export type Place = { readonly revision: number } | { readonly position: number };

/** Says that a subscriber has all events, and gets the next ones as they are written. */
export const caughtUp = (place: Place): ReadResp =>
  placed(new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()), place);

/** Says that more events were written than a subscriber was sent. */
export const fellBehind = (place: Place): ReadResp =>
  placed(new streams.ReadResp().setFellBehind(new streams.ReadResp.FellBehind()), place);

/**
 * Adds the time, and the place from which a subscriber can go on, if there is an event. EventStoreDB sends them since
 * 24.10.5, and KurrentDB's client for Go recognises the messages by them. The definitions of the client package are older
 * and have no such fields, so that the bytes are written here.
 */
function placed(response: ReadResp, place: Place): ReadResp {
  const writer = new protobuf.BinaryWriter();
  writer.writeMessage(response.getContentCase(), place, () => {
    const now = timestamps.Timestamp.fromDate(new Date());
    writer.writeMessage(1, now, timestamps.Timestamp.serializeBinaryToWriter);
    if ("revision" in place && place.revision >= 0) writer.writeInt64String(2, String(place.revision));
    if ("position" in place && place.position > 0) writer.writeMessage(3, place.position, writePosition);
  });
  const bytes = writer.getResultBuffer();
  response.serializeBinary = () => bytes;
  return response;
}

/** In the door's log, both parts of a position are equal. */
function writePosition(position: number, writer: protobuf.BinaryWriter): void {
  writer.writeUint64String(1, String(position));
  writer.writeUint64String(2, String(position));
}
