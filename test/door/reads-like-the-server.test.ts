import { END, binaryEvent, type AllStreamSubscription, type StreamSubscription } from "@eventstore/db-client";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import { status } from "@grpc/grpc-js";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { eventually } from "../support/eventually.js";
import { event, events, openDoor, revisions, type DoorTest } from "./support/open-door.js";
import { allOptions, filterOn, rawRead, streamOptions } from "./support/raw-calls.js";

describe("reads and subscriptions are answered as an EventStoreDB 24.10 did", () => {
  let door: DoorTest;

  beforeEach(async () => {
    door = await openDoor();
  });

  afterEach(() => door.cleanUp());

  const tombstone = 2n ** 63n - 1n;

  /** What a live subscription gets, and the error that ends it. */
  async function follow(subscription: StreamSubscription | AllStreamSubscription) {
    const got: bigint[] = [];
    const errors: Error[] = [];
    (subscription as AllStreamSubscription)
      .on("data", ({ event: read }) => got.push(read!.revision))
      .on("error", (error) => errors.push(error));
    await once(subscription, "caughtUp");
    return { got, errors };
  }

  it("pushes the tombstone and what came before it, then ends", async () => {
    await door.client.appendToStream("a", events(2));
    const { got, errors } = await follow(door.client.subscribeToStream("a", { fromRevision: END }));
    await Promise.all([
      door.client.appendToStream("a", events(3)).then(() => door.client.tombstoneStream("a")),
      eventually("it ended", () => errors.length > 0),
    ]);
    expect(got).toEqual([2n, 3n, 4n, tombstone]);
    expect(errors[0]).toMatchObject({ type: "stream-deleted", streamName: "a" });
  });

  it("ends a live subscription to the metadata of a stream that is tombstoned", async () => {
    await door.client.setStreamMetadata("a", {});
    const { got, errors } = await follow(door.client.subscribeToStream("$$a", { fromRevision: END }));
    await door.client.setStreamMetadata("a", { cacheControl: 5 });
    await door.client.tombstoneStream("a");
    await eventually("it ended", () => errors.length > 0);
    expect(got).toEqual([1n]);
  });

  it("reads 2^64 - 1 as the end", async () => {
    await door.client.appendToStream("a", events(2));
    const last = 2n ** 64n - 1n;
    const all = await follow(door.client.subscribeToAll({ fromPosition: { commit: last, prepare: last } }));
    const one = await follow(door.client.subscribeToStream("a", { fromRevision: last }));
    await door.client.appendToStream("a", events(2));
    await eventually("all came", () => all.got.length === 2 && one.got.length === 2);
    expect([all.got, one.got]).toEqual([
      [2n, 3n],
      [2n, 3n],
    ]);
  });

  it("names the first revision of a stream whose events have all expired", async () => {
    await door.client.appendToStream("a", events(2));
    await door.client.setStreamMetadata("a", { maxAge: 1 });
    await eventually(
      "they are gone",
      async () => (await revisions(door.client.readStream("a"))).length === 0,
    );
    for (const from of [undefined, 1]) {
      expect(await bounds(streamOptions("a", from))).toEqual(["first 2", "last 1"]);
    }
    await door.client.appendToStream("a", event());
    expect(await bounds(streamOptions("a").setCount("1"))).toEqual(["first 2", "2", "last 2"]);
  });

  async function bounds(options: ReturnType<typeof allOptions>): Promise<readonly string[]> {
    const control = new streams.ReadReq.Options.ControlOption().setCompatibility(1);
    const responses = await rawRead(door.url, options.setControlOption(control));
    return responses.map((response) => {
      if (response.hasFirstStreamPosition()) return `first ${response.getFirstStreamPosition()}`;
      if (response.hasLastStreamPosition()) return `last ${response.getLastStreamPosition()}`;
      return response.getEvent()!.getEvent()!.getStreamRevision();
    });
  }

  const itself = { event: "0@links", link: undefined };
  const nowhere = { event: undefined, link: "0@links" };
  const to = (target: string) => ({ event: target, link: "0@links" });

  it.each([
    ["1@a", to("1@a")],
    [" 1@a", to("1@a")],
    ["+1@a", to("1@a")],
    ["001@a", to("1@a")],
    ["-1@a", to("2@a")],
    ["0@a@x", to("0@a@x")],
    ["9@a", nowhere],
    ["0@nope", nowhere],
    ["1@", nowhere],
    ["1@a\n", nowhere],
    ["garbage", itself],
    ["", itself],
    ["@x", itself],
    ["1.0@a", itself],
    ["9223372036854775808@a", itself],
    [Uint8Array.from([0xff, 0xfe]), itself],
  ])("resolves the link %j", async (data, expected) => {
    await door.client.appendToStream("a", events(3));
    await door.client.appendToStream("a@x", event());
    await door.client.appendToStream("links", binaryEvent({ type: "$>", data: Buffer.from(data) }));
    for await (const resolved of door.client.readStream("links", { resolveLinkTos: true })) {
      const nameOf = (read: typeof resolved.event) => read && `${read.revision}@${read.streamId}`;
      expect({ event: nameOf(resolved.event), link: nameOf(resolved.link) }).toEqual(expected);
    }
  });

  it("finds nothing by a filter of no prefixes", async () => {
    await door.client.appendToStream("a", events(2));
    expect(await rawRead(door.url, allOptions().setFilter(filterOn("type", { prefixes: [] })))).toEqual([]);
  });

  const subscription = () => allOptions().setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
  const place = (commit: string, prepare: string) =>
    new streams.ReadReq.Options.AllOptions().setPosition(
      new streams.ReadReq.Options.Position().setCommitPosition(commit).setPreparePosition(prepare),
    );
  const withoutCount = () => {
    const options = allOptions();
    options.clearCount();
    return options;
  };
  const filter = () => filterOn("type", { prefixes: ["t"] });

  it.each([
    [
      "a checkpoint multiplier of 0",
      () => subscription().setFilter(filter().setCheckpointintervalmultiplier(0)),
    ],
    ["a window of 0", () => subscription().setFilter(filter().setMax(0))],
    ["no window", () => subscription().setFilter(filter().setCount(undefined))],
    ["no case of its filter", () => subscription().setFilter(filter().setEventType(undefined))],
    ["backwards", () => subscription().setReadDirection(streams.ReadReq.Options.ReadDirection.BACKWARDS)],
    ["a prepare position beyond its commit position", () => allOptions().setAll(place("5", "6"))],
    ["no position", () => allOptions().setAll(new streams.ReadReq.Options.AllOptions())],
    ["no revision", () => streamOptions("a").setStream(streamOptions("a").getStream()!.setStart(undefined))],
    ["no count", withoutCount],
    ["neither a filter nor none", () => allOptions().setNoFilter(undefined)],
    ["a filter on one stream", () => streamOptions("a").setFilter(filter())],
    ["no form of ids", () => allOptions().setUuidOption(undefined)],
  ])("refuses a read with %s", async (_, options) => {
    await door.client.appendToStream("a", events(2));
    await expect(rawRead(door.url, options())).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
  });

  it("takes a multiplier of 0 in a read that sends no checkpoints", async () => {
    await door.client.appendToStream("a", events(2, { type: "t" }));
    const read = allOptions().setFilter(filter().setCheckpointintervalmultiplier(0));
    expect(await rawRead(door.url, read)).toHaveLength(2);
  });
});
