import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { BACKWARDS, END, NO_STREAM } from "@eventstore/db-client";
import {
  event,
  events,
  ofClients,
  openDoor,
  readAllOf,
  revisions,
  type DoorTest,
} from "./support/open-door.js";

let door: DoorTest;
beforeEach(async () => {
  door = await openDoor();
  await door.client.appendToStream("orders-1", events(3));
});
afterEach(() => door.cleanUp());
const read = (stream = "orders-1") => revisions(door.client.readStream(stream));

describe("a deleted stream", () => {
  it("is not found, also after a restart; a read of all still has it", async () => {
    const { position } = await door.client.deleteStream("orders-1");
    expect(position?.commit).toBeGreaterThan(0n);
    await expect(read()).rejects.toMatchObject({ type: "stream-not-found" });
    await door.restart();
    await expect(read()).rejects.toMatchObject({ type: "stream-not-found" });
    expect(ofClients(await readAllOf(door.client.readAll()))).toHaveLength(3);
  });

  it.each(["any", "no_stream", 2n] as const)(
    "comes back with the next revision when it is appended to, expecting %s",
    async (expectedRevision) => {
      await door.client.setStreamMetadata("orders-1", { cacheControl: 5 });
      await door.client.deleteStream("orders-1");
      const result = await door.client.appendToStream("orders-1", events(2), { expectedRevision });
      expect(result.nextExpectedRevision).toBe(4n);
      expect(await read()).toEqual([3, 4]);
      expect((await door.client.getStreamMetadata("orders-1")).metadata).toEqual({ truncateBefore: 3 });
      await door.client.appendToStream("orders-1", event(), { expectedRevision: 4n });
      expect(await read()).toEqual([3, 4, 5]);
    },
  );

  it("does not exist for an append that needs it", async () => {
    await door.client.deleteStream("orders-1");
    await expect(
      door.client.appendToStream("orders-1", event(), { expectedRevision: "stream_exists" }),
    ).rejects.toMatchObject({ type: "stream-deleted", streamName: "orders-1" });
  });

  it("comes back empty when its metadata is written", async () => {
    await door.client.deleteStream("orders-1");
    await door.client.setStreamMetadata("orders-1", { cacheControl: 5 });
    expect(await read()).toEqual([]);
    await door.client.appendToStream("orders-1", event());
    expect(await read()).toEqual([3]);
  });

  it.each([1n, 3n, "no_stream"] as const)("is not deleted when %s was expected", async (expectedRevision) => {
    await expect(door.client.deleteStream("orders-1", { expectedRevision })).rejects.toMatchObject({
      type: "wrong-expected-version",
      streamName: "orders-1",
      actualVersion: 2n,
    });
    expect(await read()).toEqual([0, 1, 2]);
  });

  it("must exist before, or at least its metadata", async () => {
    await expect(door.client.deleteStream("nothing")).rejects.toMatchObject({
      type: "wrong-expected-version",
    });
    await door.client.setStreamMetadata("described", { cacheControl: 5 });
    await door.client.deleteStream("described", { expectedRevision: NO_STREAM });
  });

  it("of another script is named in the message, as its header cannot", async () => {
    await expect(door.client.deleteStream("nichts-ü")).rejects.toThrow("nichts-ü");
  });
});

describe("a tombstoned stream", () => {
  it("is deleted permanently, with its metadata", async () => {
    await door.client.setStreamMetadata("orders-1", { cacheControl: 5 });
    await door.client.tombstoneStream("orders-1", { expectedRevision: 2n });
    const deleted = { type: "stream-deleted", streamName: "orders-1" };
    for (const _ of ["live", "after a restart"]) {
      await expect(read()).rejects.toMatchObject(deleted);
      await expect(door.client.appendToStream("orders-1", event())).rejects.toMatchObject(deleted);
      await expect(door.client.deleteStream("orders-1")).rejects.toMatchObject(deleted);
      await expect(door.client.tombstoneStream("orders-1")).rejects.toMatchObject(deleted);
      await expect(read("$$orders-1")).rejects.toMatchObject({ type: "stream-deleted" });
      await expect(door.client.setStreamMetadata("orders-1", {})).rejects.toMatchObject({
        type: "stream-deleted",
      });
      await door.restart();
    }
  });

  it("has the last revision that there is in a read of all", async () => {
    await door.client.tombstoneStream("orders-1");
    const newest = { direction: BACKWARDS, fromPosition: END, maxCount: 1 } as const;
    for await (const { event: last } of door.client.readAll(newest)) {
      expect(last).toMatchObject({ type: "$streamDeleted", streamId: "orders-1", revision: 2n ** 63n - 1n });
    }
  });

  it("may be one that never existed", async () => {
    await door.client.tombstoneStream("nothing", { expectedRevision: NO_STREAM });
    await expect(read("nothing")).rejects.toMatchObject({ type: "stream-deleted" });
  });

  it("is refused at another revision", async () => {
    await expect(door.client.tombstoneStream("orders-1", { expectedRevision: 1n })).rejects.toMatchObject({
      type: "wrong-expected-version",
      expectedVersion: 1n,
      actualVersion: 2n,
    });
  });
});

it("all is no stream: it is neither appended to nor deleted", async () => {
  const denied = { type: "access-denied" };
  await expect(door.client.appendToStream("$all", event())).rejects.toMatchObject(denied);
  await expect(door.client.deleteStream("$all")).rejects.toMatchObject(denied);
  await expect(door.client.tombstoneStream("$all")).rejects.toMatchObject(denied);
});

describe("a stream of the ledger", () => {
  beforeEach(() => door.client.appendToStream("purchases-u-1", events(3)));
  const denied = { type: "access-denied", message: expect.stringContaining("append-only") as unknown };

  it("is neither deleted nor tombstoned", async () => {
    await expect(door.client.deleteStream("purchases-u-1")).rejects.toMatchObject(denied);
    await expect(door.client.tombstoneStream("purchases-u-1")).rejects.toMatchObject(denied);
    await expect(door.client.tombstoneStream("purchases-u-9")).rejects.toMatchObject(denied);
    expect(await read("purchases-u-1")).toEqual([0, 1, 2]);
  });

  it.each([{ truncateBefore: 1 }, { maxCount: 1 }, { maxAge: 1 }])(
    "gets no metadata like %j, which would hide its events",
    async (metadata) => {
      await expect(door.client.setStreamMetadata("purchases-u-1", metadata)).rejects.toMatchObject({
        type: "access-denied",
      });
      await door.client.setStreamMetadata("purchases-u-1", { note: "harmless" });
      expect(await read("purchases-u-1")).toEqual([0, 1, 2]);
    },
  );
});
