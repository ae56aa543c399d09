import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { EventStore, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import { testServers, type EventStoreServer } from "../support/event-store-door.js";
import { collect, courses, readForwards, stream, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { wireTo, type WiredServer } from "../support/wired-server.js";

const ids = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);
const all = (store: EventStore): Promise<RecordedEvent[]> =>
  collect(store.readAll({ batchSize: 500, live: false }));

describe.each(testServers)("a wire that fails, to $name", ({ start }) => {
  let server: EventStoreServer;
  let wired: WiredServer;

  beforeAll(async () => {
    server = await start();
  });
  afterAll(async () => {
    await server.close();
  });
  beforeEach(async () => {
    wired = await wireTo(server.url);
  });
  afterEach(async () => {
    await wired.close();
  });

  /** So that the wire has a connection to fail. */
  const connect = (): Promise<unknown> => wired.store.head();
  const isWritten = (userId: string, events: number) => async () =>
    (await readForwards(wired.direct, userId)).length === events;

  describe("append", () => {
    it("is acknowledged, and written once, when its answer is lost", async () => {
      await connect();
      wired.wire.hold("answers");
      const events = courses("u-1", 3).map(toNewEvent);
      const appending = wired.store.append(stream("u-1"), events, "no-stream");
      await eventually("the server has written it", isWritten("u-1", 3));
      wired.wire.cut();
      const appended = await appending;
      const recorded = await readForwards(wired.direct, "u-1");
      expect(ids(recorded)).toEqual(ids(events));
      expect(appended).toEqual({ revision: 2, position: recorded[2]?.position });
    });

    it("is acknowledged when its answer comes only after it was given up", async () => {
      await connect();
      wired.wire.hold("answers");
      const appending = wired.store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
      await eventually("the server has written it", isWritten("u-1", 1));
      const asked = wired.wire.bytesFromClient();
      await eventually("it was given up, and is looked for", () => wired.wire.bytesFromClient() > asked);
      wired.wire.pass();
      expect(await appending).toMatchObject({ revision: 0 });
      await wired.store.append(stream("u-1"), courses("u-1", 1, 1).map(toNewEvent), 0);
      expect(await readForwards(wired.direct, "u-1")).toHaveLength(2);
    });

    it("is sent again if it never arrived", async () => {
      await connect();
      wired.wire.hold("requests");
      const before = wired.wire.bytesFromClient();
      const appending = wired.store.append(stream("u-1"), courses("u-1", 2).map(toNewEvent), "no-stream");
      await eventually("it was sent", () => wired.wire.bytesFromClient() > before);
      wired.wire.cut();
      expect(await appending).toMatchObject({ revision: 1 });
      expect(await readForwards(wired.direct, "u-1")).toHaveLength(2);
    });

    it("says conflict when another writer was faster than the repeat", async () => {
      await connect();
      wired.wire.hold("requests");
      const appending = wired.store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
      appending.catch(() => undefined);
      await wired.direct.append(stream("u-1"), courses("u-1", 2, 7).map(toNewEvent), "no-stream");
      wired.wire.cut();
      await expect(appending).rejects.toMatchObject({
        code: "revision_conflict",
        details: { expected: "no-stream", actual: 1 },
      });
    });

    it("says conflict when another writer has used the same id for something else", async () => {
      await connect();
      wired.wire.hold("requests");
      const [event] = courses("u-1", 1).map(toNewEvent);
      if (event === undefined) throw new Error("an event");
      const appending = wired.store.append(stream("u-1"), [event], "no-stream");
      appending.catch(() => undefined);
      const other = { ...event, metadata: { ...event.metadata, correlationId: "another request" } };
      await wired.direct.append(stream("u-1"), [other], "no-stream");
      wired.wire.cut();
      await expect(appending).rejects.toMatchObject({ code: "revision_conflict" });
      expect(await readForwards(wired.direct, "u-1")).toMatchObject([other]);
    });

    it.each(["refuse", "hold"] as const)("gives up in bounded time while connections %s", async (fault) => {
      const store = wired.open(700);
      await store.head();
      if (fault === "refuse") wired.wire.refuse();
      else wired.wire.hold("both");
      const events = courses("u-1", 1).map(toNewEvent);
      await expect(store.append(stream("u-1"), events, "no-stream")).rejects.toMatchObject({
        code: "event_store_unavailable",
      });
      await expect(store.head()).rejects.toMatchObject({ code: "event_store_unavailable" });
      await expect(readForwards(store, "u-1")).rejects.toMatchObject({ code: "event_store_unavailable" });
      await expect(all(store)).rejects.toMatchObject({ code: "event_store_unavailable" });
      wired.wire.cut();
      wired.wire.pass();
      await eventually("it works again", async () => {
        try {
          await store.append(stream("u-2"), courses("u-2", 1).map(toNewEvent), "no-stream");
          return true;
        } catch {
          return false;
        }
      });
    });

    it("keeps what it acknowledged, once and in order, while the wire is cut again and again", async () => {
      const users = Array.from({ length: 24 }, (_, n) => `u-${n}`);
      const acknowledged = new Map<string, string[]>();
      const { wire, store } = wired;
      let count = 0;
      await Promise.all(
        users.map(async (userId) => {
          const mine: string[] = [];
          acknowledged.set(userId, mine);
          for (const [n, event] of courses(userId, 40).map(toNewEvent).entries()) {
            await store.append(stream(userId), [event], n === 0 ? "no-stream" : n - 1);
            mine.push(event.id);
            count += 1;
            // In the middle of what the others have under way.
            if (count % 60 === 0) wire.cut();
          }
        }),
      );
      for (const [userId, mine] of acknowledged)
        expect(ids(await readForwards(wired.direct, userId))).toEqual(mine);
      expect(wired.wire.connections()).toBeGreaterThan(2);
    });
  });

  describe("reading", () => {
    it("goes on where it was when the wire is cut in the middle of a stream, and of all", async () => {
      const events = courses("long", 3000).map(toNewEvent);
      for (let done = 0; done < events.length; done += 500)
        await wired.direct.append(
          stream("long"),
          events.slice(done, done + 500),
          done === 0 ? "no-stream" : done - 1,
        );
      const seen: RecordedEvent[] = [];
      for await (const batch of wired.store.readStream(stream("long"))) {
        seen.push(...batch);
        wired.wire.cut();
      }
      expect(ids(seen)).toEqual(ids(events));
      const seenOfAll: RecordedEvent[] = [];
      for await (const batch of wired.store.readAll({ batchSize: 700, live: false })) {
        seenOfAll.push(...batch);
        wired.wire.cut();
      }
      expect(ids(seenOfAll)).toEqual(ids(events));
    });

    it("follows the log through cuts and silences, without a gap and nothing twice", async () => {
      const stop = new AbortController();
      const seen: RecordedEvent[] = [];
      const reading = (async () => {
        for await (const batch of wired.store.readAll({ batchSize: 50, live: true, signal: stop.signal })) {
          seen.push(...batch);
          if (seen.length >= 300) stop.abort();
        }
      })();
      for (let n = 0; n < 100; n++) {
        await wired.direct.append(stream(`u-${n}`), courses(`u-${n}`, 3).map(toNewEvent), "no-stream");
        if (n % 10 === 3) wired.wire.cut();
        if (n % 25 === 7) wired.wire.hold("answers");
        if (n % 25 === 9) wired.wire.pass();
      }
      await reading;
      expect(ids(seen)).toEqual(ids(await all(wired.direct)));
    });

    it("fails when the server stays unavailable, and resumes at its position later", async () => {
      const store = wired.open(500);
      await wired.direct.append(stream("u-1"), courses("u-1", 3).map(toNewEvent), "no-stream");
      const batches = store.readAll({ batchSize: 10, live: true })[Symbol.asyncIterator]();
      const first = await batches.next();
      const waiting = batches.next();
      waiting.catch(() => undefined);
      wired.wire.refuse();
      await expect(waiting).rejects.toMatchObject({ code: "event_store_unavailable" });
      await wired.direct.append(stream("u-1"), courses("u-1", 2, 3).map(toNewEvent), 2);
      wired.wire.pass();
      const after = (first.value as readonly RecordedEvent[]).at(-1)?.position;
      let rest: RecordedEvent[] = [];
      await eventually("it reads again", async () => {
        try {
          rest = await collect(store.readAll({ after, batchSize: 10, live: false }));
          return true;
        } catch {
          return false;
        }
      });
      expect(rest.map(({ revision }) => revision)).toEqual([3, 4]);
    });
  });
});
