import { describe, expect, it } from "@jest/globals";
import { once } from "node:events";
import { statSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import Database from "libsql";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { readingLog } from "../../src/stores/event-store/embedded/open-options.js";
import { migrations } from "../../src/stores/event-store/embedded/schema.js";
import { openDatabase } from "../../src/stores/sqlite/database.js";
import { migrate } from "../../src/stores/sqlite/migrations.js";
import { startChild } from "../support/children.js";
import { append, collect, courses, readForwards, stream, toNewEvent } from "../support/events.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { eventStoreContract } from "./event-store-contract.js";

eventStoreContract(
  "embedded",
  async () => {
    const folder = await temporaryFolder();
    const path = join(folder.path, "events.db");
    return { open: () => openEmbeddedEventStore({ path }), cleanUp: folder.remove };
  },
  { lastRevision: "a read of the last event costs as little" },
);

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

  it("opens a file of schema version 6, in which event ids had an index, and goes on in it", () =>
    inFolder(async (path) => {
      await mkdir(dirname(path), { recursive: true });
      const older = new Database(path, {});
      for (const migration of migrations.slice(0, 6)) older.exec(migration);
      older.exec("PRAGMA user_version = 6");
      const insert = older.prepare(
        "INSERT INTO events (position, stream, revision, id, type, data, metadata, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      );
      const events = Array.from({ length: 50 }, (_, user) => courses(`u-${user}`, 4).map(toNewEvent));
      let position = 0;
      for (const [user, ofUser] of events.entries())
        for (const [revision, { id, type, data, metadata }] of ofUser.slice(0, 3).entries())
          insert.run(
            ...[++position, stream(`u-${user}`), revision, id, type, JSON.stringify(data)],
            ...[JSON.stringify(metadata), "2026-01-01T00:00:00.000Z"],
          );
      older.close();
      const store = await openEmbeddedEventStore({ path });
      for (const [user, ofUser] of events.entries()) {
        const name = `u-${user}`;
        await store.append(stream(name), ofUser.slice(3), 2);
        const ids = (await readForwards(store, name)).map(({ id }) => id);
        expect(ids).toEqual(ofUser.map(({ id }) => id));
      }
      for await (const damage of store.damage!()) throw new Error(damage.message);
      await store.close();
      const raw = new Database(path, {});
      const indexes = raw.prepare("SELECT name FROM pragma_index_list('events')").raw().all();
      expect(indexes).toEqual([["sqlite_autoindex_events_1"]]);
      const fresh = openDatabase(`${path}-fresh`, readingLog);
      migrate(fresh, `${path}-fresh`, migrations);
      const schema = "SELECT name, sql FROM sqlite_schema ORDER BY name";
      expect(raw.prepare(schema).raw().all()).toEqual(fresh.prepare(schema).all());
      fresh.close();
      raw.close();
    }));

  it("leaves a file of schema version 6 as it was when it is killed during the conversion", () =>
    inFolder(async (path) => {
      await mkdir(dirname(path), { recursive: true });
      const older = new Database(path, {});
      for (const migration of migrations.slice(0, 6)) older.exec(migration);
      older.exec("PRAGMA user_version = 6");
      const schema = "SELECT name, rootpage, sql FROM sqlite_schema ORDER BY name";
      const before = older.prepare(schema).raw().all();
      older.exec("BEGIN IMMEDIATE");
      older.exec(migrations[6]!);
      expect(older.prepare(schema).raw().all()).not.toEqual(before);
      // As a kill does, this leaves what was not committed behind.
      older.exec("ROLLBACK");
      older.close();
      const raw = new Database(path, {});
      expect(raw.prepare(schema).raw().all()).toEqual(before);
      expect(raw.prepare("PRAGMA integrity_check").raw().all()).toEqual([["ok"]]);
      raw.close();
    }));

  it.each(["wal", "delete"])(
    "loses nothing when a process is killed amid the conversion of a long log, journal %s",
    (mode) =>
      inFolder(async (path) => {
        await mkdir(dirname(path), { recursive: true });
        const older = new Database(path, {});
        for (const migration of migrations.slice(0, 6)) older.exec(migration);
        older.exec("PRAGMA user_version = 6");
        const insert = older.prepare(
          "INSERT INTO events (position, stream, revision, id, type, data, metadata, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        );
        const events = Array.from({ length: 5000 }, (_, n) => toNewEvent(courses(`u-${n}`, 1)[0]!));
        older.exec("BEGIN");
        for (const [n, { id, type, data, metadata }] of events.entries())
          insert.run(
            ...[n + 1, stream(`u-${n}`), 0, id, type, JSON.stringify(data), JSON.stringify(metadata)],
            "2026-01-01T00:00:00.000Z",
          );
        older.exec("COMMIT");
        older.close();
        const sizeOfJournal = (): number =>
          statSync(mode === "wal" ? `${path}-wal` : `${path}-journal`, { throwIfNoEntry: false })?.size ?? 0;
        for (let kills = 0; kills < 3; kills++) {
          const child = startChild("converting-child.ts", path, mode);
          const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
          expect([code, signal]).toEqual([null, "SIGKILL"]);
          expect(sizeOfJournal()).toBeGreaterThan(0);
        }
        const store = await openEmbeddedEventStore({ path });
        const recorded = await collect(store.readAll({ batchSize: 1000, live: false }));
        expect(recorded.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
        for await (const damage of store.damage!()) throw new Error(damage.message);
        await append(store, ...courses("late", 2));
        await store.close();
        const raw = new Database(path, {});
        expect(raw.prepare("PRAGMA user_version").get()).toMatchObject({ user_version: 7 });
        expect(raw.prepare("PRAGMA integrity_check").raw().all()).toEqual([["ok"]]);
        raw.close();
      }),
  );

  it("refuses only the one of a burst that comes too late, and loses none of the others", () =>
    inFolder(async (path) => {
      const store = await openEmbeddedEventStore({ path });
      const [known] = courses("u-41", 3).slice(2).map(toNewEvent);
      if (known === undefined) throw new Error("an event");
      await store.append(stream("u-41"), [known], "no-stream");
      const burst = Array.from({ length: 70 }, (_, user) => {
        const [own, next] = courses(`u-${user + 1}`, 2).map(toNewEvent);
        if (own === undefined || next === undefined) throw new Error("two events");
        return { name: stream(`u-${user + 1}`), own, next };
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
      expect(refused).toEqual([[80, "revision_conflict"]]);
      const recorded = await collect(store.readAll({ batchSize: 50, live: false }));
      const positions = recorded.map(({ position }) => Number(position));
      expect(positions).toEqual(Array.from({ length: 140 }, (_, index) => index + 1));
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
