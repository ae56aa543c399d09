import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { EventStoreDBClient, jsonEvent } from "@eventstore/db-client";
import { copyLog } from "../../src/log/copy-log.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { freshPrefix, openOn, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { courses, purchaseRevoked, readForwards, stream, toNewEvent } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe.each(testServers)("copying what is unusual, with $name", ({ start }) => {
  let server: EventStoreServer;
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let prefix: string;
  let there: EventStore;
  let here: EventStore;

  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    folder = await temporaryFolder();
    prefix = freshPrefix();
    there = openOn(server.url, prefix);
    here = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  });
  afterEach(async () => {
    await there.close();
    await here.close();
    await folder.remove();
  });

  it("takes a user's events of more than a server takes at once", async () => {
    const bought = courses("u-1", 100).map(toNewEvent);
    await here.append(stream("u-1"), bought, "no-stream");
    const revoked = bought.map((_, n) => purchaseRevoked("u-1", `p-${n}`, "course", `c-${n}`));
    const long = revoked.map((event, n) => ({
      ...toNewEvent(event),
      id: `6f0d3c1e-4d0b-5b8e-9a55-${String(n).padStart(12, "0")}`,
      data: { ...event.data, note: "n".repeat(20_000) },
    }));
    await here.append(stream("u-1"), long, 99);
    expect(await copyLog({ from: here, to: there }).result).toMatchObject({ events: 200, found: 0 });
    expect(await readForwards(there, "u-1")).toHaveLength(200);
  });

  it("takes an event without metadata as it is", async () => {
    const client = EventStoreDBClient.connectionString(server.url);
    await client.appendToStream(
      prefix + stream("u-1"),
      jsonEvent({ type: "CoursePurchased", data: { n: 1 } }),
    );
    await client.dispose();
    await there.append(stream("u-2"), courses("u-2", 2).map(toNewEvent), "no-stream");
    expect(await copyLog({ from: there, to: here }).result).toMatchObject({ events: 3, found: 0 });
    expect(await copyLog({ from: there, to: here }).result).toMatchObject({ events: 3, found: 3 });
    expect(await readForwards(here, "u-1")).toMatchObject([{ data: { n: 1 }, metadata: "" }]);
  });

  const buy = (userId: string, count: number, from = 0): Promise<unknown> =>
    there.append(
      stream(userId),
      courses(userId, count, from).map(toNewEvent),
      from === 0 ? "no-stream" : from - 1,
    );
  /** The log as a scavenge leaves it after the beginning of a stream was cut off. */
  const scavenged = (userId: string, left: number): EventStore => ({
    ...there,
    async *readAll(options) {
      for await (const batch of there.readAll(options)) {
        const shown = batch.filter((event) => event.stream !== stream(userId) || event.revision >= left);
        if (shown.length > 0) yield shown;
      }
    },
  });

  it("leaves out the end of a deleted stream, and copies all others, also when it goes on", async () => {
    await buy("gone", 2);
    const client = EventStoreDBClient.connectionString(server.url);
    await client.tombstoneStream(prefix + stream("gone"));
    await client.dispose();
    const leftOut = { leftOutEvents: 1, leftOut: [stream("gone")] };
    expect(await copyLog({ from: there, to: here }).result).toMatchObject({
      events: 2,
      found: 0,
      ...leftOut,
    });
    await buy("u-2", 3);
    expect(await copyLog({ from: there, to: here }).result).toMatchObject({
      events: 5,
      found: 2,
      ...leftOut,
    });
    expect(await copyLog({ from: there, to: here }).result).toMatchObject({
      events: 5,
      found: 5,
      ...leftOut,
    });
    expect(await readForwards(here, "gone")).toHaveLength(2);
    expect(await readForwards(here, "u-2")).toHaveLength(3);
  });

  it("leaves out what comes after events that the server has removed, and nothing else", async () => {
    await buy("cut", 5);
    await buy("u-2", 3);
    const from = scavenged("cut", 3);
    const leftOut = [stream("cut")];
    expect(await copyLog({ from, to: here }).result).toMatchObject({
      ...{ events: 3, found: 0, leftOutEvents: 2, leftOut },
    });
    await buy("cut", 1, 5);
    await buy("u-3", 1);
    expect(await copyLog({ from, to: here }).result).toMatchObject({
      ...{ events: 4, found: 3, leftOutEvents: 3, leftOut },
    });
    expect(await readForwards(here, "cut")).toEqual([]);
    expect(await readForwards(here, "u-3")).toHaveLength(1);
  });

  it("still refuses a target that lacks an event in the middle", async () => {
    await buy("u-1", 2);
    await buy("u-2", 2);
    await here.append(stream("u-2"), courses("u-2", 2).map(toNewEvent), "no-stream");
    await expect(copyLog({ from: there, to: here }).result).rejects.toMatchObject({ code: "source_invalid" });
  });
});
