import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import { setAside } from "../../src/operations/set-aside.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, Position } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, coursePurchased, courses, stream, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { byOlga } from "../support/operator.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const empty = () =>
  Promise.resolve({
    ...{ position: undefined, eventId: undefined, lookedThrough: undefined, eventCount: 0, version: "" },
  });

describe("the projector and the log that it has followed", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let models: ModelsOfTest;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  const opened: EventStore[] = [];
  const projectors: Projector[] = [];

  const openLog = async (name: string): Promise<EventStore> => {
    const log = await openEmbeddedEventStore({ path: join(folder.path, `${name}.db`) });
    opened.push(log);
    return log;
  };
  const project = (log: EventStore = eventStore, batchSize = 10): Projector => {
    const projector = createProjector({ eventStore: log, readModel, batchSize });
    projectors.push(projector);
    return projector;
  };
  const isLive = (projector: Projector) =>
    eventually("it is live", () => projector.status().state === "live");
  const isStopped = (projector: Projector) =>
    eventually("it is stopped", () => projector.status().state === "stopped");

  beforeEach(async () => {
    folder = await temporaryFolder();
    models = await newModels(folder.path);
    eventStore = await openLog("events");
    readModel = await models.open();
  });

  afterEach(async () => {
    for (const projector of projectors.splice(0)) await projector.stop();
    for (const log of opened.splice(0)) await log.close();
    await readModel.close();
    await models.remove();
    await folder.remove();
  });

  async function expectCleanFold(): Promise<void> {
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }

  it.each([10, 20, 19, 21])(
    "is live once all is folded, also a backlog of %i in batches of 10",
    async (events) => {
      await append(eventStore, ...courses("u-1", events));
      const projector = project();
      projector.start();
      await isLive(projector);
      expect(projector.status()).toMatchObject({ eventCount: events, lagEvents: 0 });
    },
  );

  it("refuses another log of the same length, and of a greater one", async () => {
    await append(eventStore, ...courses("stage", 5));
    await project().runToHead();
    const other = await openLog("other");
    for (const more of [5, 8]) {
      await append(other, ...courses(`prod-${more}`, more));
      await expect(project(other).runToHead()).rejects.toMatchObject({ code: "log_mismatch" });
      expect(await readModel.ownership(user("prod-5"))).toBeUndefined();
    }
    const projector = project(other);
    projector.start();
    await isStopped(projector);
    expect(projector.status().lastError).toMatchObject({
      code: "log_mismatch",
      message: expect.stringContaining("ledger rebuild --anew") as unknown,
    });
  });

  it("folds another log once somebody has set the read model aside, dead letters and all", async () => {
    await append(eventStore, ...courses("u-1", 5));
    await append(eventStore, ...courses("stage", 2));
    const letter = { streams: [stream("u-1")], users: [], documents: {} };
    const older: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options))
          yield batch.map((event) => (event.revision === 3 ? { ...event, type: "NotOfThisProgram" } : event));
      },
    };
    await project(older).runToHead();
    expect((await readModel.load(letter)).heldBack.size).toBe(1);
    const other = await openLog("other");
    await append(other, ...courses("prod", 4));
    await append(other, ...courses("u-1", 6));
    const projector = project(other);
    projector.start();
    await isStopped(projector);
    await setAside({ eventStore: other, readModel }, byOlga);
    expect(await other.audit.entries({ limit: 9 })).toMatchObject([
      {
        action: "set-aside",
        operator: "olga",
        details: { eventCount: 7, keptAs: expect.any(String) as unknown },
      },
    ]);
    eventStore = other;
    await isLive(projector);
    await eventually("all is folded", () => !projector.status().incomplete);
    await expectCleanFold();
    expect(await readModel.ownership(user("stage"))).toBeUndefined();
    // An empty one is not set aside again.
    await setAside({ eventStore: other, readModel: { ...readModel, checkpoint: () => empty() } }, byOlga);
    expect(await other.audit.entries({ limit: 9 })).toHaveLength(1);
  });

  it("refuses an older copy of its log that has grown past the checkpoint since", async () => {
    await append(eventStore, ...courses("u-1", 10));
    await project().runToHead();
    const restored = await openLog("restored");
    await append(restored, ...courses("u-1", 5));
    await expect(project(restored).runToHead()).rejects.toMatchObject({ code: "checkpoint_ahead" });
    await append(restored, ...courses("u-2", 12));
    await expect(project(restored).runToHead()).rejects.toMatchObject({ code: "log_mismatch" });
    expect(await readModel.checkpoint()).toMatchObject({ eventCount: 10 });
  });

  it("notices while idle that the log under it was replaced, and goes on once it is back", async () => {
    await append(eventStore, ...courses("u-1", 6));
    const other = await openLog("other");
    await append(other, ...courses("u-2", 9));
    let current = eventStore;
    const movable: EventStore = {
      ...eventStore,
      head: () => current.head(),
      holds: (event) => current.holds(event),
    };
    const projector = project(movable);
    projector.start();
    await isLive(projector);
    current = other;
    await isStopped(projector);
    expect(projector.status().lastError?.code).toBe("log_mismatch");
    current = eventStore;
    await append(eventStore, coursePurchased("u-1", "p-last", "c-last"));
    await isLive(projector);
    await expectCleanFold();
  });

  it("refuses an event at or before its checkpoint", async () => {
    await append(eventStore, ...courses("u-1", 6));
    await project().runToHead();
    const repeating: EventStore = {
      ...eventStore,
      readAll: (options) => eventStore.readAll({ ...options, after: "3" as Position }),
    };
    await expect(project(repeating).runToHead()).rejects.toMatchObject({ code: "log_mismatch" });
  });

  it("folds on after a rollback, although nobody buys anything more", async () => {
    await append(eventStore, ...courses("u-1", 3));
    const projector = project();
    projector.start();
    await isLive(projector);
    const options = { eventStore, readModel, projections: ["ownership", "history"] as const };
    await rebuildProjections({ ...options, scratchFolder: folder.path, resume: false, acceptChanges: false })
      .result;
    await append(eventStore, coursePurchased("late", "p-1", "c-1"));
    await eventually(
      "the late one has it",
      async () => (await readModel.ownership(user("late"))) !== undefined,
    );
    await readModel.rollBack(["ownership", "history"]);
    await eventually(
      "the late one has it again",
      async () => (await readModel.ownership(user("late"))) !== undefined,
    );
    await expectCleanFold();
  });

  it("folds on from a read model that somebody has put back, and counts the lag from there", async () => {
    await append(eventStore, ...courses("u-1", 4));
    const first = await readModel.checkpoint();
    let stored: "new" | "old" = "new";
    const restored: ReadModelStore = {
      ...readModel,
      checkpoint: async () => (stored === "old" ? first : readModel.checkpoint()),
    };
    const projector = createProjector({ eventStore, readModel: restored });
    projectors.push(projector);
    projector.start();
    await isLive(projector);
    stored = "old";
    await eventually("the lag is that of the store", () => projector.status().lagEvents === 4);
    stored = "new";
    await isLive(projector);
    await eventually("nothing is left", () => projector.status().lagEvents === 0);
  });

  it("moves its checkpoint on over what it has looked through and others have written", async () => {
    await append(eventStore, ...courses("u-1", 2));
    const read: (Position | undefined)[] = [];
    const shared: EventStore = {
      ...eventStore,
      async *readAll(options) {
        if (options.batchSize > 1) read.push(options.after);
        yield* eventStore.readAll({
          ...options,
          after: options.after === "900" ? ("2" as Position) : options.after,
        });
        options.onLookedThrough?.("900" as Position);
      },
    };
    await project(shared).runToHead();
    expect(await readModel.checkpoint()).toMatchObject({
      position: "2",
      lookedThrough: "900",
      eventCount: 2,
    });
    await project(shared).runToHead();
    expect(read).toEqual([undefined, "900"]);
  });
});
