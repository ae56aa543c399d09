import { expect, it } from "@jest/globals";
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadReq,
  ReadResp,
} from "@eventstore/db-client/generated/streams_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import anyMessages from "google-protobuf/google/protobuf/any_pb.js";
import statuses from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type ServerDuplexStream,
  type ServerWritableStream,
} from "@grpc/grpc-js";
import type { EventStore, Position } from "../../src/stores/event-store/event-store.js";
import { openOn } from "../support/event-store-door.js";
import { collect, courses, stream, toNewEvent } from "../support/events.js";

type BatchCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

interface Answers {
  readonly batchAppend?: (call: BatchCall, request: BatchAppendReq, appends: number) => void;
  readonly read?: (call: ReadCall) => void;
}

const refuse = (call: { emit(event: "error", error: Error): unknown }): void => {
  call.emit("error", new Error("not here"));
};

/** A server that answers as it is told; without being told, it has no stream. */
async function withServer(
  { batchAppend = refuse, read = noStream }: Answers,
  work: (store: EventStore) => Promise<void>,
): Promise<void> {
  const server = new Server();
  let appends = 0;
  server.addService(streamsServices.StreamsService, {
    batchAppend: (call: BatchCall) => {
      call.on("data", (request: BatchAppendReq) => {
        batchAppend(call, request, ++appends);
      });
      call.on("end", () => {
        call.end();
      });
    },
    read,
    append: refuse,
    delete: refuse,
    tombstone: refuse,
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  const store = openOn(`esdb://127.0.0.1:${port}?tls=false&defaultDeadline=400`, "", 4000);
  try {
    await work(store);
  } finally {
    await store.close();
    server.forceShutdown();
  }
}

function noStream(call: ReadCall): void {
  call.write(new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound()));
  call.end();
}

/** Ends a call with an error. */
function fail(
  call: { emit(event: "error", error: Error): unknown },
  code: status,
  details: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) metadata.set(name, value);
  call.emit("error", Object.assign(new Error(details), { code, details, metadata }));
}

/** The same id as two numbers of 64 bits, as a server may write it. */
function structured(id: string): InstanceType<typeof shared.UUID> {
  const hex = id.replaceAll("-", "");
  const bits = (from: number): string =>
    BigInt.asIntN(64, BigInt(`0x${hex.slice(from, from + 16)}`)).toString();
  return new shared.UUID().setStructured(
    new shared.UUID.Structured().setMostSignificantBits(bits(0)).setLeastSignificantBits(bits(16)),
  );
}

const refusal = (request: BatchAppendReq, message: string): BatchAppendResp =>
  new streams.BatchAppendResp()
    .setCorrelationId(structured(request.getCorrelationId()?.getString() ?? ""))
    .setError(new statuses.Status().setMessage(message));

const conflict = (request: BatchAppendReq, current: number): BatchAppendResp => {
  const details = new anyMessages.Any();
  const told = new shared.WrongExpectedVersion().setCurrentStreamRevision(String(current));
  details.pack(told.serializeBinary(), "event_store.client.WrongExpectedVersion");
  return refusal(request, "WrongExpectedVersion").setError(new statuses.Status().setDetails(details));
};

function success(request: BatchAppendReq): BatchAppendResp {
  const position = new shared.AllStreamPosition().setCommitPosition("7").setPreparePosition("7");
  const written = new streams.BatchAppendResp.Success().setCurrentRevision("0").setPosition(position);
  return new streams.BatchAppendResp().setCorrelationId(request.getCorrelationId()).setSuccess(written);
}

/** The first event of an append, as it stands in the log. */
function recordOf(request: BatchAppendReq): InstanceType<typeof streams.ReadResp.ReadEvent> {
  const [proposed] = request.getProposedMessagesList();
  const record = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(proposed?.getId())
    .setStreamIdentifier(request.getOptions()?.getStreamIdentifier())
    .setStreamRevision("0")
    .setCommitPosition("7")
    .setPreparePosition("7")
    .setData(proposed?.getData() ?? "")
    .setCustomMetadata(proposed?.getCustomMetadata() ?? "");
  record.getMetadataMap().set("type", proposed?.getMetadataMap().get("type") ?? "");
  return new streams.ReadResp.ReadEvent().setEvent(record);
}

const append = (store: EventStore): Promise<unknown> =>
  store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");

it("recognises its append in an answer that formats ids differently, and survives an error without details", async () => {
  const messages: string[] = [];
  await withServer(
    {
      batchAppend: (call, request, appends) => {
        messages.push(`${appends}`);
        call.write(refusal(request, "Server Is Not Ready"));
      },
    },
    async (store) => {
      await expect(append(store)).rejects.toMatchObject({
        code: "event_store_unavailable",
        cause: { message: expect.stringContaining("Server Is Not Ready") as unknown },
      });
    },
  );
  // It was told at once each time, and asked again.
  expect(messages.length).toBeGreaterThan(1);
});

it("survives answers without a question, and answers that come too late", async () => {
  const late: BatchAppendReq[] = [];
  await withServer(
    {
      batchAppend: (call, request) => {
        late.push(request);
        const before = late.at(-2);
        const never = new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(freshId));
        call.write(before === undefined ? refusal(never, "never") : refusal(before, "late"));
      },
    },
    async (store) => {
      await expect(append(store)).rejects.toMatchObject({ code: "event_store_unavailable" });
    },
  );
  expect(late.length).toBeGreaterThan(1);
});

it("finds an append whose node wrote it and then led no more: the call that appends share is refused as a whole", async () => {
  const sent: BatchAppendReq[] = [];
  await withServer(
    {
      // As a server that has forgotten the ids it has seen.
      batchAppend(call, request, appends) {
        sent.push(request);
        if (appends > 1) call.write(conflict(request, 0));
        else fail(call, status.NOT_FOUND, "Leader info available", { exception: "not-leader" });
      },
      read(call) {
        const [append] = sent;
        if (append === undefined) noStream(call);
        else {
          call.write(new streams.ReadResp().setEvent(recordOf(append)));
          call.end();
        }
      },
    },
    async (store) => {
      expect(await append(store)).toEqual({ revision: 0, position: "7:7" });
    },
  );
  expect(sent).toHaveLength(1);
});

it("writes to a server whose clock is ahead, to which each deadline is past", async () => {
  const deadlines: boolean[] = [];
  const batchAppend = (call: BatchCall, request: BatchAppendReq): void => {
    const hasDeadline = request.getOptions()?.hasDeadline() === true;
    deadlines.push(hasDeadline);
    const details = new anyMessages.Any();
    details.pack(new shared.Timeout().serializeBinary(), "event_store.client.Timeout");
    const timeout = refusal(request, "").setError(new statuses.Status().setDetails(details));
    call.write(hasDeadline ? timeout : success(request));
  };
  await withServer({ batchAppend }, async (store) => {
    expect(await append(store)).toEqual({ revision: 0, position: "7:7" });
    expect(await append(store)).toEqual({ revision: 0, position: "7:7" });
  });
  expect(deadlines).toEqual([true, false, false]);
});

it.each([
  [status.UNKNOWN, "Unexpected ReadAllResult: Error"],
  [status.UNKNOWN, "Unexpected ReadAllResult: InvalidPosition"],
  [status.UNKNOWN, "Unexpected FilteredReadAllResult: InvalidPosition"],
  [status.INVALID_ARGUMENT, "Trying to read from an invalid position."],
])("takes a position for one of another log where the server says %i, %s", async (code, details) => {
  const read = (call: ReadCall): void => {
    fail(call, code, details);
  };
  await withServer({ read }, async (store) => {
    const position = "7:7" as Position;
    expect(await store.holds({ id: freshId, position })).toBe(false);
    await expect(
      collect(store.readAll({ after: position, batchSize: 10, live: true })),
    ).rejects.toMatchObject({ code: "checkpoint_ahead" });
  });
});

const freshId = "6f0d3c1e-4d0b-5b8e-9a55-0c1c1ad0b9e7";
