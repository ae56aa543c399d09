import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { BACKWARDS, binaryEvent, END, START } from "@eventstore/db-client";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import { join } from "node:path";
import { openDoorLog } from "../../src/stores/event-store/eventstoredb-door/door-log.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import {
  event,
  events,
  ofClients,
  openDoor,
  readAllOf,
  revisions,
  type DoorTest,
} from "./support/open-door.js";
import { allOptions, filterOn, rawRead, streamOptions } from "./support/raw-calls.js";

let door: DoorTest;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.cleanUp());

const bothKinds = ["orders-1", "purchases-u-1"];

describe.each(bothKinds)("a read of %s", (stream) => {
  it.each([
    { options: {}, expected: [0, 1, 2, 3, 4] },
    { options: { fromRevision: START }, expected: [0, 1, 2, 3, 4] },
    { options: { fromRevision: 2n }, expected: [2, 3, 4] },
    { options: { fromRevision: 2n, maxCount: 2 }, expected: [2, 3] },
    { options: { fromRevision: 5n }, expected: [] },
    { options: { fromRevision: 99n }, expected: [] },
    { options: { fromRevision: END }, expected: [] },
    { options: { direction: BACKWARDS, fromRevision: END }, expected: [4, 3, 2, 1, 0] },
    { options: { direction: BACKWARDS, fromRevision: END, maxCount: 1 }, expected: [4] },
    { options: { direction: BACKWARDS, fromRevision: 2n }, expected: [2, 1, 0] },
    { options: { direction: BACKWARDS, fromRevision: 99n, maxCount: 2 }, expected: [4, 3] },
    { options: { direction: BACKWARDS, fromRevision: START }, expected: [0] },
  ] as const)("with $options gives the revisions $expected", async ({ options, expected }) => {
    await door.client.appendToStream(stream, events(5));
    await door.client.appendToStream(`${stream}2`, events(3));
    expect(await revisions(door.client.readStream(stream, options))).toEqual(expected);
  });

  it("is whole over many pages, both ways", async () => {
    for (let from = 0; from < 1_000; from += 250)
      await door.client.appendToStream(stream, events(250, { from }));
    const numbers = Array.from({ length: 1_000 }, (_, n) => n);
    expect(await revisions(door.client.readStream(stream))).toEqual(numbers);
    expect(await revisions(door.client.readStream(stream, { maxCount: 450 }))).toEqual(numbers.slice(0, 450));
    expect(
      await revisions(door.client.readStream(stream, { direction: BACKWARDS, fromRevision: END })),
    ).toEqual(numbers.reverse());
  });

  it("that does not exist says so", async () => {
    await expect(revisions(door.client.readStream(stream))).rejects.toMatchObject({
      type: "stream-not-found",
      streamName: stream,
    });
  });
});

describe("metadata of a stream", () => {
  const read = () => revisions(door.client.readStream("orders-1"));
  beforeEach(async () => {
    await door.client.appendToStream("orders-1", events(5));
  });

  it("comes back as it was set, the newest only", async () => {
    expect(await door.client.getStreamMetadata("orders-1")).toEqual({ streamName: "orders-1" });
    await door.client.setStreamMetadata("orders-1", { maxCount: 3, cacheControl: 1, of: "ü" });
    await door.client.setStreamMetadata("orders-1", { maxCount: 4, acl: { readRoles: ["somebody"] } });
    const { metadata } = await door.client.getStreamMetadata("orders-1");
    expect(metadata).toEqual({ maxCount: 4, acl: { readRoles: ["somebody"] } });
    expect(await revisions(door.client.readStream("$$orders-1"))).toEqual([1]);
  });

  it("keeps the newest events by a maximum, both ways", async () => {
    await door.client.setStreamMetadata("orders-1", { maxCount: 2 });
    expect(await read()).toEqual([3, 4]);
    const backwards = { direction: BACKWARDS, fromRevision: END } as const;
    expect(await revisions(door.client.readStream("orders-1", backwards))).toEqual([4, 3]);
    expect(
      await revisions(door.client.readStream("orders-1", { direction: BACKWARDS, fromRevision: 1n })),
    ).toEqual([]);
    await door.client.appendToStream("orders-1", events(1));
    expect(await read()).toEqual([4, 5]);
  });

  it("hides what is before a revision, also when that is all", async () => {
    await door.client.setStreamMetadata("orders-1", { truncateBefore: 3 });
    expect(await read()).toEqual([3, 4]);
    await door.client.setStreamMetadata("orders-1", { truncateBefore: 9 });
    expect(await read()).toEqual([]);
    await door.client.setStreamMetadata("orders-1", {});
    expect(await read()).toEqual([0, 1, 2, 3, 4]);
  });

  it("hides nothing from a read of all", async () => {
    await door.client.setStreamMetadata("orders-1", { truncateBefore: 3 });
    expect(ofClients(await readAllOf(door.client.readAll()))).toHaveLength(5);
  });

  it("hides what is older than an age", async () => {
    const folder = await temporaryFolder();
    let now = new Date("2026-01-01T00:00:00.000Z");
    const log = await openDoorLog({ path: join(folder.path, "events.db"), now: () => now });
    const json = (type: string, data: object) => ({
      id: crypto.randomUUID(),
      type,
      isJson: true,
      data: Buffer.from(JSON.stringify(data)),
      metadata: new Uint8Array(),
    });
    await log.append("$$orders-1", [json("$metadata", { $maxAge: 60 })], "any");
    await log.append("orders-1", [json("Something", {})], "any");
    now = new Date("2026-01-01T00:00:40.000Z");
    await log.append("orders-1", [json("Something", {})], "any");
    const seen = () => log.readStream("orders-1", 0, "forwards").records.map(({ revision }) => revision);
    expect(seen()).toEqual([0, 1]);
    now = new Date("2026-01-01T00:01:01.000Z");
    expect(seen()).toEqual([1]);
    now = new Date("2026-01-01T00:02:00.000Z");
    expect(seen()).toEqual([]);
    await log.close();
    await folder.remove();
  });

  it("that is not what it should be hides nothing", async () => {
    const bad = binaryEvent({ type: "$metadata", data: Buffer.from("[") });
    await door.client.appendToStream("$$orders-1", bad);
    expect(await read()).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("a link", () => {
  const link = (to: string) => binaryEvent({ type: "$>", data: Buffer.from(to) });
  const read = async (resolveLinkTos: boolean) => {
    const found = [];
    for await (const { event: target, link: by } of door.client.readStream("links", { resolveLinkTos })) {
      found.push([target && `${target.revision}@${target.streamId}`, by && `${by.revision}@${by.streamId}`]);
    }
    return found;
  };

  it("is resolved on request; one without a target comes alone", async () => {
    await door.client.appendToStream("orders-1", events(3));
    await door.client.appendToStream("purchases-u-1", events(3));
    await door.client.appendToStream("links", [
      link("1@orders-1"),
      event(),
      link("2@purchases-u-1"),
      link("9@orders-1"),
      link("0@nowhere"),
      link("nonsense"),
    ]);
    expect(await read(true)).toEqual([
      ["1@orders-1", "0@links"],
      ["1@links", undefined],
      ["2@purchases-u-1", "2@links"],
      [undefined, "3@links"],
      [undefined, "4@links"],
      ["5@links", undefined],
    ]);
    expect((await read(false)).map(([, by]) => by)).toEqual(Array(6).fill(undefined));
  });
});

describe("a read of all", () => {
  beforeEach(async () => {
    await door.client.appendToStream("orders-1", events(2));
    await door.client.appendToStream("purchases-u-1", events(2, { from: 2, type: "Other" }));
    await door.client.appendToStream("orders-2", events(1, { from: 4 }));
    await door.client.appendToStream("purchases-u-2", events(1, { from: 5 }));
  });
  const numbersOf = async (all: ReturnType<typeof door.client.readAll>): Promise<number[]> =>
    ofClients(await readAllOf(all)).map(({ data }) => (data as { n: number }).n);

  it("gives every stream's events in the order of their appends, both ways", async () => {
    expect(await numbersOf(door.client.readAll())).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await numbersOf(door.client.readAll({ direction: BACKWARDS, fromPosition: END }))).toEqual([
      5, 4, 3, 2, 1, 0,
    ]);
  });

  it("starts at a position forwards, before it backwards", async () => {
    const third = ofClients(await readAllOf(door.client.readAll()))[2]!;
    const fromPosition = { commit: BigInt(third.position), prepare: BigInt(third.position) };
    expect(await numbersOf(door.client.readAll({ fromPosition }))).toEqual([2, 3, 4, 5]);
    expect(await numbersOf(door.client.readAll({ fromPosition, maxCount: 1 }))).toEqual([2]);
    expect(await numbersOf(door.client.readAll({ fromPosition, direction: BACKWARDS }))).toEqual([1, 0]);
    expect(await numbersOf(door.client.readAll({ fromPosition: END }))).toEqual([]);
    expect(await numbersOf(door.client.readAll({ fromPosition: START, direction: BACKWARDS }))).toEqual([]);
  });

  it.each([
    { filter: filterOn("stream", { prefixes: ["purchases-"] }), expected: [2, 3, 5] },
    { filter: filterOn("stream", { prefixes: ["orders-2", "purchases-u-2"] }), expected: [4, 5] },
    { filter: filterOn("stream", { regex: "-\\d$" }), expected: [0, 1, 2, 3, 4, 5] },
    { filter: filterOn("stream", { regex: "^o.*2$" }), expected: [4] },
    { filter: filterOn("type", { prefixes: ["Oth"] }), expected: [2, 3] },
    { filter: filterOn("type", { regex: "^[^O$]" }), expected: [0, 1, 4, 5] },
  ])("gives $expected through a filter, both ways", async ({ filter, expected }) => {
    const read = async (options: ReturnType<typeof allOptions>) =>
      (await rawRead(door.url, options.setFilter(filter))).map((response) => {
        const data = response.getEvent()?.getEvent()?.getData_asU8() ?? [];
        return (JSON.parse(Buffer.from(data).toString()) as { n: number }).n;
      });
    const backwards = (options: ReturnType<typeof allOptions>) => {
      options.setReadDirection(streams.ReadReq.Options.ReadDirection.BACKWARDS);
      options.getAll()?.setEnd(new shared.Empty());
      return options;
    };
    expect(await read(allOptions())).toEqual(expected);
    expect(await read(allOptions().setCount("1"))).toEqual(expected.slice(0, 1));
    expect(await read(backwards(allOptions()))).toEqual([...expected].reverse());
  });

  it("refuses a filter that is no regular expression", async () => {
    const options = allOptions().setFilter(filterOn("stream", { regex: "(" }));
    await expect(rawRead(door.url, options)).rejects.toThrow(/is not a regular expression/);
  });
});

describe("what some clients send", () => {
  it("ids may come as two numbers", async () => {
    const appended = event();
    await door.client.appendToStream("orders-1", appended);
    const structured = new streams.ReadReq.Options.UUIDOption().setStructured(new shared.Empty());
    const [response] = await rawRead(door.url, streamOptions("orders-1").setUuidOption(structured));
    const id = response!.getEvent()!.getEvent()!.getId()!.getStructured()!;
    const hex = [id.getMostSignificantBits(), id.getLeastSignificantBits()]
      .map((bits) => BigInt.asUintN(64, BigInt(bits)).toString(16).padStart(16, "0"))
      .join("");
    expect(hex).toBe(appended.id.replaceAll("-", ""));
  });

  it("a read may tell where the stream begins and ends", async () => {
    await door.client.appendToStream("orders-1", events(5));
    await door.client.setStreamMetadata("orders-1", { truncateBefore: 2 });
    const asked = new streams.ReadReq.Options.ControlOption().setCompatibility(1);
    const bounds = async (options: ReturnType<typeof allOptions>) =>
      (await rawRead(door.url, options.setControlOption(asked))).map((response) => {
        if (response.hasFirstStreamPosition()) return `first ${response.getFirstStreamPosition()}`;
        if (response.hasLastStreamPosition()) return `last ${response.getLastStreamPosition()}`;
        return response.getEvent()?.getEvent()?.getStreamRevision();
      });
    expect(await bounds(streamOptions("orders-1"))).toEqual(["first 2", "2", "3", "4", "last 4"]);
    expect(await bounds(streamOptions("orders-1", 3).setCount("1"))).toEqual(["3", "last 4"]);
    expect(await bounds(streamOptions("orders-1", 9))).toEqual(["first 5", "last 4"]);
  });
});
