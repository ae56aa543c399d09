import { randomUUID } from "node:crypto";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import type status from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import timestamps from "google-protobuf/google/protobuf/timestamp_pb.js";
import type { ExpectedRevision, NewEvent } from "../event-store.js";
import type { Connection, Link } from "./connection.js";
import { ServerFailure, toServerFailure } from "./failures.js";
import type { StreamsClient } from "./node-client.js";
import type { TimeLeft } from "./patience.js";
import type { ServerPosition } from "./positions.js";
import { readUuid } from "./uuid.js";

export interface SentAppend {
  /** The server's name of it. */
  readonly stream: string;
  readonly events: readonly (Pick<NewEvent, "id"> & EventContent)[];
  /** `any` for what is no user's stream. */
  readonly expected: ExpectedRevision | "any";
}

/**
 * Sends an append once.
 *
 * @param silenceMs it is given up when nothing at all comes from the node for so long
 * @param timeLeft of the call; the server, too, gives it up after that
 * @throws ServerFailure `away` if what became of it is not known
 */
export type Send = (append: SentAppend, silenceMs: number, timeLeft: TimeLeft) => Promise<Written>;

interface EventContent {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

export interface Written {
  readonly revision: number;
  /** Of the last event; some answers leave it out. */
  readonly position: ServerPosition | undefined;
}

interface Waiting {
  resolve(written: Written): void;
  reject(error: Error): void;
}

type Call = ReturnType<StreamsClient["batchAppend"]>;

/** A call that any number of appends share. */
interface SharedCall {
  readonly call: Call;
  /** By their correlation ids. */
  readonly waiting: Map<string, Waiting>;
}

/** Below the 4 MiB that a gRPC server takes in one message, whatever is around the events. */
const mostMessageBytes = 3 * 1024 * 1024;

/** Appends over one call on each link, several times as fast as a call for each append. */
export function createBatchAppends(connection: Connection): Send {
  const calls = new WeakMap<Link, SharedCall>();
  return async (append, silenceMs, timeLeft) => {
    const link = await connection.link();
    const open = calls.get(link);
    const { call, waiting } = open?.call.destroyed === false ? open : openCall(link);
    if (open?.call !== call) calls.set(link, { call, waiting });
    const id = randomUUID();
    let silence: Silence | undefined;
    try {
      return await new Promise<Written>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        silence = watchAppend(link, silenceMs, timeLeft, reject);
        for (const request of requestsOf(id, append, timeLeft())) call.write(request);
      });
    } finally {
      silence?.end();
      waiting.delete(id);
    }
  };
}

interface Silence {
  end(): void;
}

/** Gives an append up when its node is silent, or its time is over. A node that answers other calls is busy. */
function watchAppend(
  link: Link,
  silenceMs: number,
  timeLeft: TimeLeft,
  reject: (error: Error) => void,
): Silence {
  const sentAt = performance.now();
  let timer: NodeJS.Timeout;
  const look = (): void => {
    const silentMs = performance.now() - Math.max(sentAt, link.heardAt());
    if (silentMs < silenceMs && timeLeft() > 0) {
      wait(Math.min(silenceMs - silentMs, timeLeft()));
      return;
    }
    link.unanswered();
    reject(new ServerFailure("away", `did not answer in ${silenceMs} ms`));
  };
  const wait = (ms: number): void => {
    // After what has come meanwhile, should this program have been slow itself.
    timer = setTimeout(() => setImmediate(look), ms);
  };
  wait(silenceMs);
  return {
    end() {
      clearTimeout(timer);
    },
  };
}

function openCall(link: Link): SharedCall {
  const waiting = new Map<string, Waiting>();
  const call: Call = link.start((client, headers) => client.batchAppend(...headers(true)));
  const end = (failure: ServerFailure): void => {
    link.ended(call);
    call.destroy();
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  call.on("data", (response: streams.BatchAppendResp) => {
    link.heard();
    const id = readUuid(response.getCorrelationId());
    const append = waiting.get(id);
    waiting.delete(id);
    // One that was given up may be answered yet.
    if (append !== undefined) settle(append, response);
  });
  // Never removed: an error that comes after the first must not end the process.
  call.on("error", (error) => {
    const failure = toServerFailure(error);
    link.failed(failure);
    end(failure);
  });
  call.on("end", () => {
    end(new ServerFailure("away", "has ended the call"));
  });
  return { call, waiting };
}

function settle({ resolve, reject }: Waiting, response: streams.BatchAppendResp): void {
  const error = response.getError();
  if (error !== undefined) {
    reject(refusalOf(error));
    return;
  }
  const success = response.getSuccess();
  const position = success?.getPosition();
  resolve({
    revision: Number(success?.getCurrentRevision() ?? -1),
    position:
      position === undefined
        ? undefined
        : {
            commit: BigInt(position.getCommitPosition()),
            prepare: BigInt(position.getPreparePosition()),
          },
  });
}

/** The failure that the server's answer to one append stands for. */
function refusalOf(error: status.Status): ServerFailure {
  const details = error.getDetails();
  const name = details?.getTypeName().replace("event_store.client.", "") ?? "";
  switch (name) {
    case "WrongExpectedVersion": {
      const told = shared.WrongExpectedVersion.deserializeBinary(
        details?.getValue_asU8() ?? new Uint8Array(),
      );
      const actual = told.hasCurrentStreamRevision() ? Number(told.getCurrentStreamRevision()) : undefined;
      return new ServerFailure("wrong_revision", "says that the stream is at another revision", { actual });
    }
    case "StreamDeleted":
      return new ServerFailure("stream_deleted", "says that the stream is deleted");
    case "AccessDenied":
      return new ServerFailure("access_denied", "does not allow it to the user of the connection string");
    case "MaximumAppendSizeExceeded":
      return new ServerFailure("too_large", "does not take so much in one append");
    case "Timeout":
      return new ServerFailure("away", "did not write in time");
    default:
      return new ServerFailure("not_ready", `cannot write now (${error.getMessage()})`);
  }
}

function* requestsOf(id: string, append: SentAppend, deadlineMs: number): Generator<streams.BatchAppendReq> {
  const next = (): streams.BatchAppendReq =>
    new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(id));
  let request = next().setOptions(optionsOf(append, deadlineMs));
  let bytes = 0;
  for (const event of append.events) {
    const { message, size } = proposedMessage(event);
    if (bytes > 0 && bytes + size > mostMessageBytes) {
      yield request;
      request = next();
      bytes = 0;
    }
    request.addProposedMessages(message);
    bytes += size;
  }
  yield request.setIsFinal(true);
}

function optionsOf({ stream, expected }: SentAppend, deadlineMs: number): streams.BatchAppendReq.Options {
  const deadline = new timestamps.Timestamp();
  deadline.fromDate(new Date(Date.now() + deadlineMs));
  const name = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(name).setDeadline(deadline);
  switch (expected) {
    case "any":
      return options.setAny(new empty.Empty());
    case "no-stream":
      return options.setNoStream(new empty.Empty());
    default:
      return options.setStreamPosition(expected.toString());
  }
}

function proposedMessage({ id, type, data, metadata }: SentAppend["events"][number]) {
  const message = new streams.BatchAppendReq.ProposedMessage();
  const body = toBytes(data);
  const about = toBytes(metadata);
  message.setId(new shared.UUID().setString(id)).setData(body).setCustomMetadata(about);
  const contentType = typeof data === "string" ? "application/octet-stream" : "application/json";
  message.getMetadataMap().set("type", type).set("content-type", contentType);
  return { message, size: body.length + about.length + 200 };
}

/** A text stands for itself: it is what a copied event has that is no JSON. */
const toBytes = (value: unknown): Buffer =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
