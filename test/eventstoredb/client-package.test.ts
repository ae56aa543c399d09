import { expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { EventStoreDBClient } from "@eventstore/db-client";
import gossipGrpc from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streamsGrpc from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";

// The package promises nothing of its generated protocol and of what it keeps for its own classes: so its exact version
// is pinned, and what is used is named here.

const jsonOf = (path: string) =>
  JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")) as {
    version: string;
    dependencies: Record<string, string>;
  };

it("pins the exact version of the package whose protocol it uses", () => {
  const installed = jsonOf("../../node_modules/@eventstore/db-client/package.json").version;
  expect(jsonOf("../../package.json").dependencies["@eventstore/db-client"]).toBe(installed);
});

it("finds the calls and messages that it uses", () => {
  expect(streamsGrpc.StreamsClient.prototype).toMatchObject({
    read: expect.any(Function) as unknown,
    batchAppend: expect.any(Function) as unknown,
  });
  expect(gossipGrpc.GossipClient.prototype.read).toBeInstanceOf(Function);
  expect(gossip.MemberInfo.VNodeState).toMatchObject({ FOLLOWER: 6, LEADER: 8 });
  expect(new streams.ReadResp()).toMatchObject({
    hasCaughtUp: expect.any(Function) as unknown,
    hasFellBehind: expect.any(Function) as unknown,
    getCheckpoint: expect.any(Function) as unknown,
    hasStreamNotFound: expect.any(Function) as unknown,
  });
  const request = new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString("an id"));
  const sent = streams.BatchAppendReq.deserializeBinary(request.serializeBinary());
  expect(sent.getCorrelationId()?.getString()).toBe("an id");
});

it("finds what the client keeps for its own classes", async () => {
  const client = new EventStoreDBClient({ endpoint: "127.0.0.1:1" }, { insecure: true });
  const method = expect.any(Function) as unknown;
  expect(client).toMatchObject({
    execute: method,
    getChannel: method,
    callArguments: method,
    handleError: method,
  });
  await client.dispose();
});
