import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { projectionNames } from "../../src/projections/projections.js";
import type { ProjectionName } from "../../src/stores/read-model/documents.js";
import type { Progress } from "../../src/long-run.js";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import {
  discardRebuilds,
  rebuildProjections,
  type RebuildReport,
} from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, NewEvent } from "../../src/stores/event-store/event-store.js";
import type { ModelsOfUser, ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { runChild, startChild } from "../support/children.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import {
  append,
  coursePurchased,
  courses,
  purchaseRevoked,
  stream,
  toNewEvent,
  user,
} from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { openReadModel } from "../support/open-read-model.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { repetitions } from "../support/store-speed.js";
import { versionsOf } from "../support/model-changes.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** The event store as one that does not have its streams in order. */
const withoutOrder = ({ readStreams: _, ...rest }: EventStore): EventStore => rest;

describe("a rebuild", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  let projector: Projector;
  const log = (): string => join(folder.path, "events.db");
  let models: ModelsOfTest;

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: log() });
    models = await newModels(folder.path);
    readModel = await models.open();
    projector = createProjector({ eventStore, readModel });
    for (let n = 0; n < 12; n++) await append(eventStore, ...courses(`u-${n}`, 10));
    await append(eventStore, purchaseRevoked("u-3", "p-4", "course", "c-4"));
    await projector.runToHead();
  });

  afterEach(async () => {
    await projector.stop();
    await readModel.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  const rebuild = (change: Partial<Parameters<typeof rebuildProjections>[0]> = {}): Promise<RebuildReport> =>
    rebuildProjections({
      eventStore,
      readModel,
      projections: projectionNames,
      scratchFolder: folder.path,
      resume: false,
      acceptChanges: false,
      ...change,
    }).result;

  async function expectCleanFold(): Promise<void> {
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }

  it("of healthy models changes nothing that anybody sees", async () => {
    expect(await rebuild()).toMatchObject({
      outcome: "swapped",
      events: 121,
      parity: { users: 12, driftedUsers: 0 },
      reason: undefined,
    });
    await expectCleanFold();
    await append(eventStore, ...courses("u-1", 2, 50));
    await projector.runToHead();
    await expectCleanFold();
  });

  it("of models that were never folded asks for no single stream: all users are behind", async () => {
    const fresh = await openReadModel(join(folder.path, "fresh.db"));
    let streamsRead = 0;
    const counting: EventStore = {
      ...eventStore,
      readStream(...values) {
        streamsRead += 1;
        return eventStore.readStream(...values);
      },
    };
    expect(await rebuild({ eventStore: counting, readModel: fresh })).toMatchObject({
      outcome: "swapped",
      parity: { users: 12, driftedUsers: 0, behindUsers: 12 },
    });
    expect(streamsRead).toBe(0);
    const { eventCount: _, ...expected } = await cleanFold(eventStore);
    expect(await storedModels(fresh, expected.ownership.keys())).toEqual(expected);
    await fresh.close();
  });

  it("is never seen empty, in part, or older, through up to 100 of them while users buy", async () => {
    let [rebuilds, pauseMs] = [0, 3];
    projector.start();
    const elsewhere = await models.open();
    const seen = new Map<string, number>();
    const shopHours = { open: true };
    let looks = 0;
    const reader = (async () => {
      for (let n = 0; shopHours.open; n++) {
        const id = user(`u-${n % 12}`);
        const { ownership, history: stored } = (await elsewhere.user(id)).models;
        const { purchasedCourses, revision } = ownership!.documents[0]!;
        const { documents: history, revision: historyRevision = -1 } = stored!;
        expect(revision).toBeGreaterThanOrEqual(seen.get(`ownership ${id}`) ?? 9);
        expect(historyRevision).toBeGreaterThanOrEqual(seen.get(`history ${id}`) ?? 9);
        const active = history.filter(({ revokedAt }) => revokedAt === null);
        if (revision === historyRevision)
          expect(active.map(({ itemId }) => itemId).sort()).toEqual([...purchasedCourses].sort());
        expect(history.length).toBeGreaterThanOrEqual(10);
        seen.set(`ownership ${id}`, revision);
        seen.set(`history ${id}`, historyRevision);
        looks += 1;
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const isOpen = (): boolean => shopHours.open;
    // At the reader's pace: where reading is slow there are fewer purchases, too.
    const shop = (async () => {
      for (let n = 0; shopHours.open; n++) {
        const looksBefore = looks;
        await append(eventStore, coursePurchased(`u-${n % 12}`, `live-${n}`, `live-${n}`));
        do await new Promise((resolve) => setTimeout(resolve, pauseMs));
        while (isOpen() && looks < looksBefore + 4);
      }
    })();
    const choices: readonly (readonly ProjectionName[])[] = [projectionNames, ["ownership"], ["history"]];
    for (const n of repetitions({ least: 9, most: 100, withinMs: 30_000 })) {
      const started = performance.now();
      expect(await rebuild({ projections: choices[n % 3] ?? projectionNames })).toMatchObject({
        outcome: "swapped",
        parity: { driftedUsers: 0 },
      });
      rebuilds += 1;
      pauseMs = (performance.now() - started) / 10;
    }
    shopHours.open = false;
    await Promise.all([reader, shop]);
    expect(looks).toBeGreaterThan(rebuilds);
    await eventually(
      "all is folded",
      async () => (await readModel.checkpoint()).eventCount === (await eventStore.head()).eventCount,
    );
    await expectCleanFold();
    await elsewhere.close();
  }, 120_000);

  it("that is killed at any of up to 50 moments changes nothing that anybody sees, and the next one ends right", async () => {
    let state = 7;
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
    let [killed, attempts] = [0, 0];
    for (const attempt of repetitions({ least: 12, most: 50, withinMs: 60_000 })) {
      attempts += 1;
      const how = attempt % 3 === 0 ? "restart" : "resume";
      // What one has begun only its like goes on with.
      const order = Math.floor(attempt / 3) % 2 === 0 ? "ordered" : "unordered";
      const linesToLive = 1 + Math.floor(random() * (order === "ordered" ? 14 : 28));
      let lines = 0;
      const child = startChild("rebuilding-child.ts", log(), models.where, how, order);
      const wasKilled = await runChild(child, () => (++lines >= linesToLive ? "kill" : "go on"));
      if (wasKilled) killed += 1;
      if (attempt % 10 === 9) await expectCleanFold();
    }
    expect(killed).toBe(attempts);
    await expectCleanFold();
    expect(await rebuild({ resume: true })).toMatchObject({ outcome: "swapped" });
    await readModel.rebuild(versionsOf(), { resume: false });
    await discardRebuilds(readModel, folder.path);
    await expectCleanFold();
    expect((await readdir(folder.path)).filter((name) => name.startsWith("rebuild-"))).toEqual([]);
    expect(await readModel.generations()).toHaveLength(projectionNames.length);
    expect(await models.storedGenerations()).toHaveLength(1);
  }, 240_000);

  it("goes on where it was, or starts again, as chosen", async () => {
    const stop = new AbortController();
    let batches = 0;
    const slow: EventStore = {
      ...withoutOrder(eventStore),
      async *readAll(options) {
        for await (const batch of eventStore.readAll({ ...options, batchSize: 20 })) {
          if (++batches === 3) stop.abort();
          yield batch;
        }
      },
    };
    await expect(rebuild({ eventStore: slow, signal: stop.signal })).rejects.toMatchObject({
      name: "AbortError",
    });
    const firstEvents: number[] = [];
    const watched: EventStore = {
      ...withoutOrder(eventStore),
      readAll: (options) => {
        firstEvents.push(Number(options.after ?? 0));
        return eventStore.readAll(options);
      },
    };
    await rebuild({ eventStore: watched, resume: true });
    expect(firstEvents[0]).toBe(40);
    firstEvents.length = 0;
    await rebuild({ eventStore: watched, resume: false });
    expect(firstEvents[0]).toBe(0);
    await expectCleanFold();
  });

  it("goes on behind the last user that it has filled, as of the moment at which it began", async () => {
    await expect(rebuild({ readModel: crashingAfter(6) })).rejects.toThrow("crashed");
    // Of users on both sides of where it ended.
    for (const id of ["u-0", "u-9"]) await append(eventStore, ...courses(id, 2, 50));
    await projector.runToHead();
    const filled: string[] = [];
    const watched = rebuilding(async (users, fill) => {
      filled.push(...users.map(({ userId }) => userId));
      await fill(users);
    });
    expect(await rebuild({ readModel: watched, resume: true })).toMatchObject({ outcome: "swapped" });
    expect(filled).toEqual(["u-4", "u-5", "u-6", "u-7", "u-8", "u-9"]);
    await expectCleanFold();
  });

  type Fill = (users: readonly ModelsOfUser[]) => Promise<void>;

  /** The read model, whose rebuilds fill as `fill` does. */
  const rebuilding = (
    fill: (users: readonly ModelsOfUser[], original: Fill) => Promise<void>,
  ): ReadModelStore => ({
    ...readModel,
    async rebuild(names, options) {
      const begun = await readModel.rebuild(names, options);
      return { ...begun, fill: (users) => fill(users, (some) => begun.fill(some)) };
    },
  });

  const crashingAfter = (count: number): ReadModelStore =>
    rebuilding(async (users, fill) => {
      await fill(users.slice(0, count));
      throw new Error("crashed");
    });

  it.each([
    ["the order of the event store", (store: EventStore) => store],
    ["its own order of the log", withoutOrder],
  ])(
    "in %s starts to fill again when the moment of it is lost, so that no user stays as of then",
    async (_, as) => {
      await expect(rebuild({ eventStore: as(eventStore), readModel: crashingAfter(6) })).rejects.toThrow(
        "crashed",
      );
      for (const name of await readdir(folder.path))
        if (name.startsWith("rebuild-")) await rm(join(folder.path, name), { recursive: true });
      await append(eventStore, ...courses("u-0", 2, 50), purchaseRevoked("u-0", "p-3", "course", "c-3"));
      await append(eventStore, coursePurchased("u-0", "p-3-again", "c-3"));
      await projector.runToHead();
      expect(await rebuild({ eventStore: as(eventStore), resume: true })).toMatchObject({
        outcome: "swapped",
      });
      await expectCleanFold();
    },
  );

  it("stops and asks when documents would vanish, keeps what it made, and goes on when that is accepted", async () => {
    await models.damage({
      sql: [
        "INSERT INTO ownership SELECT generation, 'u-invented', document FROM ownership WHERE user_id = 'u-1'",
      ],
      mongodb: async ({ ownership }) => {
        const owned = (await ownership.findOne({ userId: "u-1" }))!;
        await ownership.insertOne({ ...owned, _id: owned._id.replace("u-1", "u-invented") });
      },
    });
    const report = await rebuild();
    expect(report).toMatchObject({
      outcome: "not_accepted",
      parity: { driftedUsers: 1, drifts: { extra: 1 } },
    });
    expect(report.reason).toContain("would be removed");
    expect(await readModel.ownership(user("u-invented"))).toBeDefined();
    expect((await readModel.generations()).filter(({ role }) => role === "building")).toHaveLength(
      projectionNames.length,
    );
    expect(await rebuild({ resume: true, acceptChanges: true })).toMatchObject({ outcome: "swapped" });
    expect(await readModel.ownership(user("u-invented"))).toBeUndefined();
    await expectCleanFold();
  });

  it("stops and asks when more than a given share would change", async () => {
    await models.damage({
      sql: ["UPDATE history SET amount_minor = 1 WHERE user_id IN ('u-1', 'u-2')"],
      mongodb: ({ purchases }) =>
        purchases.updateMany({ userId: { $in: ["u-1", "u-2"] } }, { $set: { "price.amountMinor": 1 } }),
    });
    expect(await rebuild()).toMatchObject({
      outcome: "not_accepted",
      parity: { driftedUsers: 2 },
      reason: expect.stringContaining("2 of 12 users (16.7 %)") as unknown,
    });
    expect(await rebuild({ mostChanged: 0.2 })).toMatchObject({ outcome: "swapped" });
    await expectCleanFold();
  });

  it.each([
    ["ownership", "history"],
    ["history", "ownership"],
  ] as const)("of %s never touches the %s", async (projection, other) => {
    const before = await models.stored(other, 1);
    expect(before.length).toBeGreaterThan(0);
    await rebuild({ projections: [projection] });
    expect(await models.stored(other, 1)).toEqual(before);
    expect(
      (await readModel.generations()).filter(
        ({ projection: name, role }) => name === other && role === "live",
      ),
    ).toMatchObject([{ number: 1 }]);
    await append(eventStore, ...courses("u-1", 2, 50));
    await projector.runToHead();
    await expectCleanFold();
  });

  it("of an empty or shortened log never replaces models that hold more", async () => {
    const empty = await openEmbeddedEventStore({ path: join(folder.path, "empty.db") });
    await expect(rebuild({ eventStore: empty, acceptChanges: true })).rejects.toMatchObject({
      code: "checkpoint_ahead",
    });
    await append(empty, ...courses("u-1", 3));
    await expect(rebuild({ eventStore: empty, acceptChanges: true })).rejects.toMatchObject({
      code: "checkpoint_ahead",
    });
    await empty.close();
    await expectCleanFold();
  });

  it("goes on with the others where an event cannot be read, and names its user", async () => {
    const broken = toNewEvent(coursePurchased("bad", "p-1", "c-1"));
    await eventStore.append(
      stream("bad"),
      [{ ...broken, data: { ...broken.data, courseId: 7 } } as unknown as NewEvent],
      "no-stream",
    );
    await append(eventStore, ...courses("u-1", 1, 50));
    await projector.runToHead();
    expect(await readModel.deadLetters()).toHaveLength(1);
    expect(await rebuild()).toMatchObject({
      outcome: "swapped",
      parity: { driftedUsers: 0, heldBackUsers: 1, heldBack: ["bad"] },
    });
    expect(await readModel.deadLetters()).toMatchObject([{ stream: "purchases-bad", revision: 0 }]);
    expect((await readModel.ownership(user("u-1")))?.purchasedCourses).toContain("c-50");
  });

  it("stores the event that a user waits behind, where no projector has come by", async () => {
    const [first, second] = courses("bad", 2).map(toNewEvent);
    if (first === undefined || second === undefined) throw new Error("Two events.");
    const broken = { ...second, data: { ...second.data, courseId: 7 } } as unknown as NewEvent;
    await eventStore.append(stream("bad"), [first, broken], "no-stream");
    expect(await rebuild()).toMatchObject({ outcome: "swapped", parity: { heldBack: ["bad"] } });
    expect(await readModel.deadLetters()).toMatchObject([
      { stream: "purchases-bad", revision: 1, eventId: second.id, code: "event_invalid" },
    ]);
    expect((await readModel.ownership(user("bad")))?.purchasedCourses).toEqual(["c-0"]);
  });

  it("that another one has replaced ends with an error, and leaves the models whole", async () => {
    const results = await Promise.allSettled([rebuild(), rebuild(), rebuild()]);
    const failed = results.flatMap((result) =>
      result.status === "rejected" ? [result.reason as unknown] : [],
    );
    for (const error of failed) expect(error).toMatchObject({ code: "checkpoint_moved" });
    expect(failed.length).toBeLessThan(3);
    await expectCleanFold();
  });

  it("reports its progress: phase, events done and in total, and the end", async () => {
    const seen: Progress[] = [];
    const run = rebuildProjections({
      eventStore,
      readModel,
      projections: projectionNames,
      scratchFolder: folder.path,
      resume: false,
      acceptChanges: false,
    });
    const told = new Promise<void>((resolve, reject) => {
      run.progress$.subscribe({ next: (progress) => seen.push(progress), complete: resolve, error: reject });
    });
    await run.result;
    await told;
    expect(seen[0]).toMatchObject({ phase: "folding", done: 0, total: 121 });
    expect(seen.at(-1)).toMatchObject({ phase: "swapping", done: 121 });
  });

  it("reports a failure to those who watch the progress, too", async () => {
    const away: EventStore = { ...eventStore, head: () => Promise.reject(new Error("away")) };
    const run = rebuildProjections({
      eventStore: away,
      readModel,
      projections: projectionNames,
      scratchFolder: folder.path,
      resume: false,
      acceptChanges: false,
    });
    const told = new Promise((resolve) => {
      run.progress$.subscribe({ error: resolve });
    });
    await expect(run.result).rejects.toThrow("away");
    expect(await told).toMatchObject({ message: "away" });
  });
});
