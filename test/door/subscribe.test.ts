import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  END,
  START,
  streamNameFilter,
  type AllStreamSubscription,
  type Position,
  type ReadRevision,
  type StreamSubscription,
} from "@eventstore/db-client";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import { EventEmitter } from "node:events";
import { openDoorLog } from "../../src/stores/event-store/eventstoredb-door/door-log.js";
import { serveRead, type ReadCall } from "../../src/stores/event-store/eventstoredb-door/read.js";
import { append, courses } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import {
  binary,
  event,
  events,
  openDoor,
  readAllOf,
  toRead,
  type DoorTest,
  type Read,
} from "./support/open-door.js";
import { allOptions } from "./support/raw-calls.js";

let door: DoorTest;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.cleanUp());

/** Follows a subscription: what came, in which order; "caught up" where it said so. */
function follow(subscription: AllStreamSubscription | StreamSubscription) {
  const seen: (Read | "caught up")[] = [];
  const errors: Error[] = [];
  let confirmed = 0;
  (subscription as AllStreamSubscription)
    .on("confirmation", () => confirmed++)
    .on("data", (resolved) => seen.push(toRead(resolved)))
    .on("caughtUp", () => seen.push("caught up"))
    .on("error", (error) => errors.push(error));
  return {
    errors,
    seen,
    /** The numbers that the clients' events carry. */
    numbers: () =>
      seen.flatMap((one): (number | string)[] =>
        one === "caught up" ? ["caught up"] : one.type.startsWith("$") ? [] : [(one.data as { n: number }).n],
      ),
    confirmations: () => confirmed,
    isLive: () => eventually("it caught up", () => seen.includes("caught up")),
  };
}

describe.each(["orders-1", "purchases-u-1"])("a subscription to %s", (stream) => {
  it.each<{ from: ReadRevision; before: number[] }>([
    { from: START, before: [0, 1, 2] },
    { from: 0n, before: [1, 2] },
    { from: 2n, before: [] },
    { from: END, before: [] },
  ])("from $from gives $before, catches up, and goes on live", async ({ from, before }) => {
    await door.client.appendToStream(stream, events(3));
    const followed = follow(door.client.subscribeToStream(stream, { fromRevision: from }));
    await followed.isLive();
    await door.client.appendToStream("orders-2", event(99));
    await door.client.appendToStream(stream, events(2, { from: 3 }));
    await eventually("the last one came", () => followed.numbers().includes(4));
    expect(followed.numbers()).toEqual([...before, "caught up", 3, 4]);
    expect(followed.confirmations()).toBe(1);
  });

  it("waits for a stream that does not exist yet", async () => {
    const followed = follow(door.client.subscribeToStream(stream));
    await followed.isLive();
    await door.client.appendToStream(stream, event(7));
    await eventually("it came", () => followed.numbers().includes(7));
  });

  it("is whole over many pages that grow meanwhile", async () => {
    await door.client.appendToStream(stream, events(450));
    const followed = follow(door.client.subscribeToStream(stream));
    for (let from = 450; from < 900; from += 90)
      await door.client.appendToStream(stream, events(90, { from }));
    await eventually("the last one came", () => followed.numbers().includes(899));
    const numbers = followed.numbers().filter((one) => one !== "caught up");
    expect(numbers).toEqual(Array.from({ length: 900 }, (_, n) => n));
  });
});

describe("a subscription to a stream that is ended", () => {
  it("ends with it", async () => {
    await door.client.appendToStream("orders-1", event());
    const followed = follow(door.client.subscribeToStream("orders-1"));
    await followed.isLive();
    await door.client.tombstoneStream("orders-1");
    await eventually("it ended", () => followed.errors.length > 0);
    expect(followed.errors[0]).toMatchObject({ type: "stream-deleted", streamName: "orders-1" });
  });

  it("goes on after a deletion, with what comes then", async () => {
    await door.client.appendToStream("orders-1", events(2));
    const followed = follow(door.client.subscribeToStream("orders-1"));
    await followed.isLive();
    await door.client.deleteStream("orders-1");
    await door.client.appendToStream("orders-1", event(2));
    await eventually("it came", () => followed.numbers().includes(2));
    expect(followed.numbers()).toEqual([0, 1, "caught up", 2]);
  });
});

describe("a subscription to a stream that hides what it has", () => {
  it.each(["start", "end"] as const)(
    "of which all was deleted, gives what comes then (from the %s)",
    async (from) => {
      await door.client.appendToStream("orders-1", events(2));
      await door.client.deleteStream("orders-1");
      const followed = follow(
        door.client.subscribeToStream("orders-1", { fromRevision: from === "start" ? START : END }),
      );
      await followed.isLive();
      await door.client.appendToStream("orders-1", event(2));
      await eventually("it came", () => followed.numbers().includes(2));
      expect(followed.numbers()).toEqual(["caught up", 2]);
    },
  );

  it("all of which is too old, gives what comes then", async () => {
    await door.client.appendToStream("orders-1", events(2));
    await door.client.setStreamMetadata("orders-1", { maxAge: 1 });
    await eventually(
      "they are gone",
      async () => (await readAllOf(door.client.readStream("orders-1"))).length === 0,
    );
    const followed = follow(door.client.subscribeToStream("orders-1"));
    await followed.isLive();
    await door.client.appendToStream("orders-1", event(2));
    await eventually("it came", () => followed.numbers().includes(2));
    expect(followed.numbers()).toEqual(["caught up", 2]);
  });

  it("refuses one that has ended, and confirms nothing", async () => {
    await door.client.appendToStream("orders-1", event());
    await door.client.tombstoneStream("orders-1");
    const followed = follow(door.client.subscribeToStream("orders-1"));
    await eventually("it ended", () => followed.errors.length > 0);
    expect(followed.errors[0]).toMatchObject({ type: "stream-deleted", streamName: "orders-1" });
    expect(followed.confirmations()).toBe(0);
  });
});

describe("a subscription to all", () => {
  it("gives everything from the start, catches up, and goes on live", async () => {
    await door.client.appendToStream("orders-1", events(2));
    await door.client.appendToStream("purchases-u-1", events(2, { from: 2 }));
    const followed = follow(door.client.subscribeToAll());
    await followed.isLive();
    await door.client.appendToStream("purchases-u-2", event(4));
    await door.client.appendToStream("orders-2", event(5));
    await eventually("the last one came", () => followed.numbers().includes(5));
    expect(followed.numbers()).toEqual([0, 1, 2, 3, "caught up", 4, 5]);
    const positions = followed.seen.flatMap((one) => (one === "caught up" ? [] : [one.position]));
    expect(positions).toEqual(positions.map((_, index) => index + 1));
  });

  it("goes on after a position, and from the end with what comes then, also after a restart", async () => {
    await door.client.appendToStream("orders-1", events(2));
    const { position } = await door.client.appendToStream("purchases-u-1", event(2));
    await door.client.appendToStream("orders-1", event(3));
    await door.restart();
    const after = follow(door.client.subscribeToAll({ fromPosition: position! }));
    const fromEnd = follow(door.client.subscribeToAll({ fromPosition: END }));
    await after.isLive();
    await fromEnd.isLive();
    await door.client.appendToStream("orders-1", event(4));
    await eventually("it came", () => after.numbers().includes(4) && fromEnd.numbers().includes(4));
    expect(after.numbers()).toEqual([3, "caught up", 4]);
    expect(fromEnd.numbers()).toEqual(["caught up", 4]);
  });

  it("reports through a filter how far it has searched, even when no event matches", async () => {
    const checkpoints: bigint[] = [];
    const checkpointReached = (_: AllStreamSubscription, { commit }: Position): void => {
      checkpoints.push(commit);
    };
    const filter = streamNameFilter({
      prefixes: ["purchases-"],
      maxSearchWindow: 10,
      checkpointInterval: 2,
      checkpointReached,
    });
    await door.client.appendToStream("orders-1", events(50));
    const followed = follow(door.client.subscribeToAll({ filter }));
    await followed.isLive();
    // One event of the system and fifty: two intervals of twenty, and how far it was when it caught up.
    expect(checkpoints).toEqual([20n, 40n, 51n]);
    await door.client.appendToStream("orders-1", events(20));
    await eventually("there was another", () => checkpoints.length > 3);
    expect(checkpoints[3]).toBe(60n);
    await door.client.appendToStream("purchases-u-1", event(7));
    await eventually("what is for it came", () => followed.numbers().includes(7));
    expect(followed.numbers()).toEqual(["caught up", 7]);
  });

  it("sees what the ledger itself appends, and what another process does", async () => {
    const followed = follow(door.client.subscribeToAll({ fromPosition: END }));
    await followed.isLive();
    const store = await door.openLedgerStore();
    await append(store, ...courses("u-1", 2));
    const other = await openDoorLog({ path: door.path });
    const json = {
      id: crypto.randomUUID(),
      type: "Other",
      isJson: true,
      data: Buffer.from("{}"),
      metadata: Buffer.of(),
    };
    await other.append("orders-9", [json], "any");
    await other.close();
    await eventually("all came", () => followed.seen.length === 4);
    const came = followed.seen.flatMap((one) =>
      one === "caught up" ? [] : [[one.stream, one.revision, one.type]],
    );
    expect(came).toEqual([
      ["purchases-u-1", 0, "CoursePurchased"],
      ["purchases-u-1", 1, "CoursePurchased"],
      ["orders-9", 0, "Other"],
    ]);
  });

  it("gives a slow subscriber all of it, in order, while more is appended", async () => {
    const large = new Uint8Array(100_000);
    for (let n = 0; n < 60; n++) await door.client.appendToStream("orders-1", [binary(large)]);
    const revisions: number[] = [];
    const subscription = door.client.subscribeToStream("orders-1", {}, { highWaterMark: 1 });
    for await (const resolved of subscription) {
      revisions.push(toRead(resolved).revision);
      if (revisions.length < 60 && revisions.length % 10 === 0) {
        await door.client.appendToStream("orders-1", [binary(large)]);
      }
      if (revisions.length === 65) break;
    }
    expect(revisions).toEqual(Array.from({ length: 65 }, (_, n) => n));
  });

  it("is ended when the door closes, in a way that makes clients connect again", async () => {
    const followed = follow(door.client.subscribeToAll());
    await followed.isLive();
    await door.closeDoor();
    await eventually("it ended", () => followed.errors.length > 0);
    expect(followed.errors[0]).toMatchObject({ type: "cancelled" });
  });
});

describe("a client that stops reading", () => {
  it("makes the door stop reading for it after the first refusal", async () => {
    for (let n = 0; n < 5; n++) await door.client.appendToStream("orders-1", events(400));
    const log = await openDoorLog({ path: door.path });
    let pages = 0;
    const counting = {
      ...log,
      readAfter: (position: number) => {
        pages++;
        return log.readAfter(position);
      },
    };
    const written: ReadResp[] = [];
    const request = new streams.ReadReq().setOptions(
      allOptions().setSubscription(new streams.ReadReq.Options.SubscriptionOptions()),
    );
    const call = Object.assign(new EventEmitter(), {
      request,
      // Room for ten at a time.
      write: (response: ReadResp) => written.push(response) % 10 !== 0,
    });
    const ended = new AbortController();
    const served = serveRead({ log: counting }, call as unknown as ReadCall, ended.signal);
    await eventually("it was full", () => written.length === 10);
    // Whatever it would do without being told to go on, it does before the next turns of the event loop.
    for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
    expect(written).toHaveLength(10);
    expect(pages).toBe(1);
    for (let full = 20; full <= 120; full += 10) {
      call.emit("drain");
      await eventually("it was full again", () => written.length === full);
    }
    expect(pages).toBe(2);
    ended.abort();
    await expect(served).rejects.toMatchObject({ name: "AbortError" });
    await log.close();
  });
});
