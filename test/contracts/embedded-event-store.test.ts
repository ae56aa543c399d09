import { describe, expect, it } from "@jest/globals";
import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "libsql";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { append, collect, courses, readForwards, stream, toNewEvent } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { eventStoreContract } from "./event-store-contract.js";

eventStoreContract("embedded", async () => {
  const folder = await temporaryFolder();
  const path = join(folder.path, "events.db");
  return { open: () => openEmbeddedEventStore({ path }), cleanUp: folder.remove };
});

describe("embedded event store", () => {
  it("gives events whose JSON is damaged in the order of the streams as they stand", async () => {
    const folder = await temporaryFolder();
    const path = join(folder.path, "events.db");
    const store = await openEmbeddedEventStore({ path });
    for (const id of ["a", "b"]) await append(store, ...courses(id, 2));
    const raw = new Database(path);
    raw.exec("DROP TRIGGER events_are_never_changed");
    for (const [data, metadata] of [
      ["{", "{}"],
      ["{},{}", "{}"],
      ['{},{},["purchases-c",0,"CoursePurchased"],{}', "{}"],
      ["", "7"],
    ] as const) {
      raw.prepare("UPDATE events SET data = ?, metadata = ? WHERE position = 2").run(data, metadata);
      const inOrder = await collect(store.readStreams!({ until: (await store.head()).position! }));
      const fromStreams = [...(await readForwards(store, "a")), ...(await readForwards(store, "b"))];
      expect(inOrder).toEqual(
        fromStreams.map(({ stream: name, revision, type, data, metadata }) => ({
          ...{ stream: name, revision, type, data, metadata },
        })),
      );
    }
    raw.close();
    await store.close();
    await folder.remove();
  });

  const inFolder = async (work: (path: string) => Promise<void>): Promise<void> => {
    const folder = await temporaryFolder();
    try {
      await work(join(folder.path, "new", "events.db"));
    } finally {
      await folder.remove();
    }
  };

  it("refuses an event id that is in the log, and writes nothing of that append", () =>
    inFolder(async (path) => {
      const store = await openEmbeddedEventStore({ path });
      const [first, second, third] = courses("u-1", 3).map(toNewEvent);
      if (first === undefined || second === undefined || third === undefined) throw new Error("three events");
      await store.append(stream("u-1"), [first], "no-stream");
      for (const batch of [[first], [second, first], [second, second]]) {
        await expect(store.append(stream("u-1"), batch, 0)).rejects.toMatchObject({
          code: "event_id_reused",
        });
      }
      await store.append(stream("u-1"), [second, third], 0);
      expect((await readForwards(store, "u-1")).map(({ position }) => position)).toEqual(["1", "2", "3"]);
      await store.close();
    }));

  it("refuses only the one of a burst that brings an id which the log has, and loses none of the others", () =>
    inFolder(async (path) => {
      const store = await openEmbeddedEventStore({ path });
      const [known] = courses("u-0", 1).map(toNewEvent);
      if (known === undefined) throw new Error("an event");
      await store.append(stream("u-0"), [known], "no-stream");
      const burst = Array.from({ length: 70 }, (_, user) => {
        const [own, next] = courses(`u-${user + 1}`, 2).map(toNewEvent);
        if (own === undefined || next === undefined) throw new Error("two events");
        return { name: stream(`u-${user + 1}`), own: user === 40 ? known : own, next };
      });
      const outcomes = await Promise.allSettled(
        // The second append of a stream rests on the first, which is in no file yet.
        burst.flatMap(({ name, own, next }) => [
          store.append(name, [own], "no-stream"),
          store.append(name, [next], 0),
        ]),
      );
      const refused = outcomes.flatMap((outcome, index) =>
        outcome.status === "rejected" ? [[index, (outcome.reason as { code?: unknown }).code]] : [],
      );
      expect(refused).toEqual([
        [80, "event_id_reused"],
        [81, "revision_conflict"],
      ]);
      const recorded = await collect(store.readAll({ batchSize: 50, live: false }));
      const positions = recorded.map(({ position }) => Number(position));
      expect(positions).toEqual(Array.from({ length: 139 }, (_, index) => index + 1));
      for await (const damage of store.damage!()) throw new Error(damage.kind);
      await store.close();
    }));

  it("refuses a file that a newer program has written, and leaves it alone", () =>
    inFolder(async (path) => {
      await (await openEmbeddedEventStore({ path })).close();
      const raw = new Database(path, {});
      raw.exec("PRAGMA user_version = 99");
      await expect(openEmbeddedEventStore({ path })).rejects.toMatchObject({
        code: "schema_newer",
        details: { found: 99 },
      });
      expect(raw.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 99 });
      raw.close();
    }));

  it("says so when the file is no database", () =>
    inFolder(async (path) => {
      await (await openEmbeddedEventStore({ path })).close();
      const damaged = `${path}-damaged`;
      await writeFile(damaged, "this is not a database. ".repeat(400));
      await expect(openEmbeddedEventStore({ path: damaged })).rejects.toMatchObject({
        code: "log_damaged",
      });
    }));

  it("does not let anybody change or delete an event", () =>
    inFolder(async (path) => {
      const store = await openEmbeddedEventStore({ path });
      await store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
      const raw = new Database(path, {});
      expect(() => raw.exec("UPDATE events SET type = 'x'")).toThrow("events are never changed");
      expect(() => raw.exec("DELETE FROM events")).toThrow("events are never deleted");
      raw.close();
      await store.close();
    }));

  it("leaves all of it in the one file when it is closed", () =>
    inFolder(async (path) => {
      const store = await openEmbeddedEventStore({ path });
      await store.append(stream("u-1"), courses("u-1", 3).map(toNewEvent), "no-stream");
      await store.close();
      await copyFile(path, `${path}.copy`);
      const copy = await openEmbeddedEventStore({ path: `${path}.copy` });
      expect(await readForwards(copy, "u-1")).toHaveLength(3);
      await copy.close();
    }));

  it("acknowledges nothing of a transaction that fails as a whole, and goes on afterwards", () =>
    inFolder(async (path) => {
      const store = await openEmbeddedEventStore({ path });
      await store.append(stream("u-1"), courses("u-1", 1).map(toNewEvent), "no-stream");
      const raw = new Database(path, {});
      // As a full disk does, this rolls the whole transaction back under the writer's feet.
      raw.exec("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ROLLBACK, 'no room'); END");
      const refused = await Promise.allSettled(
        Array.from({ length: 5 }, (_, n) =>
          store.append(stream(`f-${n}`), courses(`f-${n}`, 2).map(toNewEvent), "no-stream"),
        ),
      );
      expect(refused.every(({ status }) => status === "rejected")).toBe(true);
      raw.exec("DROP TRIGGER full");
      await store.append(stream("f-1"), courses("f-1", 2).map(toNewEvent), "no-stream");
      expect(await collect(store.readAll({ batchSize: 10, live: false }))).toHaveLength(3);
      raw.close();
      await store.close();
    }));
});
