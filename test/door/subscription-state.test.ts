import { afterEach, beforeEach, expect, it } from "@jest/globals";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ReadReq } from "@eventstore/db-client/generated/streams_pb.js";
import protobuf from "google-protobuf";
import { events, openDoor, type DoorTest } from "./support/open-door.js";
import { allOptions, rawClient, streamOptions } from "./support/raw-calls.js";

let door: DoorTest;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.cleanUp());

/** Subscribes, and reads the bytes of the message that says that the subscriber has caught up. */
async function bytesOfCaughtUp(options: InstanceType<typeof streams.ReadReq.Options>): Promise<Uint8Array> {
  const client = rawClient(door.url);
  const request = new streams.ReadReq().setOptions(
    options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions()),
  );
  try {
    const call = client.makeServerStreamRequest(
      "/event_store.client.streams.Streams/Read",
      (message: ReadReq) => Buffer.from(message.serializeBinary()),
      (bytes: Buffer) => bytes,
      request,
    );
    for await (const bytes of call as AsyncIterable<Buffer>) {
      if (streams.ReadResp.deserializeBinary(bytes).hasCaughtUp()) return bytes;
    }
  } finally {
    client.close();
  }
  throw new Error("The subscription ended before it had caught up.");
}

interface CaughtUp {
  seconds?: number;
  revision?: string;
  position?: { commit: string; prepare: string };
}

/** Reads what the definitions of the Node.js client do not have yet, by the numbers of KurrentDB's. */
function decode(bytes: Uint8Array): CaughtUp {
  const caughtUp: CaughtUp = {};
  const reader = new protobuf.BinaryReader(bytes);
  reader.nextField();
  reader.readMessage(caughtUp, () => {
    while (reader.nextField()) {
      if (reader.getFieldNumber() === 1) {
        reader.readMessage(caughtUp, () => {
          while (reader.nextField()) {
            if (reader.getFieldNumber() === 1) caughtUp.seconds = reader.readInt64();
            else reader.skipField();
          }
        });
      } else if (reader.getFieldNumber() === 2) caughtUp.revision = reader.readInt64String();
      else {
        const position = { commit: "", prepare: "" };
        reader.readMessage(position, () => {
          while (reader.nextField())
            position[reader.getFieldNumber() === 1 ? "commit" : "prepare"] = reader.readUint64String();
        });
        caughtUp.position = position;
      }
    }
  });
  return caughtUp;
}

it("says when a subscriber to a stream caught up, and after which revision", async () => {
  await door.client.appendToStream("orders-1", events(3));
  const { seconds, ...place } = decode(await bytesOfCaughtUp(streamOptions("orders-1")));
  expect(place).toEqual({ revision: "2" });
  expect(seconds).toBeGreaterThan(0);
});

it("names no revision of a stream that has no event", async () => {
  expect(Object.keys(decode(await bytesOfCaughtUp(streamOptions("orders-2"))))).toEqual(["seconds"]);
});

it("says after which position a subscriber to all caught up", async () => {
  const { position } = await door.client.appendToStream("orders-1", events(3));
  const { commit, prepare } = position ?? {};
  expect(decode(await bytesOfCaughtUp(allOptions())).position).toEqual({
    commit: String(commit),
    prepare: String(prepare),
  });
});
