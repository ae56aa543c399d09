import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { crossCheck } from "../../src/projections/check/cross-check.js";
import { projections } from "../../src/projections/projections.js";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import { repairUser } from "../../src/operations/repair.js";
import { createSampler, type Sampler } from "../../src/projections/check/sampler.js";
import { verify } from "../../src/projections/check/verify.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, courses, item, metadata, purchase, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { modelsOf } from "../support/model-changes.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { byOlga } from "../support/operator.js";

/** So many events are folded before the shop opens, which says how fast the store is. */
const measured = 60;
/** So many a fast store has folded before anything is looked at. */
const busy = 300;
/** More than this many events behind, customers wait: a slow machine has fewer of them, and is not buried. */
const farBehind = 200;

/** A pass over a slow store that is busy takes long; how many passes it takes is what counts. */
const patienceMs = 60_000;

/** Whether drift is found. Throws once a whole pass that began after the moment has not found it. */
function foundByFirstPass(after: string, sampler: Sampler): () => boolean {
  let first: string | undefined;
  return () => {
    const { usersDrifted, walk } = sampler.status();
    if (walk.startedAt > after) first ??= walk.startedAt;
    if (usersDrifted === 0 && first !== undefined && walk.startedAt !== first)
      throw new Error("A whole pass has not found it.");
    return usersDrifted > 0;
  };
}

describe("while users buy", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let models: ModelsOfTest;
  let readModel: ReadModelStore;
  let projector: Projector;
  let pauseMs: number;
  let shop: { commands(): number; close(): Promise<number> };

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    models = await newModels(folder.path);
    readModel = await models.open();
    projector = createProjector({ eventStore, readModel, batchSize: 20 });
    for (let n = 0; n < measured; n++) await append(eventStore, ...courses(`u-${n}`, 1));
    const started = performance.now();
    projector.start();
    const folded = (): number => projector.status().eventCount;
    await eventually("all are folded", () => folded() === measured);
    const msPerEvent = (performance.now() - started) / measured;
    // The store then has time left for what a test asks of it, however slow it is.
    pauseMs = msPerEvent < 1 ? 0 : 100 * msPerEvent;
    shop = openShop();
    await eventually(
      "the shop is busy",
      () => folded() > Math.max(measured, Math.min(busy, busy / msPerEvent)),
    );
  });

  afterEach(async () => {
    await shop.close();
    await projector.stop();
    await readModel.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  /** Eight customers at once who buy and give back, until the shop is closed. */
  function openShop(): typeof shop {
    const handler = createPurchaseHandler({ eventStore });
    let open = true;
    const isOpen = (): boolean => open;
    let commands = 0;
    const customer = async (number: number): Promise<void> => {
      for (let n = 0; open; n++) {
        const userId = user(`u-${(n * 8 + number) % 60}`);
        const purchaseId = purchase(`p-${number}-${n}`);
        const { schemaVersion: _, ...context } = metadata();
        await handler.handle({
          type: "ImportPurchase",
          userId,
          purchaseId,
          item: item(n % 2 === 0 ? "course" : "test", `i-${number}-${n}`),
          purchasedAt: null,
          evidence: { foundIn: "array", recordIds: [] },
          context,
        });
        if (n % 3 === 0) {
          await handler.handle({
            type: "RevokePurchase",
            userId,
            purchaseId,
            reason: "refund",
            note: "",
            at: "2026-02-03T04:05:06.789Z",
            context,
          });
        }
        commands += 1;
        await sleep(pauseMs);
        while (
          isOpen() &&
          ((await eventStore.head()).eventCount ?? 0) - projector.status().eventCount > farBehind
        )
          await sleep(20);
      }
    };
    const customers = Promise.all(Array.from({ length: 8 }, (_, number) => customer(number)));
    return {
      commands: () => commands,
      async close() {
        open = false;
        await customers;
        return commands;
      },
    };
  }

  it("verify raises no false alarm, time after time", async () => {
    for (let round = 0; round < 8; round++) {
      const drifts: unknown[] = [];
      const before = projector.status().eventCount;
      const report = await verify({
        eventStore,
        readModel,
        scratchFolder: folder.path,
        onDrift: (drift) => void drifts.push(drift),
      }).result;
      expect(drifts).toEqual([]);
      expect(report).toMatchObject({ outcome: "clean", driftedUsers: 0, mismatch: undefined });
      expect(report.events).toBeGreaterThanOrEqual(before);
    }
  });

  it("a repair of healthy users writes nothing, and of damaged ones loses nothing", async () => {
    const before = shop.commands();
    for (let n = 0; n < 60; n++) {
      const { drifts } = await repairUser(
        { eventStore, readModel },
        user(`u-${n}`),
        { dryRun: false },
        byOlga,
      );
      expect(drifts).toEqual([]);
    }
    for (let n = 0; n < 30; n++) {
      const id = user(`u-${n}`);
      for (let done = false; !done;) {
        const { version } = await readModel.user(id);
        done = await readModel.replaceUser(id, {}, version, "hold back").then(
          () => true,
          () => false,
        );
      }
      await repairUser({ eventStore, readModel }, id, { dryRun: false }, byOlga);
    }
    expect(await shop.close()).toBeGreaterThan(before);
    await eventually(
      "everything is folded",
      async () => projector.status().eventCount === (await eventStore.head()).eventCount,
    );
    const { eventCount: _, ...expected } = await cleanFold(eventStore);
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }, 120_000);

  it("the sampler finds every pass clean, and a drifted user within a pass", async () => {
    const sampler = createSampler({ eventStore, readModel, cpuPercent: 50 });
    sampler.start();
    await eventually("a pass is clean", () => sampler.status().lastCleanPassAt !== undefined);
    expect(sampler.status()).toMatchObject({ usersDrifted: 0, driftedUsers: [] });
    expect(sampler.status().usersSampled).toBeGreaterThan(0);
    const { totals } = sampler.status();
    expect(totals?.owned.ownership).toBeGreaterThan(0);
    expect(totals?.owned.ownership).toBe(totals?.owned.history);
    expect(totals?.unmatchedItems).toBe(0);
    expect(totals?.countedAt).toBe(sampler.status().lastCleanPassAt);

    const damaged = user("u-invented");
    const document = {
      userId: damaged,
      purchasedCourses: [item("course", "c-1").id],
      purchasedCoursesAt: [null],
      purchasedTests: [],
      purchasedTestsAt: [],
      revision: 0,
    };
    const models = modelsOf(document, { revision: 0, documents: [] });
    await readModel.replaceUser(damaged, models, (await readModel.user(damaged)).version, "hold back");
    const isFound = foundByFirstPass(new Date().toISOString(), sampler);
    expect(crossCheck(await readModel.user(damaged), projections)).toEqual({
      owned: { ownership: 1, history: 0 },
      lacking: { history: ["course:c-1"] },
    });
    await eventually("it is found", isFound, patienceMs);
    expect(sampler.status().driftedUsers).toEqual([damaged]);
    await eventually("it is counted", () => sampler.status().totals?.unmatchedItems === 1, patienceMs);
    sampler.stop();
  });
});
