import { describe, expect, it } from "@jest/globals";
import { watch } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import Database from "libsql";
import { isLedgerError } from "../../src/errors.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { migrations } from "../../src/stores/event-store/embedded/schema.js";
import type { EventStore, LogDamage } from "../../src/stores/event-store/event-store.js";
import { courses, readForwards, stream, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const inFolder = async (work: (path: string) => Promise<void>): Promise<void> => {
  const folder = await temporaryFolder();
  try {
    await work(join(folder.path, "events.db"));
  } finally {
    await folder.remove();
  }
};

async function withStore<T>(path: string, work: (store: EventStore) => Promise<T>): Promise<T> {
  const store = await openEmbeddedEventStore({ path });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** Three events each of two users, in a file that is closed. */
const fill = (path: string): Promise<void> =>
  withStore(path, async (store) => {
    for (const user of ["u-1", "u-2"])
      await store.append(stream(user), courses(user, 3).map(toNewEvent), "no-stream");
  });

async function damageIn(path: string): Promise<readonly LogDamage[]> {
  return withStore(path, async (store) => {
    const found: LogDamage[] = [];
    for await (const damage of store.damage!()) found.push(damage);
    return found;
  });
}

/** All places of a text in a file. */
function placesOf(text: string, content: Buffer): readonly number[] {
  const places: number[] = [];
  for (let at = content.indexOf(text); at !== -1; at = content.indexOf(text, at + 1)) places.push(at);
  return places;
}

/** Changes the log as no program should: with the triggers that forbid it taken away. */
function tamper(path: string, sql: string): void {
  const raw = new Database(path, {});
  raw.exec(`DROP TRIGGER events_are_never_changed; DROP TRIGGER events_are_never_deleted; ${sql}`);
  raw.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  raw.close();
}

describe("damage of the log", () => {
  it("is not seen where there is none", () =>
    inFolder(async (path) => {
      await fill(path);
      expect(await damageIn(path)).toEqual([]);
    }));

  it("never lets an item be sold twice: wherever the name of a stream is damaged, its append is refused", () =>
    inFolder(async (path) => {
      await fill(path);
      const whole = await readFile(path);
      const name: string = stream("u-2");
      const places = placesOf(name, whole);
      // In the table, its index, and the table of stream heads.
      expect(places.length).toBeGreaterThanOrEqual(3);
      const lost: number[] = [];
      for (const place of places) {
        const damaged = Buffer.from(whole);
        damaged[place + name.length - 1] = "9".charCodeAt(0);
        await writeFile(path, damaged);
        await withStore(path, async (store) => {
          const again = courses("u-2", 5).slice(3).map(toNewEvent);
          const code = await store.append(stream("u-2"), again, "no-stream").then(
            () => "appended",
            (error: unknown) => (error as { code?: string }).code,
          );
          if (code !== "log_damaged" && code !== "revision_conflict") lost.push(place);
        });
        expect(await damageIn(path)).not.toEqual([]);
      }
      expect(lost).toEqual([]);
    }));

  it("is found, and ends nothing, wherever the lengths and types of a row are damaged", () =>
    inFolder(async (path) => {
      await fill(path);
      const whole = await readFile(path);
      // What SQLite knows of a row stands before its first text, here of one in the table: its other texts follow.
      const first = placesOf(stream("u-2"), whole).find((at) =>
        whole.subarray(at, at + 200).includes("CoursePurchased"),
      )!;
      const silent: unknown[] = [];
      for (const at of Array.from({ length: 14 }, (_, n) => first - 1 - n)) {
        for (const bit of [0, 1, 6]) {
          const damaged = Buffer.from(whole);
          damaged[at]! ^= 1 << bit;
          await writeFile(path, damaged);
          const found = await damageIn(path).catch((error: unknown) => error);
          const isTold = Array.isArray(found) ? found.length > 0 : isLedgerError(found);
          if (!isTold) silent.push([first - at, bit, found]);
        }
      }
      expect(silent).toEqual([]);
    }));

  it("names the event whose content was changed", () =>
    inFolder(async (path) => {
      await fill(path);
      const whole = await readFile(path);
      const amount = whole.lastIndexOf('"amountMinor":2999');
      expect(amount).toBeGreaterThan(0);
      whole[amount + '"amountMinor":'.length] = "1".charCodeAt(0);
      await writeFile(path, whole);
      const [damage, ...more] = await damageIn(path);
      expect(damage).toMatchObject({
        kind: "changed_event",
        stream: expect.stringMatching(/^purchases-u-[12]$/),
      });
      expect(damage!.message).toContain(`Event ${damage!.revision!} of stream ${damage!.stream!}`);
      expect(more).toEqual([]);
    }));

  it("finds a changed event on whatever page of the log, and takes no character for damage", () =>
    inFolder(async (path) => {
      const oddId = 'é 😀 \u2028 \u007f " \\ \n \u0001';
      await withStore(path, async (store) => {
        for (const user of ["u-1", "u-2"]) {
          const events = courses(user, 600).map(toNewEvent);
          const odd = events.map((event) => ({
            ...event,
            data: { ...event.data, payment: { id: oddId, method: null } },
          }));
          await store.append(stream(user), odd, "no-stream");
        }
      });
      expect(await damageIn(path)).toEqual([]);
      tamper(
        path,
        "UPDATE events SET data = replace(data, '2999', '2998') WHERE position IN (3, 1000, 1200)",
      );
      const found = await damageIn(path);
      expect(found.map((each) => [each.kind, each.stream, each.revision])).toEqual([
        ["changed_event", "purchases-u-1", 2],
        ["changed_event", "purchases-u-2", 399],
        ["changed_event", "purchases-u-2", 599],
      ]);
    }));

  it("names the stream that an event is missing from", () =>
    inFolder(async (path) => {
      await fill(path);
      tamper(path, "DELETE FROM events WHERE position = 5");
      const found = await damageIn(path);
      expect(found).toContainEqual(
        expect.objectContaining({ kind: "missing_event", stream: "purchases-u-2" }),
      );
      expect(found.every(({ stream: of }) => of !== "purchases-u-1")).toBe(true);
    }));

  it("names the stream that has a revision twice", () =>
    inFolder(async (path) => {
      await fill(path);
      const raw = new Database(path, {});
      // What a damaged index lets happen.
      raw.exec("PRAGMA writable_schema = ON");
      raw.exec("DELETE FROM sqlite_schema WHERE name = 'sqlite_autoindex_events_1'");
      raw.exec(
        "UPDATE sqlite_schema SET sql = replace(sql, 'UNIQUE (stream, revision)', 'CHECK (1)') WHERE name = 'events'",
      );
      raw.close();
      const again = new Database(path, {});
      again.exec(
        `INSERT INTO events (position, stream, revision, id, type, data, metadata, created)
         SELECT 7, stream, revision, 'another', type, data, metadata, created FROM events WHERE position = 6`,
      );
      again.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      again.close();
      const reader = await damageIn(path);
      expect(reader).toContainEqual(
        expect.objectContaining({ kind: "doubled_revision", stream: "purchases-u-2" }),
      );
    }));

  it("is not seen in a log of an older program, which has no checksums", () =>
    inFolder(async (path) => {
      const raw = new Database(path, {});
      for (const sql of migrations.slice(0, 2)) raw.exec(sql);
      raw.exec("PRAGMA user_version = 2");
      const [event] = courses("u-1", 1).map(toNewEvent);
      raw
        .prepare(
          "INSERT INTO events (position, stream, revision, id, type, data, metadata, created) VALUES (1, ?, 0, ?, ?, ?, ?, ?)",
        )
        .run([
          stream("u-1"),
          event!.id,
          event!.type,
          JSON.stringify(event!.data),
          JSON.stringify(event!.metadata),
          "2026-01-01T00:00:00.000Z",
        ]);
      raw.close();
      expect(await damageIn(path)).toEqual([]);
      await withStore(path, async (store) => {
        const more = courses("u-1", 2).slice(1).map(toNewEvent);
        expect(await store.append(stream("u-1"), more, 0)).toMatchObject({ revision: 1, position: "2" });
      });
      expect(await damageIn(path)).toEqual([]);
    }));
});

describe("the file of the log", () => {
  it.each(["replaced", "deleted"])("acknowledges nothing once it was %s", (how) =>
    inFolder(async (path) => {
      await fill(path);
      await withStore(path, async (store) => {
        if (how === "replaced") {
          await writeFile(`${path}.new`, await readFile(path));
          await rename(`${path}.new`, path);
        } else {
          await rm(path);
        }
        const event = courses("u-3", 1).map(toNewEvent);
        const refusal = {
          code: "event_store_unavailable",
          message: expect.stringContaining("deleted or replaced"),
        };
        await expect(store.append(stream("u-3"), event, "no-stream")).rejects.toMatchObject(refusal);
        await expect(store.head()).rejects.toMatchObject(refusal);
      });
    }),
  );

  it("can be written again once it is back in its place", () =>
    inFolder(async (path) => {
      await fill(path);
      await withStore(path, async (store) => {
        await store.tryWriting();
        await rename(path, `${path}.elsewhere`);
        await expect(store.tryWriting()).rejects.toMatchObject({ code: "event_store_unavailable" });
        await rename(`${path}.elsewhere`, path);
        for (let n = 0; n < 2; n++) await store.tryWriting();
      });
      expect(await damageIn(path)).toEqual([]);
    }));
});

describe("a clock that was set back", () => {
  it("does not make the dates of the log go back", () =>
    inFolder(async (path) => {
      const times = ["2026-03-01T12:00:00.000Z", "2026-03-01T13:00:00.000Z", "2026-03-01T12:00:01.000Z"];
      const clock = times.values();
      const store = await openEmbeddedEventStore({ path, now: () => new Date(clock.next().value!) });
      for (const [revision, event] of courses("u-1", 3).map(toNewEvent).entries())
        await store.append(stream("u-1"), [event], revision === 0 ? "no-stream" : revision - 1);
      const created = (await readForwards(store, "u-1")).map((event) => event.created);
      expect(created).toEqual([times[0], times[1], times[1]]);
      await store.close();
    }));
});

it("a long log is sorted on disk, so that the check takes the same memory however long it is", () =>
  inFolder(async (path) => {
    await fill(path);
    appendMany(path, 60_000);
    const created = new Set<string | null>();
    const watcher = watch(dirname(path), (_event, name) => created.add(name));
    try {
      expect(await damageIn(path)).toEqual([]);
      await eventually("SQLite made a temporary file", () =>
        [...created].some((name) => name?.startsWith("etilqs_")),
      );
    } finally {
      watcher.close();
    }
  }));

/** Events of users with one each, as older programs wrote them: without checksums. */
function appendMany(path: string, count: number): void {
  const database = new Database(path);
  database.exec(`INSERT INTO events (position, stream, revision, id, type, data, metadata, created)
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${count})
    SELECT last + n, 'purchases-a-user-with-a-long-name-' || n, 0, n, 'CoursePurchased', '{}', '{}', '2026-01-01T00:00:00.000Z'
    FROM number, (SELECT max(position) AS last FROM events)`);
  database.close();
}
