import { randomUUID } from "node:crypto";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import type status from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import timestamps from "google-protobuf/google/protobuf/timestamp_pb.js";
import type { ExpectedRevision, NewEvent } from "../event-store.js";
import type { Connection, Link } from "./connection.js";
import { isFailure, ServerFailure, toServerFailure } from "./failures.js";
import type { StreamsClient } from "./node-client.js";
import type { TimeLeft } from "./patience.js";
import { fromMessage, type ServerPosition } from "./positions.js";
import { readUuid } from "./uuid.js";

export interface SentAppend {
  /** The name on the server. */
  readonly stream: string;
  readonly events: readonly (Pick<NewEvent, "id"> & EventContent)[];
  /** `any` only for streams that do not belong to a user. */
  readonly expected: ExpectedRevision | "any";
}

/**
 * Sends an append once.
 *
 * @param silenceMs the append fails when nothing comes from the node for this long
 * @param timeLeft the time left for the call. The server gets it as a deadline.
 * @throws ServerFailure `unavailable` or `late` if it is not known whether the append was written
 */
export type Send = (append: SentAppend, silenceMs: number, timeLeft: TimeLeft) => Promise<Written>;

interface EventContent {
  readonly type: string;
  readonly data: unknown;
  readonly metadata: unknown;
}

export interface Written {
  readonly revision: number;
  /** The position of the last event. Some answers leave it out. */
  readonly position: ServerPosition | undefined;
}

interface Waiting {
  resolve(written: Written): void;
  reject(error: Error): void;
}

type Call = ReturnType<StreamsClient["batchAppend"]>;

/** A call that many appends share. */
interface SharedCall {
  readonly call: Call;
  /** By correlation id. */
  readonly waiting: Map<string, Waiting>;
}

/** A gRPC server takes messages of up to 4 MiB. This leaves room for what is around the events. */
const maxMessageBytes = 3 * 1024 * 1024;

/** Sends all appends over one call for each link. This is several times as fast as a call for each append. */
export function createBatchAppends(connection: Connection): Send {
  const calls = new WeakMap<Link, SharedCall>();
  let sendsDeadlines = true;
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
        const deadlineMs = sendsDeadlines ? timeLeft() : undefined;
        for (const request of requestsOf(id, append, deadlineMs)) call.write(request);
      });
    } catch (error) {
      // A deadline is an instant. To a server whose clock is ahead of this machine's, each one is past.
      if (isFailure(error, "late")) sendsDeadlines = false;
      throw error;
    } finally {
      silence?.end();
      waiting.delete(id);
    }
  };
}

interface Silence {
  end(): void;
}

/** Rejects an append when its node is silent or its time is over. A node that answers other calls is not silent. */
function watchAppend(
  link: Link,
  silenceMs: number,
  timeLeft: TimeLeft,
  reject: (error: Error) => void,
): Silence {
  const sentAt = performance.now();
  let timer: NodeJS.Timeout;
  const check = (): void => {
    const silentMs = performance.now() - Math.max(sentAt, link.heardAt());
    if (silentMs < silenceMs && timeLeft() > 0) {
      wait(Math.min(silenceMs - silentMs, timeLeft()));
      return;
    }
    link.unanswered();
    reject(new ServerFailure("unavailable", `did not answer in ${silenceMs} ms`));
  };
  const wait = (ms: number): void => {
    // If this program itself was slow, answers that have arrived are read first.
    timer = setTimeout(() => setImmediate(check), ms);
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
  const call: Call = link.start((client, headers) => client.batchAppend(...headers()));
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
    // The answer may arrive after the append was given up.
    if (append !== undefined) settle(append, response);
  });
  // Never removed: a second error without a listener would end the process.
  call.on("error", (error) => {
    const failure = toServerFailure(error);
    link.failed(failure);
    end(failure);
  });
  call.on("end", () => {
    end(new ServerFailure("unavailable", "has ended the call"));
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
    position: position === undefined ? undefined : fromMessage(position),
  });
}

/** Turns the server's refusal of one append into a failure. */
function refusalOf(error: status.Status): ServerFailure {
  const details = error.getDetails();
  const name = details?.getTypeName().replace("event_store.client.", "") ?? "";
  switch (name) {
    case "WrongExpectedVersion": {
      const wrong = shared.WrongExpectedVersion.deserializeBinary(
        details?.getValue_asU8() ?? new Uint8Array(),
      );
      const actual = wrong.hasCurrentStreamRevision() ? Number(wrong.getCurrentStreamRevision()) : undefined;
      return new ServerFailure("wrong_revision", "says that the stream is at another revision", { actual });
    }
    case "StreamDeleted":
      return new ServerFailure("stream_deleted", "says that the stream is deleted");
    case "AccessDenied":
      return new ServerFailure("access_denied", "does not allow it to the user of the connection string");
    case "MaximumAppendSizeExceeded":
      return new ServerFailure("too_large", "does not take so much in one append");
    case "Timeout":
      return new ServerFailure("late", "did not write in time");
    default:
      return new ServerFailure("not_ready", `cannot write now (${error.getMessage()})`);
  }
}

function* requestsOf(
  id: string,
  append: SentAppend,
  deadlineMs: number | undefined,
): Generator<streams.BatchAppendReq> {
  const next = (): streams.BatchAppendReq =>
    new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(id));
  let request = next().setOptions(optionsOf(append, deadlineMs));
  let bytes = 0;
  for (const event of append.events) {
    const { message, size } = proposedMessage(event);
    if (bytes > 0 && bytes + size > maxMessageBytes) {
      yield request;
      request = next();
      bytes = 0;
    }
    request.addProposedMessages(message);
    bytes += size;
  }
  yield request.setIsFinal(true);
}

function optionsOf(
  { stream, expected }: SentAppend,
  deadlineMs: number | undefined,
): streams.BatchAppendReq.Options {
  const name = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(name);
  if (deadlineMs !== undefined) {
    const deadline = new timestamps.Timestamp();
    deadline.fromDate(new Date(Date.now() + deadlineMs));
    options.setDeadline(deadline);
  }
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
  const dataBytes = toBytes(data);
  const metadataBytes = toBytes(metadata);
  message.setId(new shared.UUID().setString(id)).setData(dataBytes).setCustomMetadata(metadataBytes);
  const contentType = typeof data === "string" ? "application/octet-stream" : "application/json";
  message.getMetadataMap().set("type", type).set("content-type", contentType);
  return { message, size: dataBytes.length + metadataBytes.length + 200 };
}

/** Text is sent unchanged: it is the data of a copied event whose data is not JSON. */
const toBytes = (value: unknown): Buffer =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
