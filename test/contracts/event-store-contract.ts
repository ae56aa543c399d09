import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { SkippedEntry } from "../../src/stores/event-store/skipped-log.js";
import type { NewAuditEntry, RecordedAuditEntry } from "../../src/stores/event-store/audit-log.js";
import { paymentStream } from "../../src/events/identifiers.js";
import type {
  EventStore,
  Position,
  RecordedEvent,
  StreamAppend,
} from "../../src/stores/event-store/event-store.js";
import {
  append,
  collect,
  coursePurchased,
  courses,
  readBackwards,
  readForwards,
  stream,
  toNewEvent,
  user,
} from "../support/events.js";

/** What an adapter brings to the contract. */
export interface EventStoreUnderTest {
  /** Opens the same log again, as another process, or this one after a restart, would. */
  open(): Promise<EventStore>;
  /** Removes the log and whatever else was set up. */
  cleanUp(): Promise<void>;
}

const ids = (events: readonly RecordedEvent[]): string[] => events.map(({ id }) => id);
const all = (store: EventStore, after?: Position, batchSize = 100): Promise<RecordedEvent[]> =>
  collect(store.readAll({ after, batchSize, live: false }));

/** What some store cannot do, each with the reason; what is left out it can. */
export interface StoreLimits {
  /** Refuses a repeat of the very events that stand after a stale revision. */
  readonly staleRepeats?: string;
  /** Appends to several streams at once. */
  readonly appendTogether?: string;
  /** Says the revision of a stream without a read of it. */
  readonly lastRevision?: string;
}

/** What every event store keeps to. An adapter passes in how to make one; it changes nothing here. */
export function eventStoreContract(
  name: string,
  setUp: () => Promise<EventStoreUnderTest>,
  limits: StoreLimits = {},
): void {
  /** A test that is skipped where the store cannot do it; the reason stands in its name. */
  const itUnless = (limit: string | undefined, what: string, test: () => Promise<void>): void => {
    if (limit === undefined) it(what, test);
    else it.skip(`${what} (not here: ${limit})`, test);
  };

  describe(`event store contract: ${name}`, () => {
    let underTest: EventStoreUnderTest;
    let store: EventStore;
    let opened: EventStore[];

    const open = async (): Promise<EventStore> => {
      const another = await underTest.open();
      opened.push(another);
      return another;
    };

    beforeEach(async () => {
      opened = [];
      underTest = await setUp();
      store = await open();
    });

    afterEach(async () => {
      for (const each of opened) await each.close();
      await underTest.cleanUp();
    });

    describe("append to several streams", () => {
      const toStream = (userId: string, count: number, first = 0): StreamAppend => ({
        stream: stream(userId),
        events: courses(userId, count, first).map(toNewEvent),
        expected: first === 0 ? "no-stream" : first - 1,
      });

      itUnless(limits.appendTogether, "appends all, in the order that was asked for", async () => {
        const appends = [toStream("u-2", 1), toStream("u-1", 2)];
        const appended = await store.appendTogether!(appends);
        const recorded = await all(store);
        expect(ids(recorded)).toEqual(appends.flatMap(({ events }) => events.map(({ id }) => id)));
        expect(appended).toEqual([
          { revision: 0, position: recorded[0]?.position },
          { revision: 1, position: recorded[2]?.position },
        ]);
      });

      itUnless(
        limits.appendTogether,
        "appends nothing if one stream is elsewhere, and names it",
        async () => {
          await store.appendTogether!([toStream("u-1", 1)]);
          for (const appends of [
            [toStream("u-2", 1), toStream("u-1", 1)],
            [toStream("u-1", 1), toStream("u-2", 1)],
          ])
            await expect(store.appendTogether!(appends)).rejects.toMatchObject({
              code: "revision_conflict",
              details: { stream: stream("u-1"), expected: "no-stream", actual: 0 },
            });
          expect(await all(store)).toHaveLength(1);
          await store.appendTogether!([toStream("u-2", 1), toStream("u-1", 1, 1)]);
          expect(await all(store)).toHaveLength(3);
        },
      );

      itUnless(
        limits.appendTogether,
        "appends nothing if an event id comes twice in one of them",
        async () => {
          const first = toStream("u-1", 1);
          await store.appendTogether!([first]);
          const repeated = { ...toStream("u-3", 1), events: [...first.events, ...first.events] };
          await expect(store.appendTogether!([toStream("u-2", 1), repeated])).rejects.toMatchObject({
            code: "event_id_reused",
            details: { stream: stream("u-3") },
          });
          expect(await all(store)).toHaveLength(1);
        },
      );
    });

    describe("append", () => {
      it("gives back what was appended, unchanged and in order", async () => {
        const events = courses("u-1", 3).map(toNewEvent);
        const appended = await store.append(stream("u-1"), events, "no-stream");
        const recorded = await readForwards(store, "u-1");
        expect(recorded.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual(
          events,
        );
        expect(recorded.map(({ revision }) => revision)).toEqual([0, 1, 2]);
        expect(recorded.every((event) => event.stream === stream("u-1"))).toBe(true);
        expect(recorded.every(({ created }) => new Date(created).toISOString() === created)).toBe(true);
        expect(appended).toEqual({ revision: 2, position: recorded[2]?.position });
      });

      it("keeps every character of a text", async () => {
        const odd = "\u0000 \u2028 'quote' \"double\" \\ 😀 \ud800 \r\n ﷽";
        const event = coursePurchased("u-1", "p-1", "c-1");
        const withNote = { ...event, metadata: { ...event.metadata, idempotencyKey: odd } };
        await store.append(stream("u-1"), [toNewEvent(withNote)], "no-stream");
        const [recorded] = await readForwards(store, "u-1");
        expect(recorded?.metadata).toEqual(JSON.parse(JSON.stringify(withNote.metadata)));
      });

      itUnless(limits.lastRevision, "says how far a stream is, and leaves nothing behind", async () => {
        await append(store, ...courses("u-1", 2));
        const other = await open();
        expect(await other.lastRevision!(stream("u-1"))).toBe(1);
        expect(await other.lastRevision!(stream("u-2"))).toBeUndefined();
        await append(store, ...courses("u-2", 1));
        expect(await other.lastRevision!(stream("u-2"))).toBe(0);
        expect(await all(store)).toHaveLength(3);
      });

      it("tries whether it can be written, and leaves nothing behind", async () => {
        await append(store, ...courses("u-1", 1));
        const before = await store.head();
        for (let n = 0; n < 3; n++) await store.tryWriting();
        expect(await store.head()).toEqual(before);
        expect(await all(store)).toHaveLength(1);
      });

      it("enforces no-stream: the second first append is refused", async () => {
        await store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
        await expect(
          store.append(stream("u-1"), courses("u-1", 1, 1).map(toNewEvent), "no-stream"),
        ).rejects.toMatchObject({
          code: "revision_conflict",
          details: { expected: "no-stream", actual: 0 },
        });
        expect(await readForwards(store, "u-1")).toHaveLength(1);
      });

      it.each([
        ["stale", 0],
        ["ahead", 2],
      ])("refuses a %s revision and leaves the stream writable", async (_, expected) => {
        await store.append(stream("u-1"), courses("u-1", 2).map(toNewEvent), "no-stream");
        const next = courses("u-1", 1, 2).map(toNewEvent);
        await expect(store.append(stream("u-1"), next, expected)).rejects.toMatchObject({
          code: "revision_conflict",
        });
        await expect(store.append(stream("u-1"), next, 1)).resolves.toMatchObject({ revision: 2 });
      });

      it("refuses a revision for a stream that does not exist", async () => {
        await expect(store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), 0)).rejects.toMatchObject(
          {
            code: "revision_conflict",
            details: { actual: "no-stream" },
          },
        );
      });

      it("refuses an event id that is in the append twice", async () => {
        const [first] = courses("u-1", 1).map(toNewEvent);
        if (first === undefined) throw new Error("an event");
        await expect(store.append(stream("u-1"), [first, first], "no-stream")).rejects.toMatchObject({
          code: "event_id_reused",
        });
        expect(await all(store)).toEqual([]);
      });

      it.each(["the same store", "another one"])(
        "refuses a stale revision also when %s has written the same there, with ids of its own",
        async (which) => {
          const writer = which === "another one" ? await open() : store;
          const events = courses("u-1", 2).map(toNewEvent);
          await writer.append(stream("u-1"), events, "no-stream");
          const same = events.map((event) => ({ ...event, id: randomUUID() }));
          await expect(store.append(stream("u-1"), same, "no-stream")).rejects.toMatchObject({
            code: "revision_conflict",
            details: { expected: "no-stream", actual: 1 },
          });
          await expect(store.append(stream("u-1"), same.slice(1), 0)).rejects.toMatchObject({
            code: "revision_conflict",
            details: { expected: 0, actual: 1 },
          });
          expect(await readForwards(store, "u-1")).toMatchObject(events);
        },
      );

      itUnless(limits.staleRepeats, "refuses a repeat at a stale revision", async () => {
        const events = courses("u-1", 2).map(toNewEvent);
        await store.append(stream("u-1"), events, "no-stream");
        await expect(store.append(stream("u-1"), events, "no-stream")).rejects.toMatchObject({
          code: "revision_conflict",
        });
      });

      it("never records a repeat twice, whatever it answers", async () => {
        const events = courses("u-1", 2).map(toNewEvent);
        await store.append(stream("u-1"), events, "no-stream");
        await store.append(stream("u-1"), events, "no-stream").catch(() => undefined);
        expect(await readForwards(store, "u-1")).toHaveLength(2);
      });

      it("refuses an append of nothing", async () => {
        await expect(store.append(stream("u-1"), [], "no-stream")).rejects.toMatchObject({
          code: "request_invalid",
        });
        expect(await all(store)).toEqual([]);
      });

      it("records one of two racing appends, and the other says conflict", async () => {
        const second = await open();
        const results = await Promise.allSettled([
          store.append(stream("u-1"), [toNewEvent(coursePurchased("u-1", "p-1", "c-1"))], "no-stream"),
          second.append(stream("u-1"), [toNewEvent(coursePurchased("u-1", "p-2", "c-2"))], "no-stream"),
        ]);
        expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        expect(results.find(({ status }) => status === "rejected")).toMatchObject({
          reason: { code: "revision_conflict" },
        });
        expect(await readForwards(store, "u-1")).toHaveLength(1);
      });

      it("lets two writers work at once, on default settings", async () => {
        const second = await open();
        const write = (target: EventStore, prefix: string) =>
          Promise.all(
            Array.from({ length: 50 }, (_, n) =>
              target.append(
                stream(`${prefix}-${n}`),
                courses(`${prefix}-${n}`, 2).map(toNewEvent),
                "no-stream",
              ),
            ),
          );
        await Promise.all([write(store, "a"), write(second, "b")]);
        expect(await all(store)).toHaveLength(200);
        expect(ids(await all(second))).toEqual(ids(await all(store)));
      });

      it("lets more writers work at once than the machine has cores", async () => {
        const writers = [store, ...(await Promise.all(Array.from({ length: 7 }, open)))];
        await Promise.all(
          writers.flatMap((writer, w) =>
            Array.from({ length: 10 }, async (_, n) => {
              await new Promise((resolve) => setTimeout(resolve, n * 3));
              const id = `w-${w}-${n}`;
              await writer.append(stream(id), courses(id, 1).map(toNewEvent), "no-stream");
            }),
          ),
        );
        expect(await all(store)).toHaveLength(80);
      });

      it("keeps what it acknowledged when a neighbour in the same moment fails", async () => {
        await store.append(stream("taken"), courses("taken", 1).map(toNewEvent), "no-stream");
        const results = await Promise.allSettled(
          Array.from({ length: 40 }, (_, n) =>
            n % 4 === 0
              ? store.append(stream("taken"), courses("taken", 2, 1).map(toNewEvent), "no-stream")
              : store.append(stream(`u-${n}`), courses(`u-${n}`, 2).map(toNewEvent), "no-stream"),
          ),
        );
        const acknowledged = results.flatMap(({ status }, n) => (status === "fulfilled" ? [`u-${n}`] : []));
        expect(acknowledged).toHaveLength(30);
        const again = await open();
        for (const each of acknowledged) expect(await readForwards(again, each)).toHaveLength(2);
        expect(await readForwards(again, "taken")).toHaveLength(1);
      });

      it("is refused once the store is closed", async () => {
        await store.close();
        await expect(
          store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream"),
        ).rejects.toMatchObject({
          code: "event_store_unavailable",
        });
      });
    });

    describe("read one stream", () => {
      beforeEach(async () => {
        await store.append(stream("u-1"), courses("u-1", 5).map(toNewEvent), "no-stream");
        await store.append(stream("u-2"), courses("u-2", 2).map(toNewEvent), "no-stream");
      });

      const revisions = async (options: Parameters<EventStore["readStream"]>[1]): Promise<number[]> =>
        (await collect(store.readStream(stream("u-1"), options))).map(({ revision }) => revision);

      it.each([
        [{}, [0, 1, 2, 3, 4]],
        [{ from: 2 }, [2, 3, 4]],
        [{ from: 1, limit: 2 }, [1, 2]],
        [{ limit: 0 }, []],
        [{ from: 5 }, []],
        [{ from: 99 }, []],
        [{ direction: "backwards" as const }, [4, 3, 2, 1, 0]],
        [{ direction: "backwards" as const, from: 2 }, [2, 1, 0]],
        [{ direction: "backwards" as const, limit: 1 }, [4]],
        [{ direction: "backwards" as const, from: 99, limit: 2 }, [4, 3]],
      ])("with %j gives revisions %j", async (options, expected) => {
        expect(await revisions(options)).toEqual(expected);
      });

      it("gives nothing for a stream that does not exist", async () => {
        expect(await readForwards(store, "nobody")).toEqual([]);
        expect(await readBackwards(store, "nobody", 1)).toEqual([]);
      });

      it("does not mix up streams whose names begin alike", async () => {
        await store.append(stream("u-11"), courses("u-11", 1).map(toNewEvent), "no-stream");
        expect(await readForwards(store, "u-1")).toHaveLength(5);
      });

      it("reads a long stream whole, both ways", async () => {
        const events = courses("long", 2500).map(toNewEvent);
        for (let done = 0; done < events.length; done += 500) {
          await store.append(
            stream("long"),
            events.slice(done, done + 500),
            done === 0 ? "no-stream" : done - 1,
          );
        }
        const forwards = await readForwards(store, "long");
        expect(ids(forwards)).toEqual(ids(events as unknown as RecordedEvent[]));
        expect(ids(await readBackwards(store, "long", 2500)).reverse()).toEqual(ids(forwards));
      });
    });

    describe("read all streams, where a store has them in order", () => {
      it("gives every stream up to a position whole, one behind the other", async () => {
        const { readStreams } = store;
        if (readStreams === undefined) return;
        const users = ["b", "a", "B", "a-1", "a.1", "a1", "_", "10", "9"];
        for (const id of users) await append(store, ...courses(id, 3));
        await append(store, ...courses("a", 1200, 10));
        const claim = { ...toNewEvent(coursePurchased("x", "p-x", "c-x")), type: "PaymentClaimed" as const };
        await store.append(paymentStream("0".repeat(64)), [claim], "no-stream");
        const { position: until } = await store.head();
        await append(store, ...courses("later", 1), ...courses("b", 1, 10));
        const recorded = await collect(store.readAll({ batchSize: 1000, live: false }));
        const streams = users.map((id) => stream(id)).sort();
        const expected = streams.flatMap((name) =>
          recorded
            .filter(
              ({ stream: of, position }) => of === name && store.comparePositions(position, until!) <= 0,
            )
            .map(({ revision, type, data, metadata }) => ({ stream: name, revision, type, data, metadata })),
        );
        expect(await collect(readStreams({ until: until! }))).toEqual(expected);
      });
    });

    describe("read all", () => {
      it("gives an empty log as nothing, with no head", async () => {
        expect(await all(store)).toEqual([]);
        expect((await store.head()).position).toBeUndefined();
      });

      it("gives every stream's events in commit order, each once, whatever the batch size", async () => {
        for (let n = 0; n < 10; n++)
          await store.append(
            stream(`u-${n % 3}-${n}`),
            courses(`u-${n % 3}-${n}`, 3).map(toNewEvent),
            "no-stream",
          );
        const whole = await all(store);
        expect(whole).toHaveLength(30);
        expect(new Set(whole.map(({ position }) => position)).size).toBe(30);
        expect(whole.map((event) => event.stream)).toEqual(
          Array.from({ length: 10 }, (_, n) =>
            Array.from({ length: 3 }, () => stream(`u-${n % 3}-${n}`)),
          ).flat(),
        );
        for (const batchSize of [1, 7, 30, 31])
          expect(ids(await all(store, undefined, batchSize))).toEqual(ids(whole));
      });

      it("goes on after any position, also in a store that was opened anew", async () => {
        await store.append(stream("u-1"), courses("u-1", 6).map(toNewEvent), "no-stream");
        const whole = await all(store);
        const again = await open();
        for (const [index, event] of whole.entries()) {
          expect(ids(await all(again, event.position))).toEqual(ids(whole.slice(index + 1)));
        }
      });

      it("knows which of two positions comes first", async () => {
        await store.append(stream("u-1"), courses("u-1", 3).map(toNewEvent), "no-stream");
        const [first, second, third] = (await all(store)).map(({ position }) => position);
        if (first === undefined || second === undefined || third === undefined)
          throw new Error("three events");
        expect(store.comparePositions(first, second)).toBeLessThan(0);
        expect(store.comparePositions(third, second)).toBeGreaterThan(0);
        expect(store.comparePositions(second, second)).toBe(0);
      });

      it("knows the event that stands at a position from any other", async () => {
        await store.append(stream("u-1"), courses("u-1", 3).map(toNewEvent), "no-stream");
        const [first, second, third] = await all(store);
        if (first === undefined || second === undefined || third === undefined)
          throw new Error("three events");
        for (const { id, position } of [first, second, third])
          expect(await store.holds({ id, position })).toBe(true);
        expect(await store.holds({ id: first.id, position: second.position })).toBe(false);
        expect(await store.holds({ id: first.id, position: third.position })).toBe(false);
      });

      it("has its head at the last event", async () => {
        await store.append(stream("u-1"), courses("u-1", 3).map(toNewEvent), "no-stream");
        const head = await store.head();
        expect(head.position).toBe((await all(store)).at(-1)?.position);
        expect([3, undefined]).toContain(head.eventCount);
        expect([toNewEvent(courses("u-1", 3)[2]!).id, undefined]).toContain(head.eventId);
      });

      it("never delivers an empty batch, and moves on after the first one", async () => {
        await store.append(stream("u-1"), courses("u-1", 10).map(toNewEvent), "no-stream");
        const sizes: number[] = [];
        for await (const batch of store.readAll({ batchSize: 4, live: false })) sizes.push(batch.length);
        expect(sizes.every((size) => size > 0 && size <= 4)).toBe(true);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
      });

      it("stays live: shows appends of this store and of another one, in order and without a gap", async () => {
        const other = await open();
        const stop = new AbortController();
        const seen: RecordedEvent[] = [];
        const reading = (async () => {
          for await (const batch of store.readAll({ batchSize: 10, live: true, signal: stop.signal })) {
            seen.push(...batch);
            if (seen.length >= 60) stop.abort();
          }
        })();
        for (let n = 0; n < 30; n++) {
          await (n % 2 === 0 ? store : other).append(
            stream(`u-${n}`),
            courses(`u-${n}`, 2).map(toNewEvent),
            "no-stream",
          );
        }
        await reading;
        expect(ids(seen)).toEqual(ids(await all(store)));
      });

      it("skips nothing while many writers append", async () => {
        const other = await open();
        const stop = new AbortController();
        const seen: RecordedEvent[] = [];
        const reading = (async () => {
          for await (const batch of other.readAll({ batchSize: 16, live: true, signal: stop.signal })) {
            seen.push(...batch);
            if (seen.length >= 400) stop.abort();
          }
        })();
        await Promise.all(
          Array.from({ length: 200 }, (_, n) =>
            (n % 2 === 0 ? store : other).append(
              stream(`u-${n}`),
              courses(`u-${n}`, 2).map(toNewEvent),
              "no-stream",
            ),
          ),
        );
        await reading;
        expect(ids(seen)).toEqual(ids(await all(store)));
        expect(new Set(ids(seen)).size).toBe(400);
      });

      it("asks for the next batch only when it is wanted", async () => {
        await store.append(stream("u-1"), courses("u-1", 4).map(toNewEvent), "no-stream");
        const batches = store.readAll({ batchSize: 2, live: false })[Symbol.asyncIterator]();
        expect((await batches.next()).done).toBe(false);
        // Appended after the first batch was taken: a reader that had read ahead would end without it.
        await store.append(stream("u-1"), courses("u-1", 1, 4).map(toNewEvent), 3);
        const rest: RecordedEvent[] = [];
        for (let next = await batches.next(); next.done !== true; next = await batches.next())
          rest.push(...next.value);
        expect(rest).toHaveLength(3);
      });

      it("ends a waiting read when it is told to", async () => {
        const stop = new AbortController();
        const next = store
          .readAll({ batchSize: 10, live: true, signal: stop.signal })
          [Symbol.asyncIterator]()
          .next();
        stop.abort();
        expect((await next).done).toBe(true);
      });
    });

    it("has everything that was acknowledged when it is opened again", async () => {
      for (let n = 0; n < 20; n++)
        await store.append(stream(`u-${n}`), courses(`u-${n}`, 2).map(toNewEvent), "no-stream");
      const before = await all(store);
      await store.close();
      expect(await all(await open())).toEqual(before);
    });

    describe("the audit log", () => {
      const entry = (id: number, change: Partial<NewAuditEntry> = {}): NewAuditEntry => ({
        id: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`,
        at: `2026-01-01T00:00:0${id}.000Z`,
        action: "repair",
        operator: "olga\u0000 ü",
        reason: 'he said: "it drifted"',
        details: { users: id, nested: { list: [1, null, true] } },
        ...change,
      });
      const withoutNumbers = (entries: readonly RecordedAuditEntry[]): NewAuditEntry[] =>
        entries.map(({ number: _, ...rest }) => rest);

      it("gives its entries newest first and as they were recorded, in pages", async () => {
        expect(await store.audit.entries({ limit: 10 })).toEqual([]);
        for (const id of [1, 2, 3]) await store.audit.record(entry(id));
        const [newest, middle] = await store.audit.entries({ limit: 2 });
        expect(withoutNumbers([newest!, middle!])).toEqual([entry(3), entry(2)]);
        expect(newest!.number).toBeGreaterThan(middle!.number);
        const rest = await store.audit.entries({ limit: 2, before: middle!.number });
        expect(withoutNumbers(rest)).toEqual([entry(1)]);
        expect(await store.audit.entries({ limit: 2, before: rest[0]!.number })).toEqual([]);
      });

      it("holds an entry once, however often it is recorded, and as it was recorded first", async () => {
        await store.audit.record(entry(1));
        await store.audit.record(entry(1, { reason: "another" }));
        await (await open()).audit.record(entry(1));
        expect(withoutNumbers(await store.audit.entries({ limit: 10 }))).toEqual([entry(1)]);
      });

      it("is no part of the events", async () => {
        await store.audit.record(entry(1));
        await store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
        await store.audit.record(entry(2));
        expect((await all(store)).map((event) => event.stream)).toEqual([stream("u-1")]);
        expect(withoutNumbers(await (await open()).audit.entries({ limit: 10 }))).toEqual([
          entry(2),
          entry(1),
        ]);
      });
    });

    describe("what imports have skipped", () => {
      const skipped = (id: number, userId: string, raw = `{"_id":"ü ${id}"}`): SkippedEntry => ({
        ...{ id: `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`, userId: user(userId) },
        ...{ reason: "not_imported", message: "Only a record has this course.", item: null, recordId: null },
        ...{ raw, source: { name: "purchases.json", line: id }, skippedAt: "2026-01-01T00:00:00.000Z" },
      });
      const [first, second, other] = [skipped(1, "u-1"), skipped(2, "u-1"), skipped(3, "u-2")];

      it("is found by user, oldest first, also after the store is opened again", async () => {
        expect(await store.skipped.record(first.userId, [first, second])).toBe(2);
        expect(await store.skipped.record(other.userId, [other])).toBe(1);
        expect(await (await open()).skipped.of(first.userId)).toEqual([first, second]);
        expect(await store.skipped.of(other.userId)).toEqual([other]);
        expect(await store.skipped.of(user("u-3"))).toEqual([]);
        expect((await collect(store.skipped.all())).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
          ...[first, second, other],
        ]);
      });

      it("is held once, however often it is recorded, and as it was recorded first", async () => {
        await store.skipped.record(first.userId, [first]);
        expect(await store.skipped.record(first.userId, [skipped(1, "u-1", "another"), second])).toBe(1);
        expect(await (await open()).skipped.record(first.userId, [first, second])).toBe(0);
        expect(await store.skipped.of(first.userId)).toEqual([first, second]);
      });

      it("is no part of the events", async () => {
        await store.skipped.record(first.userId, [first]);
        await store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
        expect((await all(store)).map((event) => event.stream)).toEqual([stream("u-1")]);
      });

      it("takes more than one page of a user", async () => {
        const many = Array.from({ length: 2100 }, (_, id) => skipped(id, "u-1"));
        expect(await store.skipped.record(first.userId, many)).toBe(2100);
        expect(await store.skipped.of(first.userId)).toEqual(many);
        expect(await collect(store.skipped.all())).toHaveLength(2100);
      });
    });
  });
}
