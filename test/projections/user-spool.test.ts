import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import type { UserId } from "../../src/events/identifiers.js";
import { listRuns, mergeRuns, writeRun, type SpooledUser } from "../../src/projections/rebuild/spool-runs.js";
import { openUserSpool } from "../../src/projections/rebuild/user-spool.js";
import type { FoldedFromLog, LogByUser } from "../../src/projections/rebuild/log-by-user.js";
import { projections } from "../../src/projections/projections.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { cleanFold } from "../support/clean-fold.js";
import { collect, append, coursePurchased, courses, purchaseRevoked } from "../support/events.js";
import { appendUnreadable } from "../support/older-program.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("the log in the order of its users", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  });
  afterEach(async () => {
    await eventStore.close();
    await folder.remove();
  });

  const openSpool = (): Promise<LogByUser> => openUserSpool(folder.path, "spool", projections);

  async function usersOf(spool: LogByUser, onInvalid: "throw" | "hold back" = "throw") {
    const all: FoldedFromLog[] = [];
    for await (const users of spool.users(onInvalid)) all.push(...users);
    return all;
  }

  /** Of each user in the order of the ids what the log says. */
  async function expectWhole(spool: LogByUser): Promise<void> {
    const { eventCount, ownership, history } = await cleanFold(eventStore);
    const ids = [...ownership.keys()].sort();
    const users = await usersOf(spool);
    expect(users.map(({ userId }) => userId)).toEqual(ids);
    expect(users.map(({ models }) => models.ownership?.documents)).toEqual(
      ids.map((id) => [ownership.get(id)]),
    );
    expect(users.map(({ models }) => models.history?.documents)).toEqual(
      ids.map((id) => [...(history.get(id)?.values() ?? [])]),
    );
    const { id: eventId, position } = (await collect(eventStore.readAll({ batchSize: 100, live: false }))).at(
      -1,
    )!;
    expect(await spool.checkpoint()).toEqual({ position, eventId, lookedThrough: undefined, eventCount });
  }

  it("has every user once, whole, in the order of the ids", async () => {
    for (const id of ["u-2", "U-2", "u-10", "a", "z:1"]) await append(eventStore, ...courses(id, 3));
    await append(eventStore, purchaseRevoked("a", "p-1", "course", "c-1"), ...courses("a", 2, 5));
    await append(eventStore, coursePurchased("u-2", "p-last", "c-last"));
    const spool = await openSpool();
    await spool.fill({ eventStore, onInvalid: "throw" });
    await expectWhole(spool);
    await spool.remove();
    expect((await readdir(folder.path)).filter((name) => name.startsWith("spool"))).toEqual([]);
  });

  it("of an empty log is empty", async () => {
    const spool = await openSpool();
    await spool.fill({ eventStore, onInvalid: "throw" });
    expect(await usersOf(spool)).toEqual([]);
    expect(await spool.checkpoint()).toMatchObject({
      position: undefined,
      eventId: undefined,
      eventCount: 0,
    });
  });

  it("goes on where it was interrupted, and reads no more once it was whole", async () => {
    for (let n = 0; n < 30; n++) await append(eventStore, ...courses(`u-${n % 7}`, 3, n * 3));
    for (const interruptedAfter of [1, 2, 5]) {
      const stop = new AbortController();
      let batches = 0;
      const watched: EventStore = {
        ...eventStore,
        async *readAll(options) {
          for await (const batch of eventStore.readAll({ ...options, batchSize: 10 })) {
            if (batches++ === interruptedAfter) stop.abort();
            yield batch;
          }
        },
      };
      const spool = await openSpool();
      await expect(
        spool.fill({ eventStore: watched, onInvalid: "throw", signal: stop.signal }),
      ).rejects.toMatchObject({ name: "AbortError" });
    }
    // What a process that was killed has not brought to an end.
    const [left = ""] = (await readdir(folder.path)).filter((name) => name.startsWith("spool-"));
    await writeFile(join(folder.path, left, "run-00000099-9-MQ.partial"), "u-1\thalf of a line");
    const afterwards: (string | undefined)[] = [];
    const spool = await openSpool();
    await spool.fill({
      eventStore: {
        ...eventStore,
        readAll(options) {
          afterwards.push(options.after);
          return eventStore.readAll(options);
        },
      },
      onInvalid: "throw",
    });
    expect(afterwards).toEqual(["80"]);
    await expectWhole(spool);
    const before = await usersOf(spool);
    await append(eventStore, coursePurchased("u-new", "p-new", "c-new"));
    const again = await openSpool();
    await again.fill({ eventStore, onInvalid: "throw" });
    expect(await usersOf(again)).toEqual(before);
  });

  it("is taken over by the next process; the one before it ends with an error and spoils nothing", async () => {
    for (let n = 0; n < 10; n++) await append(eventStore, ...courses(`u-${n}`, 3));
    let second: LogByUser | undefined;
    const overtaken: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll({ ...options, batchSize: 10 })) {
          second ??= await openSpool();
          yield batch;
        }
      },
    };
    const first = await openSpool();
    await expect(first.fill({ eventStore: overtaken, onInvalid: "throw" })).rejects.toMatchObject({
      code: "read_model_unavailable",
      message: expect.stringContaining("another process has removed it or taken it over") as unknown,
    });
    await second?.fill({ eventStore, onInvalid: "throw" });
    await expectWhole(second!);
  });

  it("stops at an event that cannot be read, or leaves it and what is behind it out, as chosen", async () => {
    await append(eventStore, ...courses("bad", 2));
    await appendUnreadable(eventStore, "bad", 1);
    await append(eventStore, ...courses("bad", 2, 5));
    await append(eventStore, ...courses("good", 2));
    const strict = await openSpool();
    await expect(strict.fill({ eventStore, onInvalid: "throw" })).rejects.toMatchObject({
      code: "event_invalid",
      message: expect.stringContaining("Event 2 of stream purchases-bad") as unknown,
    });
    await strict.remove();
    const tolerant = await openSpool();
    await tolerant.fill({ eventStore, onInvalid: "hold back" });
    expect(await usersOf(tolerant, "hold back")).toMatchObject([
      { userId: "bad", heldBack: true, models: { history: { revision: 1 } } },
      { userId: "good", heldBack: false, models: { history: { revision: 1 } } },
    ]);
  });

  it("stops at events that are missing", async () => {
    await append(eventStore, ...courses("u-1", 5));
    const gappy: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options))
          yield batch.filter(({ revision }) => revision !== 3);
      },
    };
    const spool = await openSpool();
    await spool.fill({ eventStore: gappy, onInvalid: "throw" });
    await expect(usersOf(spool)).rejects.toMatchObject({ code: "stream_gap", details: { revision: 4 } });
  });

  it("merges runs of any sizes, read in chunks of any size", async () => {
    const line = fc.record({
      userId: fc.constantFrom("a", "A", "b", "ba", "u-1", "u-10", "zz") as fc.Arbitrary<UserId>,
      text: fc.stringMatching(/^[ -~é]{0,60}$/),
    });
    let number = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(line, { maxLength: 12 }), { maxLength: 6 }),
        fc.integer({ min: 1, max: 200 }),
        async (runs, chunkBytes) => {
          const name = await openUserSpool(folder.path, `random-${number++}`, projections).then(async () => {
            const names = await readdir(folder.path);
            return names.find((each) => each.startsWith(`random-${number - 1}-`)) ?? "";
          });
          const path = join(folder.path, name);
          for (const [n, lines] of runs.entries())
            await writeRun(path, lines, { position: String(n), eventId: `id-${n}`, eventCount: n });
          const merged: SpooledUser[] = [];
          for (const users of mergeRuns(await listRuns(path), chunkBytes)) {
            expect(users.length).toBeGreaterThan(0);
            merged.push(...users);
          }
          const expected = new Map<UserId, string[]>();
          for (const { userId, text } of runs.flat())
            expected.set(userId, [...(expected.get(userId) ?? []), text]);
          expect(merged).toEqual(
            [...expected.keys()].sort().map((userId) => ({ userId, lines: expected.get(userId) })),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it("says that its folder is gone instead of losing anything", async () => {
    await append(eventStore, ...courses("u-1", 2));
    const spool = await openSpool();
    await spool.remove();
    await expect(spool.fill({ eventStore, onInvalid: "throw" })).rejects.toMatchObject({
      code: "read_model_unavailable",
    });
  });
});
