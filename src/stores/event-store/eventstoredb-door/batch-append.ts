import { once } from "node:events";
import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Status } from "@eventstore/db-client/generated/status_pb.js";
import type { BatchAppendReq, BatchAppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { expectedRevisionOf, isTooLarge, maxAppendBytes, sizeOf } from "./append.js";
import { badRequest, errorResponse, responseTo, timedOut, tooLarge } from "./batch-responses.js";
import type { Ending } from "./calls.js";
import type { DoorLog } from "./door-log.js";
import type { ExpectedRevision, ProposedEvent } from "./records.js";
import { refuseRequest, toRefusal, type Refusal } from "./refusals.js";
import { proposedEventOf, streamOf, uuidOf } from "./wire.js";

type Options = InstanceType<typeof streams.BatchAppendReq.Options>;

/** An append that has not arrived completely. */
interface Pending {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** In milliseconds since 1970; undefined if the client sets no deadline. */
  readonly deadline: number | undefined;
  readonly events: ProposedEvent[];
  bytes: number;
}

/** Bounds for the unfinished appends of a call, which are kept in memory. */
const maxUnfinished = 1_000;
const maxBytesPending = 16 * maxAppendBytes;
const refuseUnfinished = (): Refusal => refuseRequest("The call has too many unfinished appends.");

/** While more bytes than this are being written for a client, the door reads nothing from it. */
const maxBytesUnderWay = 16 * maxAppendBytes;

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/**
 * Serves any number of appends over one call. Each append consists of one or more messages with the same correlation id,
 * and gets its own answer. An append is refused at its first bad message, and its later messages are ignored.
 */
export async function serveBatchAppend(log: DoorLog, call: Call, ending: Ending): Promise<void> {
  const { promise: taken, resolve: finish, reject: fail } = withResolvers();
  const send = createSender(call, ending.cancelled);
  const work = createWork(call, ending, fail);
  const take = createArrivals({
    complete: (id, { stream, expected, events, bytes }) => {
      const append = async () =>
        send(responseTo(id, stream, expected, await log.append(stream, events, expected)));
      work.begin(append(), bytes);
    },
    refuse: (id, stream, status) => work.begin(send(errorResponse(id, stream, status)), 0),
  });
  const onRequest = (request: BatchAppendReq): void => {
    try {
      take(request);
    } catch (error) {
      fail(error);
    }
    work.pauseIfFull();
  };
  call.on("data", onRequest);
  call.once("end", finish);
  ending.ended.addEventListener("abort", finish);
  try {
    await taken;
  } finally {
    call.off("data", onRequest);
  }
  // Complete appends are answered even when the door closes.
  await work.done();
}

function withResolvers() {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((resolveIt, rejectIt) => {
    resolve = resolveIt;
    reject = rejectIt;
  });
  return { promise, resolve, reject };
}

/** Sends answers one after another, each when the client can take it. */
function createSender(call: Call, cancelled: AbortSignal): (response: BatchAppendResp) => Promise<void> {
  let sending = Promise.resolve();
  return (response) =>
    (sending = sending.then(async () => {
      if (!cancelled.aborted && !call.write(response)) await once(call, "drain", { signal: cancelled });
    }));
}

/** The appends and answers in progress. While they are too large, nothing more is read from the client. */
function createWork(call: Call, { ended }: Ending, fail: (error: unknown) => void) {
  const underWay = new Set<Promise<void>>();
  let bytesUnderWay = 0;
  return {
    begin(work: Promise<void>, bytes: number): void {
      bytesUnderWay += bytes;
      const tracked = work.finally(() => {
        bytesUnderWay -= bytes;
        underWay.delete(tracked);
        if (bytesUnderWay <= maxBytesUnderWay && !ended.aborted) call.resume();
      });
      underWay.add(tracked);
      // The call ends, so that a client does not wait for an answer that never comes.
      tracked.catch(fail);
    },
    pauseIfFull(): void {
      if (bytesUnderWay > maxBytesUnderWay) call.pause();
    },
    done: () => Promise.all(underWay),
  };
}

interface ArrivalHandlers {
  /** Called when all events of an append have arrived. */
  complete(id: string, append: Pending): void;
  refuse(id: string, stream: string, status: Status): void;
}

/**
 * Assembles the messages of a call into appends.
 *
 * @returns a function that takes the next message. It throws a Refusal of the whole call if too much is unfinished.
 */
function createArrivals({ complete, refuse }: ArrivalHandlers): (request: BatchAppendReq) => void {
  const unfinished = createUnfinished();
  const refused = new Set<string>();

  return (request) => {
    const id = uuidOf(request.getCorrelationId());
    const isFinal = request.getIsFinal();
    // The rest of a refused append is not a new append, even if it repeats the options.
    if (refused.has(id)) {
      if (isFinal) refused.delete(id);
      return;
    }
    const options = request.getOptions();
    let status: Status | undefined;
    try {
      const arriving = unfinished.find(id, options, refused.size);
      if (arriving === undefined) return;
      status = unfinished.add(arriving, request);
      if (status === undefined && isFinal) {
        unfinished.forget(id);
        complete(id, arriving);
      }
    } catch (error) {
      status = badRequest(toRefusal(error).details);
    }
    if (status === undefined) return;
    const stream = unfinished.find(id)?.stream ?? nameIn(options);
    unfinished.forget(id);
    if (!isFinal) refused.add(id);
    refuse(id, stream, status);
    if (refused.size > maxUnfinished) throw refuseUnfinished();
  };
}

/** The unfinished appends of a call. Their number and size are limited. */
function createUnfinished() {
  const pending = new Map<string, Pending>();
  let bytesPending = 0;
  return {
    /** The append of a message. A message with options begins one. Undefined if the first message never came. */
    find(id: string, options?: Options, others = 0): Pending | undefined {
      if (options !== undefined && !pending.has(id)) {
        if (pending.size + others >= maxUnfinished) throw refuseUnfinished();
        pending.set(id, pendingOf(options));
      }
      return pending.get(id);
    },
    /** @returns the status if the append is refused */
    add(arriving: Pending, request: BatchAppendReq): Status | undefined {
      if (arriving.deadline !== undefined && arriving.deadline <= Date.now()) return timedOut();
      for (const message of request.getProposedMessagesList()) {
        const event = proposedEventOf(message);
        arriving.events.push(event);
        arriving.bytes += sizeOf(event);
        bytesPending += sizeOf(event);
        if (isTooLarge(arriving.bytes, arriving.events.length)) return tooLarge();
      }
      if (!request.getIsFinal() && bytesPending > maxBytesPending) throw refuseUnfinished();
      return undefined;
    },
    forget(id: string): void {
      bytesPending -= pending.get(id)?.bytes ?? 0;
      pending.delete(id);
    },
  };
}

const nameIn = (options: Options | undefined): string =>
  Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString("utf8");

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
