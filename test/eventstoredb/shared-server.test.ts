import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { binaryEvent, EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import type { EventStore, Position, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { entriesBefore } from "../../src/stores/event-store/audit-reader.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { collect, courses, readBackwards, readForwards, stream, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { wireTo } from "../support/wired-server.js";

const all = (store: EventStore): Promise<RecordedEvent[]> =>
  collect(store.readAll({ batchSize: 100, live: false }));

describe.each(testServers)("a database that others use as well, on $name", ({ start }) => {
  let server: EventStoreServer;
  let client: EventStoreDBClient;
  let prefix: string;
  let store: EventStore;

  beforeAll(async () => {
    server = await start();
    client = EventStoreDBClient.connectionString(server.url);
  });
  afterAll(async () => {
    await client.dispose();
    await server.close();
  });
  beforeEach(async () => {
    prefix = freshPrefix();
    store = openOn(server.url, prefix);
    await store.append(stream("u-1"), courses("u-1", 3).map(toNewEvent), "no-stream");
  });
  afterEach(() => store.close());

  const onServer = (userId: string): string => prefix + stream(userId);
  const foreign = (n: number) => jsonEvent({ type: "SomethingElse", data: { n } });
  async function appendForeign(events: number): Promise<void> {
    for (let done = 0; done < events; done += 500)
      await client.appendToStream(
        `test-foreign-${randomUUID()}`,
        Array.from({ length: Math.min(500, events - done) }, (_, n) => foreign(n)),
      );
  }

  it("shows each ledger its own events, under the ledger's names", async () => {
    const other = openOn(server.url, freshPrefix());
    const nested = openOn(server.url, `${prefix}x.`);
    try {
      await other.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
      await nested.append(stream("u-1"), courses("u-1", 2).map(toNewEvent), "no-stream");
      await appendForeign(10);
      expect((await all(store)).map((event) => event.stream)).toEqual([1, 2, 3].map(() => stream("u-1")));
      expect(await all(other)).toHaveLength(1);
      expect(await all(nested)).toHaveLength(2);
      expect((await store.head()).position).toBe((await all(store)).at(-1)?.position);
    } finally {
      await other.close();
      await nested.close();
    }
  });

  it("has the ids and names on the server that a client of another kind would look for", async () => {
    const events = [];
    for await (const { event } of client.readStream(onServer("u-1"))) events.push(event);
    expect(events.map((event) => event?.id)).toEqual(courses("u-1", 3).map((event) => toNewEvent(event).id));
    expect(events[0]).toMatchObject({ type: "CoursePurchased", isJson: true, revision: 0n });
  });

  it("delivers what else stands in a user's stream, so that this user alone is held back", async () => {
    const link = binaryEvent({ type: "$>", data: Buffer.from(`0@${onServer("u-1")}`) });
    await client.appendToStream(onServer("u-1"), link, { expectedRevision: 2n });
    await client.appendToStream(onServer("u-3"), jsonEvent({ type: "CoursePurchased", data: { n: 1 } }));
    await client.setStreamMetadata(onServer("u-2"), { mark: "a test" });
    expect((await readForwards(store, "u-1")).at(-1)).toMatchObject({ revision: 3, type: "$>" });
    expect(await readBackwards(store, "u-1", 10)).toHaveLength(4);
    expect(await readForwards(store, "u-3")).toMatchObject([{ data: { n: 1 }, metadata: "" }]);
    expect((await all(store)).map(({ type }) => type)).toEqual([
      ...Array.from({ length: 3 }, () => "CoursePurchased"),
      "$>",
      "CoursePurchased",
    ]);
    // The stream's metadata is in a stream of its own, which is no user's.
    expect(await readForwards(store, "u-2")).toEqual([]);
    expect((await store.head()).position).toBe((await all(store)).at(-1)?.position);
  });

  it("reads its audit log past what others have written into the stream of it", async () => {
    const by = { action: "close-month", operator: "olga", reason: "over", details: {} } as const;
    const ids = Array.from({ length: 3 }, () => randomUUID());
    for (const [n, id] of ids.entries()) {
      await store.audit.record({ id, at: `2026-01-0${n + 1}T00:00:00.000Z`, ...by });
      await client.appendToStream(`${prefix}audit`, [foreign(1), foreign(2)]);
    }
    const idsOf = async (limit: number, before?: number) =>
      (await store.audit.entries({ limit, before })).map(({ id }) => id);
    expect(await idsOf(2)).toEqual([ids[2], ids[1]]);
    expect(await idsOf(3)).toEqual([ids[2], ids[1], ids[0]]);
    expect(await idsOf(9)).toEqual([ids[2], ids[1], ids[0]]);
    expect(await idsOf(1, 3)).toEqual([ids[0]]);
    expect(await idsOf(1, 0)).toEqual([]);
    // A reader takes a page that is not full for the last one: closed months would be missing from it.
    const found = [];
    for await (const { id } of entriesBefore(store.audit, undefined, 1)) found.push(id);
    expect(found).toEqual([ids[2], ids[1], ids[0]]);
  });

  it("stays live behind many events of others, also when its subscription drops there", async () => {
    const wired = await wireTo(server.url);
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    const reading = (async () => {
      for await (const batch of wired.store.readAll({ batchSize: 10, live: true, signal: stop.signal })) {
        seen.push(...batch);
        if (seen.length >= 3) stop.abort();
      }
    })();
    try {
      await wired.direct.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
      await eventually("it is live", () => seen.length === 1);
      for (let n = 1; n < 3; n++) {
        await appendForeign(2500);
        expect((await wired.store.head()).position).toBe(seen.at(-1)?.position);
        wired.wire.cut();
        await wired.direct.append(stream("u-1"), courses("u-1", 1, n).map(toNewEvent), n - 1);
        await eventually("it is seen", () => seen.length === n + 1);
      }
      await reading;
      expect(seen.map(({ revision }) => revision)).toEqual([0, 1, 2]);
    } finally {
      stop.abort();
      await wired.close();
    }
  });

  it("keeps what it cannot read for the codec to refuse", async () => {
    await client.appendToStream(
      onServer("u-3"),
      binaryEvent({ type: "CoursePurchased", data: Buffer.from("{not json") }),
    );
    expect(await readForwards(store, "u-3")).toMatchObject([{ type: "CoursePurchased", data: "{not json" }]);
  });

  const refusal = (userId: string) => ({
    code: "user_held_back",
    message: expect.stringContaining(stream(userId)) as unknown,
  });

  it("names a stream that somebody has deleted, and records nothing in its place", async () => {
    await client.deleteStream(onServer("u-1"));
    await expect(readForwards(store, "u-1")).rejects.toMatchObject(refusal("u-1"));
    await expect(readBackwards(store, "u-1", 1)).rejects.toMatchObject(refusal("u-1"));
  });

  it("names a stream that somebody has tombstoned", async () => {
    await client.tombstoneStream(onServer("u-1"));
    await expect(readForwards(store, "u-1")).rejects.toMatchObject(refusal("u-1"));
    await expect(store.append(stream("u-1"), courses("u-1", 1, 3).map(toNewEvent), 2)).rejects.toMatchObject(
      refusal("u-1"),
    );
  });

  it.each([{ truncateBefore: 2 }, { truncateBefore: 3 }, { maxCount: 1 }])(
    "names a stream that has lost its beginning by %j",
    async (limits) => {
      await client.setStreamMetadata(onServer("u-1"), limits);
      await expect(readForwards(store, "u-1")).rejects.toMatchObject(refusal("u-1"));
    },
  );

  it("takes a position at which no record begins for another log, not for an outage", async () => {
    const position = "18446744073709:18446744073709" as Position;
    expect(await store.holds({ id: randomUUID(), position })).toBe(false);
  });

  it("says how far it has searched through what others have written", async () => {
    await appendForeign(1000);
    const last = (await all(store)).at(-1)?.position;
    const searched: Position[] = [];
    await collect(
      store.readAll({
        ...{ after: last, batchSize: 10, live: false },
        onLookedThrough: (position) => searched.push(position),
      }),
    );
    const through = searched.at(-1);
    if (last === undefined || through === undefined) throw new Error("It has not said.");
    expect(store.comparePositions(through, last)).toBeGreaterThan(0);
    await store.append(stream("u-9"), courses("u-9", 1).map(toNewEvent), "no-stream");
    expect(await collect(store.readAll({ after: through, batchSize: 10, live: false }))).toHaveLength(1);
  });
});
