import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { EventStoreDBClient } from "@eventstore/db-client";
import fc from "fast-check";
import Database from "libsql";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { decodeEvent } from "../../src/events/codec.js";
import { openDoorLog } from "../../src/stores/event-store/eventstoredb-door/door-log.js";
import {
  append,
  collect,
  coursePurchased,
  courses,
  readForwards,
  stream,
  toNewEvent,
} from "../support/events.js";
import { startChild } from "../support/children.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import {
  binary,
  event,
  events,
  ofClients,
  openDoor,
  readAllOf,
  revisions,
  type DoorTest,
} from "./support/open-door.js";
import { join } from "node:path";

let door: DoorTest;
beforeEach(async () => {
  door = await openDoor();
});
afterEach(() => door.cleanUp());

describe("the ledger, with the door open", () => {
  it("sees nothing of what others keep beside it: positions have no gap, the count is its own", async () => {
    const store = await door.openLedgerStore();
    await door.client.appendToStream("orders-1", events(3));
    await append(store, ...courses("u-1", 2));
    await door.client.appendToStream("purchases-ü", events(2));
    await door.client.deleteStream("orders-1");
    await append(store, ...courses("u-2", 1));
    await door.client.tombstoneStream("orders-1");
    const all = await collect(store.readAll({ batchSize: 10, live: false }));
    expect(all.map(({ position, stream: of }) => [position, of])).toEqual([
      ["1", "purchases-u-1"],
      ["2", "purchases-u-1"],
      ["3", "purchases-u-2"],
    ]);
    expect(await store.head()).toEqual({ position: "3", eventId: all[2]!.id, eventCount: 3 });
  });

  it("reads what was appended through the door, live as well, as its own", async () => {
    const store = await door.openLedgerStore();
    const reading = collect(
      (async function* () {
        for await (const batch of store.readAll({ batchSize: 10, live: true })) {
          yield batch;
          return;
        }
      })(),
    );
    const [purchase] = [coursePurchased("u-1", "p-1", "c-1")].map(toNewEvent);
    await door.client.appendToStream(
      "purchases-u-1",
      { ...purchase!, contentType: "application/json" },
      { expectedRevision: "no_stream" },
    );
    const [read] = await reading;
    expect(read).toMatchObject({ id: purchase!.id, position: "1", revision: 0, data: purchase!.data });
    expect(decodeEvent(read!)).toMatchObject({ metadata: purchase!.metadata });
    await expect(store.append(stream("u-1"), [purchase!], "no-stream")).rejects.toMatchObject({
      code: "revision_conflict",
    });
  });

  it("finds a change in what was appended through the door, by its checksum", async () => {
    const purchase = toNewEvent(coursePurchased("u-1", "p-1", "c-1"));
    await door.client.appendToStream("purchases-u-1", { ...purchase, contentType: "application/json" });
    const raw = new Database(door.path, {});
    raw.exec("DROP TRIGGER events_are_never_changed; UPDATE events SET data = replace(data, 'c-1', 'c-2')");
    raw.close();
    const store = await door.openLedgerStore();
    const found = [];
    for await (const damage of store.damage!()) found.push(damage);
    expect(found).toMatchObject([{ stream: "purchases-u-1", revision: 0 }]);
  });

  it("shows its own events at the door as they are", async () => {
    const store = await door.openLedgerStore();
    await append(store, ...courses("u-1", 1));
    const [own] = await readForwards(store, "u-1");
    for await (const { event: shown } of door.client.readStream("purchases-u-1")) {
      expect(shown).toMatchObject({ id: own!.id, type: own!.type, data: own!.data, metadata: own!.metadata });
      expect(shown!.created).toEqual(new Date(own!.created));
    }
  });

  it("refuses what is no event of its own, and never fails over it", async () => {
    const store = await door.openLedgerStore();
    const json = Buffer.from(JSON.stringify(toNewEvent(coursePurchased("u-1", "p-1", "c-1")).data));
    await door.client.appendToStream("purchases-u-1", [
      binary(Uint8Array.from([0, 255])),
      binary(json),
      event(1, "CoursePurchased"),
      event(2, "Nul\0"),
    ]);
    const read = await readForwards(store, "u-1");
    expect(read).toHaveLength(4);
    for (const one of read) {
      expect(() => decodeEvent(one)).toThrow(/is not valid/);
    }
    await append(store, coursePurchased("u-1", "p-2", "c-2"));
    expect(await revisions(door.client.readStream("purchases-u-1"))).toEqual([0, 1, 2, 3, 4]);
  });
});

describe("the order of all events", () => {
  it("is that of their appends, without a gap, whoever appends where; each read tells the same positions", async () => {
    // The stream's number; streams 0 and 1 are the ledger's, appended by its own store every other time.
    const anAppend = fc.record({ to: fc.integer({ min: 0, max: 3 }), count: fc.integer({ min: 1, max: 4 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(anAppend, { maxLength: 25 }), async (appends) => {
        const folder = await temporaryFolder();
        const log = await openDoorLog({ path: join(folder.path, "events.db") });
        try {
          const written: string[] = [];
          const lengths = [0, 0, 0, 0];
          for (const { to, count } of appends) {
            const name = to < 2 ? `purchases-u-${to}` : `orders-${to}`;
            const proposed = Array.from({ length: count }, () => ({
              id: crypto.randomUUID(),
              type: "Something",
              isJson: true,
              data: Buffer.from("{}"),
              metadata: Buffer.of(),
            }));
            await log.append(name, proposed, "any");
            for (let n = 0; n < count; n++) written.push(`${lengths[to]!++}@${name}`);
          }
          const head = log.head();
          const page = (records: ReturnType<typeof log.readAfter>) =>
            records.map(({ position, revision, stream: of }) => ({ position, event: `${revision}@${of}` }));
          const forwards = page(log.readAfter(1));
          expect(head).toBe(1 + written.length);
          expect(forwards.map(({ event: of }) => of)).toEqual(written.slice(0, 100));
          expect(forwards.map(({ position }) => position)).toEqual(forwards.map((_, index) => index + 2));
          for (let from = 1; from <= head; from++) {
            expect(page(log.readAfter(from))[0]).toEqual(forwards[from - 1]);
            expect(page(log.readBefore(from + 1))[0]?.position).toBe(from);
          }
          for (const { position, event: of } of forwards) {
            const [revision, name] = of.split("@");
            expect(log.readEvent(name!, Number(revision))?.position).toBe(position);
          }
        } finally {
          await log.close();
          await folder.remove();
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("a door that is killed", () => {
  it("has all that it acknowledged when it is opened again, each append whole", async () => {
    const child = startChild("door-child.ts", door.path);
    const [url] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const client = EventStoreDBClient.connectionString(url);
    const acknowledged = new Map<string, number>();
    let running = true;
    const writers = Array.from({ length: 6 }, async (_, n) => {
      const name = n % 2 === 0 ? `purchases-u-${n}` : `orders-${n}`;
      for (let from = 0; running; from += 3) {
        const result = await client.appendToStream(name, events(3, { from })).catch(() => undefined);
        if (result === undefined) return;
        acknowledged.set(name, Number(result.nextExpectedRevision));
      }
    });
    await eventually(
      "some were acknowledged",
      () => [...acknowledged.values()].filter((last) => last > 30).length > 4,
    );
    child.kill("SIGKILL");
    await once(child, "exit");
    running = false;
    await Promise.all(writers);
    await client.dispose();

    await door.restart();
    for (const [name, last] of acknowledged) {
      const found = await readAllOf(door.client.readStream(name));
      expect(found.length % 3).toBe(0);
      expect(found.length).toBeGreaterThan(last);
      expect(found.map(({ data }) => data)).toEqual(found.map((_, n) => ({ n })));
    }
    const all = ofClients(await readAllOf(door.client.readAll()));
    const store = await door.openLedgerStore();
    const own = await collect(store.readAll({ batchSize: 1000, live: false }));
    expect(own.map(({ stream: of, revision }) => `${revision}@${of}`)).toEqual(
      all
        .filter(({ stream: of }) => of.startsWith("purchases-"))
        .map(({ stream: of, revision }) => `${revision}@${of}`),
    );
  });
});
