import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { AppendReq, AppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerReadableStream } from "@grpc/grpc-js";
import type { Ending } from "./calls.js";
import type { DoorLog } from "./door-log.js";
import { noRevision, type ExpectedRevision, type ProposedEvent, type WriteOutcome } from "./records.js";
import { refusalOf, refuseRequest, refuseSize } from "./refusals.js";
import { proposedEventOf, revisionOf, streamOf, withPosition } from "./wire.js";

/** EventStoreDB's default for all events of an append together. */
export const maxAppendBytes = 1024 * 1024;

/** Counts like EventStoreDB: each character of the type has two bytes. */
export const sizeOf = ({ type, data, metadata }: ProposedEvent): number =>
  2 * type.length + data.length + metadata.length;

/** A limit of the door only: purchases wait while an append is written. */
const maxAppendEvents = 10_000;

export const isTooLarge = (bytes: number, events: number): boolean =>
  bytes > maxAppendBytes || events > maxAppendEvents;

interface ExpectedRevisionOptions {
  hasNoStream(): boolean;
  hasAny(): boolean;
  hasStreamExists(): boolean;
}

/** Reads the expected revision from the options of an append, batch append, delete or tombstone. */
export function expectedRevisionOf(
  options: ExpectedRevisionOptions,
  exact: string | undefined,
): ExpectedRevision {
  // .NET's clients send -1 for StreamRevision.None.
  if (exact !== undefined) return revisionOf(exact) === -1n ? "no-stream" : revisionOf(exact);
  if (options.hasNoStream()) return "no-stream";
  if (options.hasStreamExists()) return "stream-exists";
  if (options.hasAny()) return "any";
  throw refuseRequest("The expected revision of the stream is missing.");
}

/** Serves one append. The first message has the options, each other message an event. */
export async function serveAppend(
  log: DoorLog,
  call: ServerReadableStream<AppendReq, AppendResp>,
  { ended }: Ending,
): Promise<AppendResp> {
  const { options, events } = await receive(call, ended);
  if (options === undefined) throw refuseRequest("The options of the append are missing.");
  const stream = streamOf(options.getStreamIdentifier());
  const expected = expectedRevisionOf(options, options.hasRevision() ? options.getRevision() : undefined);
  const outcome = await log.append(stream, events, expected);
  switch (outcome.kind) {
    case "written":
      return new streams.AppendResp().setSuccess(toSuccess(outcome));
    case "wrong-revision":
      return new streams.AppendResp().setWrongExpectedVersion(toWrongRevision(options, outcome.actual));
    case "stream-deleted":
    case "denied":
    case "id-reused":
      throw refusalOf(outcome, stream, expected);
  }
}

function receive(
  call: ServerReadableStream<AppendReq, AppendResp>,
  ended: AbortSignal,
): Promise<{ readonly options: ReturnType<AppendReq["getOptions"]>; readonly events: ProposedEvent[] }> {
  return new Promise((resolve, reject) => {
    let options: ReturnType<AppendReq["getOptions"]>;
    const events: ProposedEvent[] = [];
    let bytes = 0;
    const fail = (error: unknown): void => {
      call.off("data", take);
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    function take(request: AppendReq): void {
      try {
        options ??= request.getOptions();
        const message = request.getProposedMessage();
        if (message === undefined) return;
        const event = proposedEventOf(message);
        bytes += sizeOf(event);
        events.push(event);
        if (isTooLarge(bytes, events.length)) throw refuseSize(maxAppendBytes);
      } catch (error) {
        fail(error);
      }
    }
    call.on("data", take);
    call.once("end", () => {
      resolve({ options, events });
    });
    // An append that has not arrived completely is not written.
    ended.addEventListener("abort", () => {
      fail(new Error("The call has ended before all of the append arrived."));
    });
  });
}

function toSuccess({
  revision,
  position,
}: Extract<WriteOutcome, { kind: "written" }>): InstanceType<typeof streams.AppendResp.Success> {
  const success = new streams.AppendResp.Success();
  if (revision === noRevision) success.setNoStream(new shared.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) return success.setNoPosition(new shared.Empty());
  return success.setPosition(withPosition(new streams.AppendResp.Position(), position));
}

/**
 * The answer repeats what the client expected. Clients of EventStoreDB 20.6 read other fields. For them, "no stream" is a
 * revision that the package's protocol classes cannot write.
 */
function toWrongRevision(
  options: InstanceType<typeof streams.AppendReq.Options>,
  actual: number,
): InstanceType<typeof streams.AppendResp.WrongExpectedVersion> {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  const empty = new shared.Empty();
  if (actual === noRevision) wrong.setCurrentNoStream(empty).setNoStream2060(empty);
  else wrong.setCurrentRevision(String(actual)).setCurrentRevision2060(actual);
  if (options.hasRevision()) {
    const expected = options.getRevision();
    wrong.setExpectedRevision(expected);
    if (Number.isSafeInteger(Number(expected))) wrong.setExpectedRevision2060(Number(expected));
    return wrong;
  }
  if (options.hasNoStream()) return wrong.setExpectedNoStream(empty);
  if (options.hasStreamExists()) return wrong.setExpectedStreamExists(empty).setStreamExists2060(empty);
  return wrong.setExpectedAny(empty).setAny2060(empty);
}
