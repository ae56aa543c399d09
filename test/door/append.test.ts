import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { END, jsonEvent, type AppendExpectedRevision } from "@eventstore/db-client";
import {
  binary,
  event,
  events,
  oneCall,
  openDoor,
  readAllOf,
  revisions,
  type DoorTest,
} from "./support/open-door.js";

let door: DoorTest;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.cleanUp());

describe.each([
  { name: "one append a call", call: oneCall },
  { name: "many appends a call", call: {} },
])("an append, $name,", ({ call }) => {
  const append = (
    stream: string,
    appended: ReturnType<typeof events>,
    expectedRevision: AppendExpectedRevision,
  ) => door.client.appendToStream(stream, appended, { ...call, expectedRevision });

  it.each(["orders-1", "purchases-u-1"])(
    "to %s is there, byte for byte, with its position",
    async (stream) => {
      const result = await append(stream, events(3), "no_stream");
      expect(result).toMatchObject({ success: true, nextExpectedRevision: 2n });
      const read = await readAllOf(door.client.readStream(stream));
      expect(read.map(({ revision, data }) => [revision, data])).toEqual([
        [0, { n: 0 }],
        [1, { n: 1 }],
        [2, { n: 2 }],
      ]);
      expect(result.position?.commit).toBe(BigInt(read[2]!.position));
    },
  );

  it.each<{ stream: string; expected: AppendExpectedRevision; actual: bigint | "no_stream" }>([
    { stream: "orders-1", expected: "no_stream", actual: 1n },
    { stream: "orders-1", expected: 0n, actual: 1n },
    { stream: "orders-1", expected: 2n, actual: 1n },
    { stream: "orders-2", expected: 0n, actual: "no_stream" },
    { stream: "orders-2", expected: "stream_exists", actual: "no_stream" },
    { stream: "purchases-u-1", expected: "no_stream", actual: 1n },
    { stream: "purchases-u-2", expected: "stream_exists", actual: "no_stream" },
    { stream: "purchases-u-1", expected: 9223372036854775807n, actual: 1n },
  ])(
    "to $stream at $actual expecting $expected is refused, and told what is there",
    async ({ stream, expected, actual }) => {
      await append("orders-1", events(2), "no_stream");
      await append("purchases-u-1", events(2), "no_stream");
      await expect(append(stream, events(1), expected)).rejects.toMatchObject({
        type: "wrong-expected-version",
        streamName: stream,
        expectedVersion: expected,
        actualVersion: actual,
      });
      expect(await revisions(door.client.readStream("orders-1"))).toEqual([0, 1]);
    },
  );

  it.each(["orders-1", "purchases-u-1"])(
    "to %s at any, the exact or an existing revision goes on",
    async (stream) => {
      await append(stream, events(1), "any");
      await append(stream, events(1), 0n);
      await append(stream, events(1), "stream_exists");
      expect(await revisions(door.client.readStream(stream))).toEqual([0, 1, 2]);
    },
  );

  it.each(["orders-1", "purchases-u-1"])(
    "to %s that is repeated is answered as the first was, and writes nothing",
    async (stream) => {
      const first = events(2);
      const second = events(2);
      const answers = [await append(stream, first, "no_stream"), await append(stream, second, 1n)];
      expect(await append(stream, first, "no_stream")).toEqual(answers[0]);
      expect(await append(stream, second, 1n)).toEqual(answers[1]);
      expect(await append(stream, first, "any")).toEqual(answers[0]);
      expect(await append(stream, second, "stream_exists")).toEqual(answers[1]);
      expect(await revisions(door.client.readStream(stream))).toEqual([0, 1, 2, 3]);
    },
  );

  it.each(["orders-1", "purchases-u-1"])(
    "to %s that is only in part a repetition is refused",
    async (stream) => {
      const [one, two] = events(2);
      await append(stream, [one!], "no_stream");
      const partly = [one!, two!];
      for (const expected of ["no_stream", "any"] as const) {
        await expect(append(stream, partly, expected)).rejects.toMatchObject({
          type: "wrong-expected-version",
        });
      }
      expect(await revisions(door.client.readStream(stream))).toEqual([0]);
    },
  );

  it("of an id that another stream has is like any other", async () => {
    const [one] = events(1);
    await append("orders-1", [one!], "no_stream");
    await append("orders-2", [one!], "no_stream");
    expect(await revisions(door.client.readStream("orders-2"))).toEqual([0]);
  });

  it("of an id that the same stream of the ledger has, or that comes twice, is refused whole", async () => {
    const [one, two] = events(2);
    await append("purchases-u-1", [one!], "no_stream");
    await expect(append("purchases-u-1", [two!, one!], 0n)).rejects.toThrow(/one of these ids already/);
    await expect(append("purchases-u-1", [two!, two!], 0n)).rejects.toThrow(/one of these ids already/);
    expect(await revisions(door.client.readStream("purchases-u-1"))).toEqual([0]);
    await append("purchases-u-2", [one!], "no_stream");
    expect(await revisions(door.client.readStream("purchases-u-2"))).toEqual([0]);
  });

  it("of more than a MiB is refused, of almost as much is not", async () => {
    const sized = (bytes: number) => [binary(new Uint8Array(bytes))];
    await expect(append("orders-1", sized(1024 * 1024), "any")).rejects.toMatchObject({
      type: "maximum-append-size-exceeded",
      maxAppendSize: 1024 * 1024,
    });
    const many = Array.from({ length: 1_100 }, () => binary(new Uint8Array(1_000)));
    await expect(append("orders-1", many, "any")).rejects.toMatchObject({
      type: "maximum-append-size-exceeded",
    });
    // The type counts, too.
    await append("orders-1", sized(1024 * 1024 - 2 * "Bytes".length), "any");
    expect(await revisions(door.client.readStream("orders-1"))).toEqual([0]);
  });

  it("of nothing changes nothing, and is refused like any other", async () => {
    await append("orders-1", [], "any");
    await expect(append("orders-1", [], 3n)).rejects.toMatchObject({ type: "wrong-expected-version" });
    await expect(readAllOf(door.client.readStream("orders-1"))).rejects.toMatchObject({
      type: "stream-not-found",
    });
  });

  it.each(["Bestellungen-ü-💶", "purchases-ü", "with space", "nul\0inside"])(
    "to a stream called %j keeps the name",
    async (stream) => {
      await append(stream, [event(7)], "no_stream");
      expect((await readAllOf(door.client.readStream(stream)))[0]).toMatchObject({ stream, data: { n: 7 } });
      await door.restart();
      expect(await revisions(door.client.readStream(stream))).toEqual([0]);
    },
  );

  it.each(["orders-1", "purchases-u-1"])(
    "to %s keeps bytes, types and metadata as they are",
    async (stream) => {
      const bytes = Uint8Array.from([0, 255, 10, 0, 128, 34]);
      const metadata = Uint8Array.from([1, 0, 254]);
      const odd = jsonEvent({
        type: "nul\0in the type",
        data: { text: "\u0000 and ü 💶" },
        metadata: { by: "ü" },
      });
      await append(stream, [binary(bytes, metadata), odd, binary(Buffer.from(`{"n":1}`))], "no_stream");
      for (const _ of ["live", "after a restart"]) {
        const read = [];
        for await (const { event: found } of door.client.readStream(stream)) read.push(found!);
        expect(read.map(({ isJson }) => isJson)).toEqual([false, true, false]);
        expect(Uint8Array.from(read[0]!.data as Uint8Array)).toEqual(bytes);
        expect(Uint8Array.from(read[0]!.metadata as Uint8Array)).toEqual(metadata);
        expect(read[1]).toMatchObject({ id: odd.id, type: odd.type, data: odd.data, metadata: odd.metadata });
        expect(Buffer.from(read[2]!.data as Uint8Array).toString()).toBe(`{"n":1}`);
        expect(Math.abs(Date.now() - read[0]!.created.getTime())).toBeLessThan(60_000);
        await door.restart();
      }
    },
  );
});

describe("many appends in one call", () => {
  it("each get their own answer, in the order of each stream", async () => {
    // The client itself lets others overtake the append that opens the call.
    await door.client.appendToStream("first", events(1));
    const answers = await Promise.allSettled(
      Array.from({ length: 300 }, (_, n) =>
        door.client.appendToStream(
          `orders-${n % 3}`,
          [event(n)],
          n % 10 === 9 ? { expectedRevision: 999n } : {},
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === "rejected")).toHaveLength(30);
    for (const stream of [0, 1, 2]) {
      const read = await readAllOf(door.client.readStream(`orders-${stream}`));
      const numbers = read.map(({ data }) => (data as { n: number }).n);
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      expect(numbers).toHaveLength(90);
    }
  });

  it("may each come in several messages", async () => {
    const many = events(2_000);
    const result = await door.client.appendToStream("orders-1", many, { batchAppendSize: 1024 });
    expect(result.nextExpectedRevision).toBe(1_999n);
    const [last] = await readAllOf(
      door.client.readStream("orders-1", { direction: "backwards", fromRevision: END, maxCount: 1 }),
    );
    expect(last).toMatchObject({ revision: 1_999, data: { n: 1_999 } });
  });

  it("are refused by themselves when their deadline has passed", async () => {
    await expect(
      door.client.appendToStream("orders-1", events(5_000), { deadline: -1_000 }),
    ).rejects.toMatchObject({ type: "deadline-exceeded" });
    await door.client.appendToStream("orders-1", events(1), { expectedRevision: "no_stream" });
  });
});
