import {
  EventStoreDBClient,
  END,
  eventTypeFilter,
  START,
  type AllStreamSubscription,
} from "@eventstore/db-client";
import features from "@eventstore/db-client/generated/serverfeatures_grpc_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streamsServices from "@eventstore/db-client/generated/streams_grpc_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { BatchAppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { SupportedMethods } from "@eventstore/db-client/generated/serverfeatures_pb.js";
import { credentials, type ServiceError } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import emptyMessages from "google-protobuf/google/protobuf/empty_pb.js";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { retentionOf } from "../../src/stores/event-store/eventstoredb-door/stream-metadata.js";
import { portOf } from "../support/event-store-door.js";
import { eventually } from "../support/eventually.js";
import { event, events, openDoor, revisions, type DoorTest } from "./support/open-door.js";

describe("the door answers as an EventStoreDB 24.10 did", () => {
  let door: DoorTest;
  let warnings: string[];

  beforeEach(async () => {
    warnings = [];
    door = await openDoor({ onWarning: (warning) => warnings.push(warning) });
  });

  afterEach(async () => {
    await door.cleanUp();
    expect(door.failures).toEqual([]);
  });

  const address = (): string => `127.0.0.1:${portOf(door.url)}`;

  it("pushes every event to a live subscriber, whatever $maxCount keeps", async () => {
    await door.client.appendToStream("a", events(2));
    await door.client.setStreamMetadata("a", { maxCount: 1 });
    const pushed: number[] = [];
    const subscription = door.client.subscribeToStream("a", { fromRevision: END });
    subscription.on("data", ({ event: read }) => pushed.push(Number(read?.revision)));
    subscription.on("error", () => undefined);
    await once(subscription, "caughtUp");
    await door.client.appendToStream("a", events(150));
    await eventually("all are pushed", () => pushed.length === 150);
    expect(pushed).toEqual(Array.from({ length: 150 }, (_, index) => 2 + index));
    expect(await revisions(door.client.readStream("a"))).toEqual([151]);
  });

  it("appends the events of all messages that repeat their options", async () => {
    const [answer] = await batch([
      message({ count: 2 }),
      message({ count: 2 }),
      message({ count: 2, isFinal: true }),
    ]);
    expect(answer?.getSuccess()?.getCurrentRevision()).toBe("5");
    expect(await revisions(door.client.readStream("a"))).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("appends nothing of an append that was refused, also when it goes on with its options", async () => {
    const [answer] = await batch([message({ count: 10_001 }), message({ count: 1, isFinal: true })]);
    expect(answer?.hasError()).toBe(true);
    await expect(revisions(door.client.readStream("a"))).rejects.toMatchObject({ type: "stream-not-found" });
  });

  it("refuses more unfinished appends than it keeps", async () => {
    const data = Buffer.alloc(1_000_000);
    const answers = await batch(
      Array.from({ length: 20 }, () => message({ count: 1, data, id: randomUUID() })),
    );
    expect(answers[0]?.getError()?.getMessage()).toContain("too many unfinished appends");
  });

  it("reads revision 2^64 - 1 as a stream that does not exist", async () => {
    const expectedRevision = 2n ** 64n - 1n;
    expect((await door.client.appendToStream("a", event(), { expectedRevision })).success).toBe(true);
    await expect(door.client.appendToStream("a", event(), { expectedRevision })).rejects.toMatchObject({
      type: "wrong-expected-version",
    });
    await expect(door.client.appendToStream("b", event(), { expectedRevision: 2n ** 63n })).rejects.toThrow();
  });

  it("refuses a delete at a wrong revision in the words that clients parse", async () => {
    await door.client.appendToStream("a", events(2));
    await expect(door.client.deleteStream("a", { expectedRevision: 5n })).rejects.toMatchObject({
      message: expect.stringMatching(
        /failed due to WrongExpectedVersion\. Stream: a, Expected version: 5, Actual version: 1/,
      ) as unknown,
    });
  });

  it.each(["{ID}", "ID without dashes", "ID IN CAPITALS"])("reads an id as %s", async (form) => {
    const id = randomUUID();
    const written = form.startsWith("{")
      ? `{${id}}`
      : form.endsWith("dashes")
        ? id.replaceAll("-", "")
        : id.toUpperCase();
    expect((await door.client.appendToStream("a", { ...event(), id: written })).success).toBe(true);
    for await (const { event: read } of door.client.readStream("a")) expect(read?.id).toBe(id);
  });

  it("names what its methods can do", async () => {
    const client = new features.ServerFeaturesClient(address(), credentials.createInsecure());
    const answer = await new Promise<SupportedMethods>((resolve, reject) => {
      client.getSupportedMethods(
        new shared.Empty(),
        (error: ServiceError | null, value: SupportedMethods) => {
          if (error === null) resolve(value);
          else reject(error);
        },
      );
    });
    client.close();
    const named = Object.fromEntries(
      answer.getMethodsList().map((method) => [method.getMethodName(), method.getFeaturesList()]),
    );
    expect(named).toMatchObject({ read: ["position", "events"], batchappend: ["deadline_duration"] });
  });

  it.each(["esdb+discover://HOST?tls=false", "esdb://HOST,HOST?tls=false"])("is found by %s", async (url) => {
    const client = EventStoreDBClient.connectionString(url.replaceAll("HOST", address()));
    expect((await client.appendToStream("a", event())).success).toBe(true);
    await client.dispose();
  });

  it("warns of a subscription that begins beyond the end of the log", async () => {
    const place = { commit: 1_000n, prepare: 1_000n };
    const subscription: AllStreamSubscription = door.client.subscribeToAll({ fromPosition: place });
    subscription.on("error", () => undefined);
    await eventually("it warns", () => warnings.length > 0);
    expect(warnings[0]).toContain("begins at position 1000");
  });

  it("refuses a regular expression by name", async () => {
    const filter = eventTypeFilter({ regex: "(a)\\1" });
    const subscription = door.client.subscribeToAll({ fromPosition: START, filter });
    const [error] = (await once(subscription, "error")) as [Error];
    expect(error.message).toContain("back references");
  });

  it.each([
    ['{"$maxCount":1}', { maxCount: 1 }],
    ['{"$maxCount":0}', { maxCount: Infinity }],
    ['{"$maxCount":-1,"$tb":2}', { truncateBefore: 2, maxCount: Infinity }],
    ['{"$tb":2,"$maxCount":"x"}', { truncateBefore: 0, maxCount: Infinity }],
    ['{"$tb":2,"$maxAge":1.5}', { truncateBefore: 0 }],
    ['{"$tb":2,"$cacheControl":"x"}', { truncateBefore: 0 }],
    ['{"$tb":2,"$acl":5}', { truncateBefore: 0 }],
    ['{"$tb":2,"$acl":{"$r":5}}', { truncateBefore: 0 }],
    ['{"$tb":1,"$acl":{"$w":["a"],"x":{}}}', { truncateBefore: 0 }],
    ['{"$tb":1,"$acl":{"$r":"$all"}}', { truncateBefore: 1 }],
    ['{"$tb":2,"$maxCount":null}', { truncateBefore: 0 }],
    ['{"$maxAge":0}', { maxAge: Infinity }],
    ['{"$maxAge":99999999999999,"$maxCount":1}', { maxCount: Infinity }],
    ['{"$tb":1e30}', { truncateBefore: 0 }],
    ['{"$tb":9223372036854775808}', { truncateBefore: 0 }],
    ['{"$tb":9223372036854775807}', { truncateBefore: 2 ** 63 }],
  ])("reads the stream metadata %s", (metadata, retention) => {
    expect(retentionOf(Buffer.from(metadata))).toMatchObject(retention);
  });

  const correlation = randomUUID();

  function message({
    count,
    isFinal = false,
    data = Buffer.from("{}"),
    id = correlation,
  }: {
    readonly count: number;
    readonly isFinal?: boolean;
    readonly data?: Buffer;
    readonly id?: string;
  }): InstanceType<typeof streams.BatchAppendReq> {
    const proposed = Array.from({ length: count }, () => {
      const one = new streams.BatchAppendReq.ProposedMessage()
        .setId(new shared.UUID().setString(randomUUID()))
        .setData(data);
      one.getMetadataMap().set("type", "t");
      one.getMetadataMap().set("content-type", "application/json");
      return one;
    });
    const options = new streams.BatchAppendReq.Options()
      .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from("a")))
      .setAny(new emptyMessages.Empty());
    return new streams.BatchAppendReq()
      .setCorrelationId(new shared.UUID().setString(id))
      .setOptions(options)
      .setProposedMessagesList(proposed)
      .setIsFinal(isFinal);
  }

  /** Sends messages over one call, and collects the answers. */
  async function batch(
    messages: readonly InstanceType<typeof streams.BatchAppendReq>[],
  ): Promise<readonly BatchAppendResp[]> {
    const client = new streamsServices.StreamsClient(address(), credentials.createInsecure());
    const call = client.batchAppend();
    const answers: BatchAppendResp[] = [];
    call.on("data", (answer: BatchAppendResp) => answers.push(answer));
    for (const one of messages) call.write(one);
    call.end();
    await once(call, "end");
    client.close();
    return answers;
  }
});
