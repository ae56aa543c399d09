import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventStore, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { openEventStoreDb } from "../../src/stores/event-store/eventstoredb/eventstoredb-event-store.js";
import {
  eventStoreUrl,
  freshPrefix,
  leaderOf,
  openOn,
  startKillableDoor,
  testServers,
  type KillableDoor,
} from "../support/event-store-door.js";
import { collect, courses, readForwards, stream, toNewEvent } from "../support/events.js";
import { startFollower } from "../support/not-leader.js";

const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);
const all = (store: EventStore): Promise<RecordedEvent[]> =>
  collect(store.readAll({ batchSize: 500, live: false }));

describe("a server that is killed and started again with its data", () => {
  let door: KillableDoor;
  let store: EventStore;

  beforeEach(async () => {
    door = await startKillableDoor();
    store = openOn(door.url, freshPrefix(), 25_000);
  });
  afterEach(async () => {
    await store.close();
    await door.close();
  });

  it("has every acknowledged append once, in the middle of many", async () => {
    const users = Array.from({ length: 32 }, (_, n) => `u-${n}`);
    const acknowledged = new Map<string, string[]>(users.map((userId) => [userId, []]));
    const count = (): number => [...acknowledged.values()].reduce((sum, { length }) => sum + length, 0);
    const writing = Promise.all(
      users.map(async (userId) => {
        for (const [n, event] of courses(userId, 60).map(toNewEvent).entries()) {
          await store.append(stream(userId), [event], n === 0 ? "no-stream" : n - 1);
          acknowledged.get(userId)?.push(event.id);
        }
      }),
    );
    for (const at of [300, 900, 1500]) {
      await Promise.race([writing, until(() => count() >= at)]);
      await door.kill();
      await door.restart();
    }
    await writing;
    for (const [userId, mine] of acknowledged) expect(ids(await readForwards(store, userId))).toEqual(mine);
    expect(await all(store)).toHaveLength(users.length * 60);
  });

  it("is read on from where it was, by a read and by a subscription", async () => {
    for (let n = 0; n < 10; n++)
      await store.append(stream(`u-${n}`), courses(`u-${n}`, 200).map(toNewEvent), "no-stream");
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    const following = (async () => {
      for await (const batch of store.readAll({ batchSize: 100, live: true, signal: stop.signal })) {
        seen.push(...batch);
        if (seen.length >= 2600) stop.abort();
      }
    })();
    const read: RecordedEvent[] = [];
    for await (const batch of store.readAll({ batchSize: 250, live: false })) {
      read.push(...batch);
      if (read.length === 1000) {
        await door.kill();
        await door.restart();
      }
    }
    expect(read).toHaveLength(2000);
    for (let n = 10; n < 16; n++) {
      await until(() => seen.length >= 2000);
      await store.append(stream(`u-${n}`), courses(`u-${n}`, 100).map(toNewEvent), "no-stream");
      if (n % 2 === 0) {
        await door.kill();
        await door.restart();
      }
    }
    await following;
    expect(ids(seen)).toEqual(ids(await all(store)));
  });
});

/** The node speaks no TLS. */
const unencrypted = testServers.filter(({ tls }) => !tls);

describe.each(unencrypted)("a node that is not the leader, before $name", ({ start }) => {
  it("sends appends, reads and subscriptions on to the leader, even if it would answer them itself", async () => {
    const server = await start();
    const url = eventStoreUrl(server.url);
    const prefix = freshPrefix();
    const direct = openOn(server.url, prefix);
    const follower = await startFollower(await leaderOf(url));
    const { hosts } = eventStoreUrl(follower.url);
    const uses: readonly ((store: EventStore) => Promise<unknown>)[] = [
      (store) => store.head(),
      async (store) => Promise.all((await all(direct)).map((event) => store.holds(event))),
      all,
      (store) => readForwards(store, "u-1"),
      (store) => store.append(stream("u-2"), courses("u-2", 1, 10).map(toNewEvent), "no-stream"),
    ];
    try {
      await direct.append(stream("u-1"), courses("u-1", 2).map(toNewEvent), "no-stream");
      for (const use of uses) {
        const store = openEventStoreDb({
          url: { ...url, discover: false, hosts },
          prefix,
          timeoutMs: 10_000,
        });
        const refused = follower.refused();
        const answer = await use(store);
        expect(follower.refused()).toBeGreaterThan(refused);
        expect(await use(direct)).toEqual(answer);
        await store.close();
      }
      expect(await all(direct)).toHaveLength(3);
    } finally {
      follower.close();
      await direct.close();
      await server.close();
    }
  });
});

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}
