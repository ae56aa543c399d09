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
});
