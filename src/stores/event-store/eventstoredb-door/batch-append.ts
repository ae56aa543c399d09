import { once } from "node:events";
import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { Status } from "@eventstore/db-client/generated/status_pb.js";
import type { BatchAppendReq, BatchAppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { ServerDuplexStream } from "@grpc/grpc-js";
import { expectedRevisionOf, isTooLarge, mostAppendBytes, sizeOf } from "./append.js";
import { badRequest, errorResponse, responseTo, timedOut, tooLarge } from "./batch-responses.js";
import type { Ending } from "./calls.js";
import type { DoorLog } from "./door-log.js";
import type { ExpectedRevision, ProposedEvent } from "./records.js";
import { refuseRequest, toRefusal, type Refusal } from "./refusals.js";
import { proposedEventOf, streamOf, uuidOf } from "./wire.js";

type Options = InstanceType<typeof streams.BatchAppendReq.Options>;

/** An append of which not all events have arrived yet. */
interface Pending {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  /** In milliseconds since 1970; undefined if the client sets no deadline. */
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

type Call = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/**
 * Serves any number of appends over one call, each in one or more messages of one correlation id, and each with its
 * own answer. A refused one is answered at its first bad message; its later messages are ignored.
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
  // What was taken is answered, also when the door closes.
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

/** Sends one answer after the other, each when the client can take it. */
function createSender(call: Call, cancelled: AbortSignal): (response: BatchAppendResp) => Promise<void> {
  let sending = Promise.resolve();
  return (response) =>
    (sending = sending.then(async () => {
      if (!cancelled.aborted && !call.write(response)) await once(call, "drain", { signal: cancelled });
    }));
}

/** The appends and answers under way. While there is too much of it, nothing more is taken from the client. */
function createWork(call: Call, { ended }: Ending, fail: (error: unknown) => void) {
  const underWay = new Set<Promise<void>>();
  let bytesUnderWay = 0;
  return {
    begin(work: Promise<void>, bytes: number): void {
      bytesUnderWay += bytes;
      const tracked = work.finally(() => {
        bytesUnderWay -= bytes;
        underWay.delete(tracked);
        if (bytesUnderWay <= mostBytesUnderWay && !ended.aborted) call.resume();
      });
      underWay.add(tracked);
      // A client that waits for answers learns from the end of the call that there will be none.
      tracked.catch(fail);
    },
    pauseIfFull(): void {
      if (bytesUnderWay > mostBytesUnderWay) call.pause();
    },
    done: () => Promise.all(underWay),
  };
}

interface ArrivalHandlers {
  /** All events of an append have arrived. */
  complete(id: string, append: Pending): void;
  refuse(id: string, stream: string, status: Status): void;
}

/**
 * Puts the messages of a call together to appends.
 *
 * @returns what takes the next message; it throws a refusal of the whole call where too much is unfinished
 */
function createArrivals({ complete, refuse }: ArrivalHandlers): (request: BatchAppendReq) => void {
  const unfinished = createUnfinished();
  const refused = new Set<string>();

  return (request) => {
    const id = uuidOf(request.getCorrelationId());
    const isFinal = request.getIsFinal();
    // The rest of a refused append is not an append of its own, also when it repeats the options.
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
    if (refused.size > mostUnfinished) throw refuseUnfinished();
  };
}

/** The appends of a call of which not all has arrived, within the bounds of what is kept in memory. */
function createUnfinished() {
  const pending = new Map<string, Pending>();
  let bytesPending = 0;
  return {
    /** The append that a message belongs to: a new one if it has options; undefined if its beginning never came. */
    find(id: string, options?: Options, others = 0): Pending | undefined {
      if (options !== undefined && !pending.has(id)) {
        if (pending.size + others >= mostUnfinished) throw refuseUnfinished();
        pending.set(id, pendingOf(options));
      }
      return pending.get(id);
    },
    /** @returns why the append is refused; undefined while nothing speaks against it */
    add(arriving: Pending, request: BatchAppendReq): Status | undefined {
      if (arriving.deadline !== undefined && arriving.deadline <= Date.now()) return timedOut();
      for (const message of request.getProposedMessagesList()) {
        const event = proposedEventOf(message);
        arriving.events.push(event);
        arriving.bytes += sizeOf(event);
        bytesPending += sizeOf(event);
        if (isTooLarge(arriving.bytes, arriving.events.length)) return tooLarge();
      }
      if (!request.getIsFinal() && bytesPending > mostBytesPending) throw refuseUnfinished();
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
