import { expect, it } from "@jest/globals";
import type {
  BatchAppendReq,
  BatchAppendResp,
  ReadResp,
} from "@eventstore/db-client/generated/streams_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import statuses from "@eventstore/db-client/generated/status_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { Server, ServerCredentials, type ServerDuplexStream } from "@grpc/grpc-js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openOn } from "../support/event-store-door.js";
import { courses, stream, toNewEvent } from "../support/events.js";

type BatchCall = ServerDuplexStream<BatchAppendReq, BatchAppendResp>;

/** A server that takes appends only, and answers each as `answer` says. */
async function withServer(
  answer: (request: BatchAppendReq, appends: number) => BatchAppendResp | undefined,
  work: (store: EventStore) => Promise<void>,
): Promise<void> {
  const server = new Server();
  let appends = 0;
  const refuse = (call: { emit(event: "error", error: Error): unknown }): void => {
    call.emit("error", new Error("not here"));
  };
  server.addService(streamsServices.StreamsService, {
    batchAppend: (call: BatchCall) => {
      call.on("data", (request: BatchAppendReq) => {
        const response = answer(request, ++appends);
        if (response !== undefined) call.write(response);
      });
      call.on("end", () => {
        call.end();
      });
    },
    read: (call: { write(response: ReadResp): unknown; end(): void }) => {
      call.write(new streams.ReadResp().setStreamNotFound(new streams.ReadResp.StreamNotFound()));
      call.end();
    },
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

const append = (store: EventStore): Promise<unknown> =>
  store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");

it("recognises its append in an answer that formats ids differently, and survives an error without details", async () => {
  const messages: string[] = [];
  await withServer(
    (request, appends) => {
      messages.push(`${appends}`);
      return refusal(request, "Server Is Not Ready");
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
    (request) => {
      late.push(request);
      const before = late.at(-2);
      if (before !== undefined) return refusal(before, "late");
      return refusal(
        new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(freshId)),
        "never",
      );
    },
    async (store) => {
      await expect(append(store)).rejects.toMatchObject({ code: "event_store_unavailable" });
    },
  );
  expect(late.length).toBeGreaterThan(1);
});

const freshId = "6f0d3c1e-4d0b-5b8e-9a55-0c1c1ad0b9e7";
