import { once } from "node:events";
import codes from "@eventstore/db-client/generated/code_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import statuses from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Code } from "@eventstore/db-client/generated/code_pb.js";
import type { Status } from "@eventstore/db-client/generated/status_pb.js";
import type { BatchAppendReq, BatchAppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { expectedRevisionOf, isTooLarge, mostAppendBytes, sizeOf } from "./append.js";
import type { Ending } from "./calls.js";
import type { DoorLog } from "./door-log.js";
import { noRevision, type ExpectedRevision, type ProposedEvent, type WriteOutcome } from "./records.js";
import {
  refuseRequest,
  refuseReusedId,
  refuseSize,
  refuseStreamDeleted,
  toRefusal,
  type Refusal,
} from "./refusals.js";
import { proposedEventOf, streamOf, toStreamIdentifier, toUuid, uuidOf } from "./wire.js";

type Options = InstanceType<typeof streams.BatchAppendReq.Options>;

/** An append of which not all events have arrived yet. */
interface Pending {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** In milliseconds since 1970; undefined if the client waits for ever. */
  readonly deadline: number | undefined;
  readonly events: ProposedEvent[];
  bytes: number;
}

/** How many appends of a call, and how much of them, may be unfinished: what has arrived of them is kept in memory. */
const mostUnfinished = 1_000;
const mostBytesPending = 16 * mostAppendBytes;
const refuseUnfinished = (): Refusal => refuseRequest("The call has too many unfinished appends.");

/** While so much is being written for a client, no more is taken from it. */
const mostBytesUnderWay = 16 * mostAppendBytes;

/**
 * Serves any number of appends over one call, each in one or more messages of one correlation id, and each with its
 * own answer. A refused one is answered at its first bad message; what still comes of it is passed over.
 */
export async function serveBatchAppend(
  log: DoorLog,
  call: ServerDuplexStream<BatchAppendReq, BatchAppendResp>,
  { cancelled, ended }: Ending,
): Promise<void> {
  const pending = new Map<string, Pending>();
  const refused = new Set<string>();
  let bytesPending = 0;
  const underWay = new Set<Promise<void>>();
  let bytesUnderWay = 0;
  let sending = Promise.resolve();
  let finish: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const taken = new Promise<void>((resolve, reject) => {
    finish = resolve;
    fail = reject;
  });

  /** One after the other, each when the client can take it. */
  const send = (response: BatchAppendResp): Promise<void> =>
    (sending = sending.then(async () => {
      if (!cancelled.aborted && !call.write(response)) await once(call, "drain", { signal: cancelled });
    }));

  function begin(work: Promise<void>, bytes: number): void {
    bytesUnderWay += bytes;
    const tracked = work.finally(() => {
      bytesUnderWay -= bytes;
      underWay.delete(tracked);
      if (bytesUnderWay <= mostBytesUnderWay && !ended.aborted) call.resume();
    });
    underWay.add(tracked);
    // Whoever waits for answers learns from the end of the call that there will be none.
    tracked.catch(fail);
  }

  async function append(id: string, { stream, expected, events }: Pending): Promise<void> {
    const outcome = await log.append(stream, events, expected);
    await send(responseTo(id, stream, expected, outcome));
  }

  function take(request: BatchAppendReq): void {
    const id = uuidOf(request.getCorrelationId());
    const forget = (): void => {
      bytesPending -= pending.get(id)?.bytes ?? 0;
      pending.delete(id);
    };
    const refuse = (status: Status, name: string): void => {
      forget();
      if (!request.getIsFinal()) refused.add(id);
      begin(send(errorResponse(id, name, status)), 0);
    };
    const options = request.getOptions();
    // The rest of a refused append is not an append of its own, also when it repeats the options.
    if (refused.has(id)) {
      if (request.getIsFinal()) refused.delete(id);
      return;
    }
    try {
      if (options !== undefined && !pending.has(id)) {
        if (pending.size + refused.size >= mostUnfinished) throw refuseUnfinished();
        pending.set(id, pendingOf(options));
      }
      const arriving = pending.get(id);
      if (arriving === undefined) return;
      if (arriving.deadline !== undefined && arriving.deadline <= Date.now()) {
        refuse(timedOut(), arriving.stream);
        return;
      }
      for (const message of request.getProposedMessagesList()) {
        const event = proposedEventOf(message);
        arriving.events.push(event);
        arriving.bytes += sizeOf(event);
        bytesPending += sizeOf(event);
        if (isTooLarge(arriving.bytes, arriving.events.length)) {
          refuse(tooLarge(), arriving.stream);
          return;
        }
      }
      if (!request.getIsFinal()) {
        if (bytesPending > mostBytesPending) throw refuseUnfinished();
        return;
      }
      forget();
      begin(append(id, arriving), arriving.bytes);
    } catch (error) {
      const name = Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString("utf8");
      refuse(badRequest(toRefusal(error).details), pending.get(id)?.stream ?? name);
      if (refused.size > mostUnfinished) throw refuseUnfinished();
    }
  }

  const onRequest = (request: BatchAppendReq): void => {
    try {
      take(request);
    } catch (error) {
      fail(error);
    }
    if (bytesUnderWay > mostBytesUnderWay) call.pause();
  };
  call.on("data", onRequest);
  call.once("end", finish);
  ended.addEventListener("abort", finish);
  try {
    await taken;
  } finally {
    call.off("data", onRequest);
  }
  // What was taken is answered, also when the door closes.
  await Promise.all(underWay);
}

function pendingOf(options: Options): Pending {
  const deadline = options.getDeadline();
  return {
    stream: streamOf(options.getStreamIdentifier()),
    expected: expectedRevisionOf(
      options,
      options.hasStreamPosition() ? options.getStreamPosition() : undefined,
    ),
    deadline: deadline?.toDate().getTime(),
    events: [],
    bytes: 0,
  };
}

function responseTo(
  id: string,
  stream: string,
  expected: ExpectedRevision,
  outcome: WriteOutcome,
): BatchAppendResp {
  switch (outcome.kind) {
    case "written":
      return blankResponse(id, stream).setSuccess(toSuccess(outcome));
    case "wrong-revision":
      return errorResponse(id, stream, wrongRevision(expected, outcome.actual));
    case "stream-deleted": {
      const { details } = refuseStreamDeleted(stream);
      const message = new shared.StreamDeleted().setStreamIdentifier(toStreamIdentifier(stream));
      return errorResponse(id, stream, toStatus(codes.Code.NOT_FOUND, details, "StreamDeleted", message));
    }
    case "denied":
      return errorResponse(
        id,
        stream,
        toStatus(codes.Code.PERMISSION_DENIED, outcome.why, "AccessDenied", new shared.AccessDenied()),
      );
    case "id-reused":
      return errorResponse(id, stream, badRequest(refuseReusedId().details));
  }
}

const blankResponse = (id: string, stream: string): BatchAppendResp =>
  new streams.BatchAppendResp()
    .setCorrelationId(toUuid(id, "text"))
    .setStreamIdentifier(toStreamIdentifier(stream));

const errorResponse = (id: string, stream: string, status: Status): BatchAppendResp =>
  blankResponse(id, stream).setError(status);

function toSuccess({
  revision,
  position,
}: Extract<WriteOutcome, { kind: "written" }>): InstanceType<typeof streams.BatchAppendResp.Success> {
  const success = new streams.BatchAppendResp.Success();
  if (revision === noRevision) success.setNoStream(new emptyMessages.Empty());
  else success.setCurrentRevision(String(revision));
  if (position === undefined) return success.setNoPosition(new emptyMessages.Empty());
  const place = new shared.AllStreamPosition()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return success.setPosition(place);
}

/** What the details of a status are: one of the messages that clients know by name. */
interface Details {
  serializeBinary(): Uint8Array;
}

function toStatus(code: Code, message: string, name: string, details: Details): Status {
  const any = new anyMessages.Any();
  any.pack(details.serializeBinary(), `event_store.client.${name}`);
  return new statuses.Status().setCode(code).setMessage(message).setDetails(any);
}

function wrongRevision(expected: ExpectedRevision, actual: number): Status {
  const wrong = new shared.WrongExpectedVersion();
  if (actual === noRevision) wrong.setCurrentNoStream(new emptyMessages.Empty());
  else wrong.setCurrentStreamRevision(String(actual));
  switch (expected) {
    case "any":
      wrong.setExpectedAny(new emptyMessages.Empty());
      break;
    case "no-stream":
      wrong.setExpectedNoStream(new emptyMessages.Empty());
      break;
    case "stream-exists":
      wrong.setExpectedStreamExists(new emptyMessages.Empty());
      break;
    default:
      wrong.setExpectedStreamPosition(String(expected));
  }
  const message = "The stream is not at the expected revision.";
  return toStatus(codes.Code.ALREADY_EXISTS, message, "WrongExpectedVersion", wrong);
}

const timedOut = (): Status =>
  toStatus(
    codes.Code.DEADLINE_EXCEEDED,
    "The deadline of the append has passed.",
    "Timeout",
    new shared.Timeout(),
  );

const tooLarge = (): Status =>
  toStatus(
    codes.Code.INVALID_ARGUMENT,
    refuseSize(mostAppendBytes).details,
    "MaximumAppendSizeExceeded",
    new shared.MaximumAppendSizeExceeded().setMaxappendsize(mostAppendBytes),
  );

const badRequest = (why: string): Status =>
  toStatus(codes.Code.INVALID_ARGUMENT, why, "BadRequest", new shared.BadRequest().setMessage(why));
