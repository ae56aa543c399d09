import { randomUUID } from "node:crypto";
import { convertToCommandError, UnavailableError, UnknownError } from "@eventstore/db-client";
import { unpackToCommandError } from "@eventstore/db-client/dist/streams/appendToStream/unpackError.js";
import { parseUUID } from "@eventstore/db-client/dist/utils/grpcUUID.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import empty from "google-protobuf/google/protobuf/empty_pb.js";
import timestamps from "google-protobuf/google/protobuf/timestamp_pb.js";
import type { ExpectedRevision, NewEvent } from "../event-store.js";
import type { BatchAppendCall, LedgerClient } from "./client.js";
import type { ServerPosition } from "./positions.js";

export interface SentAppend {
  /** The server's name of it. */
  readonly stream: string;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
  /** The server gives it up after this, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Written {
  readonly revision: number;
  /** Of the last event; some answers leave it out. */
  readonly position: ServerPosition | undefined;
}

interface Waiting {
  readonly stream: string;
  resolve(written: Written): void;
  reject(error: Error): void;
}

/** Below the 4 MiB that a gRPC server takes in one message, whatever is around the events. */
const mostMessageBytes = 3 * 1024 * 1024;

/**
 * Appends over one call that all appends share, as the client's own `appendToStream` does and several times as fast as
 * a call for each. It is made here because the client's has faults that would end the process or leave appends waiting
 * for ever: one table of all clients' appends, so that an error of one call fails those of others and a late answer
 * throws where nobody can catch it (kurrent-io/KurrentDB-Client-NodeJS#523); failed writes that nobody handles; no
 * deadline; and the question whether the server can do it, which is never asked again once it went unanswered.
 */
export function createBatchAppends(client: LedgerClient): (append: SentAppend) => Promise<Written> {
  const waitingOn = new WeakMap<BatchAppendCall, Map<string, Waiting>>();

  function prepare(call: BatchAppendCall): void {
    const waiting = new Map<string, Waiting>();
    waitingOn.set(call, waiting);
    const failAll = (error: Error): void => {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    call.on("data", (response: streams.BatchAppendResp) => {
      // Servers write it in the form that they were given, or in their own.
      const id = parseUUID(response.getCorrelationId()) ?? "";
      const append = waiting.get(id);
      waiting.delete(id);
      // One that was given up may be answered yet.
      if (append !== undefined) settle(append, response);
    });
    call.on("error", (error) => {
      failAll(convertToCommandError(error));
    });
    call.on("end", () => {
      failAll(new UnavailableError(undefined, "The server has ended the call."));
    });
  }

  return async (append) => {
    const call = await client.openBatchAppend(prepare);
    const waiting = waitingOn.get(call);
    if (waiting === undefined || call.destroyed) throw new UnavailableError(undefined, "The call has ended.");
    const id = randomUUID();
    let expiry: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Written>((resolve, reject) => {
        waiting.set(id, { stream: append.stream, resolve, reject });
        expiry = setTimeout(() => {
          reject(new UnavailableError(undefined, `No answer in ${append.timeoutMs} ms.`));
        }, append.timeoutMs);
        for (const request of requestsOf(id, append)) call.write(request);
      });
    } finally {
      clearTimeout(expiry);
      waiting.delete(id);
    }
  };
}

function settle({ stream, resolve, reject }: Waiting, response: streams.BatchAppendResp): void {
  const error = response.getError();
  if (error !== undefined) {
    const details = error.getDetails();
    reject(
      details === undefined
        ? new UnknownError(undefined, error.getMessage())
        : unpackToCommandError(error, stream),
    );
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

function* requestsOf(id: string, append: SentAppend): Generator<streams.BatchAppendReq> {
  const next = (): streams.BatchAppendReq =>
    new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(id));
  let request = next().setOptions(optionsOf(append));
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

function optionsOf({ stream, expected, timeoutMs }: SentAppend): streams.BatchAppendReq.Options {
  const deadline = new timestamps.Timestamp();
  deadline.fromDate(new Date(Date.now() + timeoutMs));
  const name = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(name).setDeadline(deadline);
  return expected === "no-stream"
    ? options.setNoStream(new empty.Empty())
    : options.setStreamPosition(expected.toString());
}

function proposedMessage({ id, type, data, metadata }: NewEvent) {
  const message = new streams.BatchAppendReq.ProposedMessage();
  const body = Buffer.from(JSON.stringify(data));
  const about = Buffer.from(JSON.stringify(metadata));
  message.setId(new shared.UUID().setString(id)).setData(body).setCustomMetadata(about);
  message.getMetadataMap().set("type", type).set("content-type", "application/json");
  return { message, size: body.length + about.length + 200 };
}
