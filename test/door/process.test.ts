import { EventStoreDBClient } from "@eventstore/db-client";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import type { EventStoreDbDoor } from "../../src/stores/event-store/eventstoredb-door/door.js";
import { startDoorProcess } from "../../src/stores/event-store/eventstoredb-door/start-door-process.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { childrenOf } from "../support/children-of.js";
import { coursePurchased, stream, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { event } from "./support/open-door.js";

describe("the door in a process of its own", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let store: EventStore;
  let door: EventStoreDbDoor;
  let client: EventStoreDBClient;
  let failures: unknown[];

  const path = (): string => join(folder.path, "events.db");
  const start = (port = 0): Promise<EventStoreDbDoor> =>
    startDoorProcess({
      path: path(),
      port,
      onFailure: (error) => failures.push(error),
    });

  beforeEach(async () => {
    folder = await temporaryFolder();
    failures = [];
    store = await openEmbeddedEventStore({ path: path() });
    door = await start();
    client = EventStoreDBClient.connectionString(door.url);
  });

  afterEach(async () => {
    await client.dispose();
    await door.close();
    await store.close();
    await folder.remove();
  });

  it("pushes what the shop appends, and shows the shop what clients append", async () => {
    const bought = [coursePurchased("u-1", "p-1", "c-1")].map(toNewEvent);
    const pushed: string[] = [];
    const subscription = client.subscribeToStream(stream("u-1"));
    subscription.on("data", ({ event: read }) => pushed.push(String(read?.revision)));
    subscription.on("error", () => undefined);
    await store.append(stream("u-1"), bought, "no-stream");
    await eventually("the purchase is pushed", () => pushed.join() === "0");
    await client.appendToStream(stream("u-1"), event(), { expectedRevision: 0n });
    expect((await store.head()).eventCount).toBe(2);
    await expect(store.append(stream("u-1"), bought, "no-stream")).rejects.toMatchObject({
      code: "revision_conflict",
    });
  });

  it("opens again at the same port when the process has ended by itself", async () => {
    await client.appendToStream("a", event());
    for (const pid of await childrenOf(process.pid)) process.kill(pid, "SIGKILL");
    await eventually("an append succeeds again", () =>
      client.appendToStream("a", event()).then(
        () => true,
        () => false,
      ),
    );
    expect(failures.map(String)).toEqual([expect.stringContaining("SIGKILL")]);
  });

  it("leaves no process behind", async () => {
    await door.close();
    expect(await childrenOf(process.pid)).toEqual([]);
  });

  it("says why it cannot be opened", async () => {
    await expect(start(door.port)).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringMatching("another program has it"),
    });
  });
});
