import {
  EventStoreDBClient,
  END,
  type AppendExpectedRevision,
  type EventData,
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
import timestamps from "google-protobuf/google/protobuf/timestamp_pb.js";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { retentionOf } from "../../src/stores/event-store/eventstoredb-door/stream-metadata.js";
import { portOf } from "../support/event-store-door.js";
import { eventually } from "../support/eventually.js";
import { event, events, oneCall, openDoor, revisions, type DoorTest } from "./support/open-door.js";
import { rawAppend } from "./support/raw-calls.js";

describe("the door answers as an EventStoreDB 24.10 did", () => {
  let door: DoorTest;
  let warnings: string[];

  beforeEach(async () => {
    warnings = [];
    door = await openDoor({ onWarning: (warning) => warnings.push(warning) });
  });

  afterEach(() => door.cleanUp());

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
    const why = shared.BadRequest.deserializeBinary(
      answers[0]!.getError()!.getDetails()!.getValue_asU8(),
    ).getMessage();
    expect(why).toContain("too many unfinished appends");
  });

  it.each([
    { name: "WrongExpectedVersion", code: 6, of: { count: 1, revision: "5" } },
    { name: "StreamDeleted", code: 5, of: { count: 1, stream: "ended" } },
    { name: "MaximumAppendSizeExceeded", code: 3, of: { count: 1, data: Buffer.alloc(1_048_577) } },
    { name: "BadRequest", code: 3, of: { count: 1, revision: "9223372036854775808" } },
    { name: "Timeout", code: 4, of: { count: 1, deadline: new Date(0) } },
  ])("answers a batch append with $name by its name", async ({ name, code, of }) => {
    await door.client.tombstoneStream("ended");
    const [answer] = await batch([message({ ...of, isFinal: true })]);
    const error = answer!.getError()!;
    expect([error.getCode(), error.getMessage()]).toEqual([code, name]);
    expect(error.getDetails()!.getTypeName()).toBe(`event_store.client.${name}`);
  });

  it("reads revision 2^64 - 1 as a stream that does not exist", async () => {
    const expectedRevision = 2n ** 64n - 1n;
    expect((await door.client.appendToStream("a", event(), { expectedRevision })).success).toBe(true);
    await expect(door.client.appendToStream("a", event(), { expectedRevision })).rejects.toMatchObject({
      type: "wrong-expected-version",
    });
    await expect(
      door.client.appendToStream("a", event(), { expectedRevision, ...oneCall }),
    ).rejects.toMatchObject({ type: "wrong-expected-version", expectedVersion: expectedRevision });
  });

  it("says the revisions of a refused append in the fields of 20.6 as well", async () => {
    await door.client.appendToStream("a", events(2));
    const refused = async (...[stream, expect]: readonly [string, Parameters<typeof rawAppend>[2]]) =>
      (await rawAppend(door.url, stream, expect)).getWrongExpectedVersion()!.toObject();

    expect(await refused("a", (options) => options.setRevision("5"))).toMatchObject({
      ...{ currentRevision: "1", currentRevision2060: 1 },
      ...{ expectedRevision: "5", expectedRevision2060: 5 },
    });
    expect(await refused("none", (options) => options.setStreamExists(new shared.Empty()))).toMatchObject({
      ...{ currentNoStream: {}, noStream2060: {} },
      ...{ expectedStreamExists: {}, streamExists2060: {} },
    });
  });

  it.each([2n ** 63n, 2n ** 64n - 2n])("has no revision %s", async (revision) => {
    const refused = { message: expect.stringContaining(`There is no revision ${revision}.`) as unknown };
    await door.client.appendToStream("a", event());
    await expect(
      door.client.appendToStream("a", event(), { expectedRevision: revision, ...oneCall }),
    ).rejects.toMatchObject(refused);
    await expect(door.client.deleteStream("a", { expectedRevision: revision })).rejects.toMatchObject(
      refused,
    );
    await expect(revisions(door.client.readStream("a", { fromRevision: revision }))).rejects.toMatchObject(
      refused,
    );
  });

  it("answers an append of nothing with a position", async () => {
    const toNothing = await door.client.appendToStream("a", []);
    expect(toNothing).toMatchObject({ success: true });
    const { position } = await door.client.appendToStream("b", events(2));
    expect(position!.commit).toBeGreaterThan(toNothing.position!.commit);
    for (const expectedRevision of ["any", "stream_exists", 1n] as const) {
      const answer = await door.client.appendToStream("b", [], { expectedRevision });
      expect(answer).toMatchObject({ success: true, nextExpectedRevision: 1n, position });
    }
  });

  it("brings a deleted stream back with an append of nothing", async () => {
    await door.client.appendToStream("a", events(2));
    await door.client.deleteStream("a");
    const { position, nextExpectedRevision } = await door.client.appendToStream("a", []);
    expect([typeof position?.commit, nextExpectedRevision]).toEqual(["bigint", 1n]);
    expect(await revisions(door.client.readStream("a"))).toEqual([]);
    expect((await door.client.getStreamMetadata("a")).metadata).toEqual({ truncateBefore: 2 });
    const next = await door.client.appendToStream("a", event(), { expectedRevision: "stream_exists" });
    expect(next.nextExpectedRevision).toBe(2n);
  });

  it("answers a repeated append with the first place of an id that the stream has twice", async () => {
    const [x, y] = events(2);
    const append = async (sent: EventData[], expectedRevision: AppendExpectedRevision = "any") =>
      (await door.client.appendToStream("a", sent, { expectedRevision })).nextExpectedRevision;
    expect(await append([x!, y!, x!])).toBe(2n);
    expect(await append([x!])).toBe(0n);
    expect(await append([x!, y!, x!], "no_stream")).toBe(2n);
    expect(await append([x!], 2n)).toBe(3n);
    expect(await append([x!])).toBe(0n);
  });

  it("answers a repeated append without a position where its events are no longer to be seen", async () => {
    const hidden = events(2);
    const repeated = () => door.client.appendToStream("a", hidden);
    const { position } = await repeated();
    expect(await repeated()).toMatchObject({ nextExpectedRevision: 1n, position });
    await door.client.setStreamMetadata("a", { truncateBefore: 2 });
    expect(await repeated()).toMatchObject({ nextExpectedRevision: 1n });
    expect((await repeated()).position).toBeUndefined();
    await door.client.setStreamMetadata("a", {});
    expect((await repeated()).position).toEqual(position);
    await door.client.deleteStream("a");
    expect((await repeated()).position).toBeUndefined();
    await door.client.appendToStream("a", event());
    expect(await repeated()).toMatchObject({ nextExpectedRevision: 1n });
    expect((await repeated()).position).toBeUndefined();
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
    ['{"$tb":2.0}', { truncateBefore: 0 }],
    ['{"$maxCount":1.0}', { maxCount: Infinity }],
    ['{"$maxCount": 1e0}', { maxCount: Infinity }],
    ['{"$tb":2,"$tmp":1}', { truncateBefore: 0 }],
    ['{"$tb":2,"$tmp":true}', { truncateBefore: 2 }],
    ['\ufeff{"$maxCount":1}', { maxCount: 1 }],
    ['{/*c*/"$maxCount":1}', { maxCount: Infinity }],
    ['{"a":"\\"$tb\\":1.0","$tb":2}', { truncateBefore: 2 }],
    [`{"$tb":${"9".repeat(500_000)}}`, { truncateBefore: 0 }],
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
    stream = "a",
    revision,
    deadline,
  }: {
    readonly count: number;
    readonly isFinal?: boolean;
    readonly data?: Buffer;
    readonly id?: string;
    readonly stream?: string;
    readonly revision?: string;
    readonly deadline?: Date;
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
      .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(stream)))
      .setAny(new emptyMessages.Empty());
    if (revision !== undefined) options.setStreamPosition(revision);
    if (deadline !== undefined) options.setDeadline(timestamps.Timestamp.fromDate(deadline));
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
