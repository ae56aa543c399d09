import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { LedgerError } from "../../src/errors.js";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ModelsOfUser, ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, coursePurchased, courses, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { appendUnreadable } from "../support/older-program.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const nothingFolded = {
  ...{ position: undefined, eventId: undefined, lookedThrough: undefined, eventCount: 0 },
};

describe("the first fold of a long log", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let models: ModelsOfTest;
  let readModel: ReadModelStore;

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    models = await newModels(folder.path);
    readModel = await models.open();
    for (let n = 0; n < 12; n++) await append(eventStore, ...courses(`u-${n}`, 5));
  });
  afterEach(async () => {
    await readModel.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  const projectorOf = (change: { eventStore?: EventStore; readModel?: ReadModelStore } = {}): Projector => {
    const into = change.readModel ?? readModel;
    const firstFold = { readModel: into, scratchFolder: folder.path, leastEvents: 10 };
    return createProjector({ eventStore: change.eventStore ?? eventStore, readModel: into, firstFold });
  };

  /** The read model, whose rebuilds fill as `fill` does. */
  const filling = (
    fill: (
      users: readonly ModelsOfUser[],
      original: (users: readonly ModelsOfUser[]) => Promise<void>,
    ) => Promise<void>,
  ): ReadModelStore => ({
    ...readModel,
    async rebuild(foldVersions, options) {
      const begun = await readModel.rebuild(foldVersions, options);
      return { ...begun, fill: (users) => fill(users, (some) => begun.fill(some)) };
    },
  });

  async function expectCleanFold(): Promise<void> {
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }

  it.each([
    ["the order of the event store", (store: EventStore) => store],
    ["its own order of the log", ({ readStreams: _, ...store }: EventStore): EventStore => store],
  ])("in %s puts each user there once, and leaves nothing behind", async (_, as) => {
    const filled: string[] = [];
    const watched = filling(async (users, fill) => {
      filled.push(...users.map(({ userId }) => userId));
      expect(await readModel.ownership(user("u-1"))).toBeUndefined();
      await fill(users);
    });
    await projectorOf({ eventStore: as(eventStore), readModel: watched }).runToHead();
    expect(filled.toSorted()).toEqual(Array.from({ length: 12 }, (__, n) => `u-${n}`).toSorted());
    await expectCleanFold();
    expect(new Set((await readModel.generations()).map(({ role }) => role))).toEqual(new Set(["live"]));
    expect(await models.storedGenerations()).toHaveLength(1);
    expect((await readdir(folder.path)).filter((name) => name.startsWith("rebuild-"))).toEqual([]);
  });

  it("is known to readers from its beginning to its end", async () => {
    const seen: boolean[] = [];
    const watched = filling(async (users, fill) => {
      seen.push(projector.status().incomplete);
      await fill(users);
    });
    const projector = projectorOf({ readModel: watched });
    await projector.runToHead();
    expect(new Set(seen)).toEqual(new Set([true]));
    expect(projector.status().incomplete).toBe(false);
  });

  it("holds back only the user whose document the store cannot hold, also if it was interrupted behind her", async () => {
    const tooLarge = new LedgerError("document_too_large", "Too large.", { details: { userId: "u-3" } });
    const crash = { isDue: true };
    const watched: ReadModelStore = {
      ...readModel,
      async rebuild(foldVersions, options) {
        const begun = await readModel.rebuild(foldVersions, options);
        return {
          ...begun,
          refusal: ({ userId }) => (userId === "u-3" ? tooLarge : undefined),
          async fill(users) {
            expect(users.map(({ userId }) => userId)).not.toContain("u-3");
            await begun.fill(crash.isDue ? users.filter(({ userId }) => userId < "u-5") : users);
            if (crash.isDue) throw new Error("killed");
          },
        };
      },
    };
    await expect(projectorOf({ readModel: watched }).runToHead()).rejects.toThrow("killed");
    crash.isDue = false;
    await append(eventStore, coursePurchased("u-3", "p-later", "c-later"));
    await projectorOf({ readModel: watched }).runToHead();
    expect(await readModel.deadLetters()).toMatchObject([
      { stream: "purchases-u-3", revision: 0, code: "document_too_large", reason: "Too large." },
    ]);
    const { ownership } = await cleanFold(eventStore);
    expect((await storedModels(readModel, ownership.keys())).ownership).toEqual(
      new Map([...ownership].filter(([userId]) => userId !== "u-3")),
    );
  });

  it("of a projection that is new leaves the others with what they have, for readers to see", async () => {
    await createProjector({ eventStore, readModel }).runToHead();
    const upgraded: ReadModelStore = {
      ...readModel,
      checkpoint: () => Promise.resolve({ ...nothingFolded, version: "before" }),
      generations: async () =>
        (await readModel.generations()).map((each) =>
          each.projection === "payments" ? { ...each, eventCount: 0 } : each,
        ),
    };
    const seen: boolean[] = [];
    const projector = createProjector({
      eventStore,
      readModel: upgraded,
      firstFold: {
        readModel: {
          ...upgraded,
          rebuild: () => {
            seen.push(projector.status().incomplete);
            return Promise.reject(new Error("seen"));
          },
        },
        scratchFolder: folder.path,
        leastEvents: 10,
      },
    });
    await expect(projector.runToHead()).rejects.toThrow("seen");
    expect(seen).toEqual([false]);
  });

  it("is done once: what comes later is folded as it comes", async () => {
    await projectorOf().runToHead();
    await append(eventStore, coursePurchased("u-1", "p-later", "c-later"));
    const untouched = filling(() => Promise.reject(new Error("filled again")));
    await projectorOf({ readModel: untouched }).runToHead();
    await expectCleanFold();
  });

  it("holds back the user of an event that cannot be read, and nobody else", async () => {
    await appendUnreadable(eventStore, "u-bad", -1);
    await projectorOf().runToHead();
    expect(await readModel.deadLetters()).toMatchObject([{ stream: "purchases-u-bad" }]);
    expect((await readModel.ownership(user("u-1")))?.purchasedCourses).toHaveLength(5);
  });

  it("goes on where it was when a store was unavailable", async () => {
    const crashing = filling(async (users, fill) => {
      await fill(users.slice(0, 6));
      throw new Error("away");
    });
    await expect(projectorOf({ readModel: crashing }).runToHead()).rejects.toThrow("away");
    await append(eventStore, ...courses("u-0", 2, 50));
    const filled: string[] = [];
    const watched = filling(async (users, fill) => {
      filled.push(...users.map(({ userId }) => userId));
      await fill(users);
    });
    await projectorOf({ readModel: watched }).runToHead();
    expect(filled).toHaveLength(6);
    await expectCleanFold();
  });

  it("of several processes at once ends in each of them", async () => {
    await Promise.all(Array.from({ length: 4 }, () => projectorOf().runToHead()));
    await expectCleanFold();
  });

  it("ends when the projector is stopped", async () => {
    const pages: number[] = [];
    let stopping: Promise<void> | undefined;
    const slow = filling(async (users, fill) => {
      pages.push(users.length);
      await fill(users);
      stopping = projector.stop();
    });
    const projector = projectorOf({ readModel: slow });
    projector.start();
    await eventually("it was stopped", () => Promise.resolve(stopping !== undefined));
    await stopping;
    expect((await readModel.generations()).map(({ role }) => role)).toContain("live");
    expect(pages).toHaveLength(1);
  });
});
