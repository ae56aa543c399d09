import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { AppendReq, AppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerReadableStream } from "@grpc/grpc-js";
import type { DoorLog } from "./door-log.js";
import { noRevision, type ExpectedRevision, type ProposedEvent, type WriteOutcome } from "./records.js";
import { refusalOf, refuseRequest, refuseSize } from "./refusals.js";
import { proposedEventOf, streamOf } from "./wire.js";

/** EventStoreDB's default for an append, all its events together. */
export const mostAppendBytes = 1024 * 1024;

export const sizeOf = ({ type, data, metadata }: ProposedEvent): number =>
  Buffer.byteLength(type) + data.length + metadata.length;

interface ExpectedRevisionOptions {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

/** What append, batch append, delete and tombstone share in their options; they name the exact revision differently. */
export function expectedRevisionOf(
  options: ExpectedRevisionOptions,
  exact: string | undefined,
): ExpectedRevision {
  if (exact !== undefined) return BigInt(exact);
  if (options.hasNoStream()) return "no-stream";
  if (options.hasStreamExists()) return "stream-exists";
  if (options.hasAny()) return "any";
  throw refuseRequest("The expected revision of the stream is missing.");
}

/** Serves one append: its options first, then an event in each message. */
export async function serveAppend(
  log: DoorLog,
  call: ServerReadableStream<AppendReq, AppendResp>,
): Promise<AppendResp> {
  let options: ReturnType<AppendReq["getOptions"]>;
  const events: ProposedEvent[] = [];
  let bytes = 0;
  for await (const request of call as AsyncIterable<AppendReq>) {
    options ??= request.getOptions();
    const message = request.getProposedMessage();
    if (message === undefined) continue;
    const event = proposedEventOf(message);
    bytes += sizeOf(event);
    if (bytes > mostAppendBytes) throw refuseSize(mostAppendBytes);
    events.push(event);
  }
  if (options === undefined) throw refuseRequest("The options of the append are missing.");
  const stream = streamOf(options.getStreamIdentifier());
  const expected = expectedRevisionOf(options, options.hasRevision() ? options.getRevision() : undefined);
  const outcome = await log.append(stream, events, expected);
  switch (outcome.kind) {
    case "written":
      return new streams.AppendResp().setSuccess(toSuccess(outcome));
    case "wrong-revision":
      return new streams.AppendResp().setWrongExpectedVersion(toWrongRevision(expected, outcome.actual));
    case "stream-deleted":
    case "denied":
    case "id-reused":
      throw refusalOf(outcome, stream, expected);
  }
}

function toSuccess({
  revision,
  position,
}: Extract<WriteOutcome, { kind: "written" }>): InstanceType<typeof streams.AppendResp.Success> {
  const success = new streams.AppendResp.Success();
  if (revision === noRevision) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) return success.setNoPosition(new shared.Empty());
  const place = new streams.AppendResp.Position()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return success.setPosition(place);
}

function toWrongRevision(
  expected: ExpectedRevision,
  actual: number,
): InstanceType<typeof streams.AppendResp.WrongExpectedVersion> {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (actual === noRevision) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(actual));
  switch (expected) {
    case "any":
      return wrong.setExpectedAny(new shared.Empty());
    case "no-stream":
      return wrong.setExpectedNoStream(new shared.Empty());
    case "stream-exists":
      return wrong.setExpectedStreamExists(new shared.Empty());
    default:
      return wrong.setExpectedRevision(String(expected));
  }
}
