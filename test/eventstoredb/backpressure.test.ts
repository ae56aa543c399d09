import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventStore, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { startKillableDoor, testServers, type EventStoreServer } from "../support/event-store-door.js";
import { courses, stream, toNewEvent } from "../support/events.js";
import { wireTo, type WiredServer } from "../support/wired-server.js";

const waiting = 200_000;
const perUser = 500;
const slowMs = 4000;
/** Some batches and what is on the way; what is waiting is more than ten times as much. */
const mostBytes = 10_000_000;

// In a process of its own, the door does not share the consumer's memory and time.
const servers = testServers.map((server) =>
  server.name === "the door" ? { ...server, start: startKillableDoor } : server,
);

describe.each(servers)("a consumer of 100 events a second, on $name", ({ start }) => {
  let server: EventStoreServer;
  let wired: WiredServer;
  let last: RecordedEvent | undefined;

  /** Appends `events` events of users of their own, many at a time. */
  async function fill(store: EventStore, name: string, events: number): Promise<void> {
    const users = Array.from({ length: events / perUser }, (_, n) => `${name}-${n}`);
    const write = async (): Promise<void> => {
      for (let user = users.pop(); user !== undefined; user = users.pop())
        await store.append(stream(user), courses(user, perUser).map(toNewEvent), "no-stream");
    };
    await Promise.all(Array.from({ length: 8 }, write));
  }

  beforeAll(async () => {
    server = await start();
    wired = await wireTo(server.url);
    await wired.direct.append(stream("first"), courses("first", 1).map(toNewEvent), "no-stream");
    for await (const [event] of wired.direct.readAll({ batchSize: 1, live: false })) last = event;
  });
  afterAll(async () => {
    await wired.close();
    await server.close();
  });

  /** Takes a batch, and takes its time with it. */
  async function consumeSlowly(batches: AsyncIterator<readonly RecordedEvent[]>): Promise<number> {
    let taken = 0;
    for (const end = Date.now() + slowMs; Date.now() < end;) {
      const next = await batches.next();
      if (next.done === true) break;
      taken += next.value.length;
      await sleep(next.value.length * 10);
    }
    return taken;
  }

  it("does not make memory grow with what comes in while it is live, nor with what waits when it starts", async () => {
    const after = last?.position;
    const live = wired.store.readAll({ after, batchSize: 100, live: true })[Symbol.asyncIterator]();
    const first = live.next();
    await wired.direct.append(stream("second"), courses("second", 1).map(toNewEvent), "no-stream");
    expect((await first).value).toHaveLength(1);
    // It is live. What comes now comes over its subscription, faster than it takes it.
    let before = wired.wire.bytesFromServer();
    const filling = fill(wired.direct, "many", waiting);
    expect(await consumeSlowly(live)).toBeGreaterThan(0);
    await filling;
    expect(await consumeSlowly(live)).toBeGreaterThan(0);
    expect(wired.wire.bytesFromServer() - before).toBeLessThan(mostBytes);
    await live.return?.();

    before = wired.wire.bytesFromServer();
    const catchingUp = wired.store.readAll({ after, batchSize: 100, live: true })[Symbol.asyncIterator]();
    expect(await consumeSlowly(catchingUp)).toBeGreaterThan(0);
    expect(wired.wire.bytesFromServer() - before).toBeLessThan(mostBytes);
    await catchingUp.return?.();
  }, 240_000);
});
