import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import type { Drift } from "../../src/projections/check/compare-user.js";
import { crossCheck } from "../../src/projections/check/cross-check.js";
import { projections } from "../../src/projections/projections.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { repairUser } from "../../src/operations/repair.js";
import { verify } from "../../src/projections/check/verify.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import {
  append,
  coursePurchased,
  courses,
  purchaseRefunded,
  purchaseRevoked,
  user,
} from "../support/events.js";
import { isWrite, openDoor, type Door } from "../support/mongodb-door.js";
import { useMongodb, type TestDatabase } from "../support/mongodb.js";
import { openReadModel } from "../support/open-read-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { byOlga } from "../support/operator.js";

const mongodb = useMongodb();

describe("a projector that is cut off at any of its writes", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let database: TestDatabase;
  let door: Door;

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    database = await mongodb.newDatabase();
    door = await openDoor(database.url);
  });
  afterEach(async () => {
    await door.close();
    await database.drop();
    await eventStore.close();
    await folder.remove();
  });

  /** Every kind of write is in the second batch: new users and old ones, a revocation, an item bought again. */
  async function appendTwoBatches(): Promise<void> {
    await append(eventStore, ...courses("u-1", 3));
    await append(eventStore, ...courses("u-2", 3));
    await append(eventStore, purchaseRevoked("u-1", "p-1", "course", "c-1"));
    await append(eventStore, coursePurchased("u-1", "p-again", "c-1"));
    await append(eventStore, ...courses("u-3", 2));
    await append(eventStore, ...courses("u-2", 2, 10));
  }

  async function expectNoFalseAlarm(): Promise<void> {
    const readModel = await openReadModel(database.url);
    const drifts: Drift[] = [];
    const run = verify({
      eventStore,
      readModel,
      scratchFolder: folder.path,
      onDrift: (drift) => void drifts.push(drift),
      // None is at work.
      projectorPatienceMs: 0,
    });
    await run.result;
    expect(drifts).toEqual([]);
    for (const { userId, ...stored } of await readModel.usersAfter(undefined, 100)) {
      expect(crossCheck(stored, projections)?.lacking ?? {}).toEqual({});
      await repairUser({ eventStore, readModel }, userId, { dryRun: false }, byOlga);
    }
    await readModel.close();
  }

  async function expectCleanFold(): Promise<void> {
    const readModel = await openReadModel(database.url);
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
    await readModel.close();
  }

  /** Runs to the log's head through the door, which cuts it off at the n-th write. Says whether it was. */
  async function runCutOff(n: number, how: "cut before" | "cut after", batchSize = 6): Promise<boolean> {
    let writes = 0;
    door.onCommand = (command) => (isWrite(command) && ++writes === n ? how : "pass");
    const readModel = await openReadModel(door.url);
    try {
      await createProjector({ eventStore, readModel, batchSize }).runToHead();
    } catch (error) {
      expect(error).toMatchObject({ code: "read_model_unavailable" });
    } finally {
      door.onCommand = () => "pass";
      await readModel.close();
    }
    return writes >= n;
  }

  it.each(["cut before", "cut after"] as const)(
    "(%s it) loses and doubles nothing",
    async (how) => {
      await appendTwoBatches();
      let cuts = 0;
      for (let n = 1; await runCutOff(n, how); n++) {
        cuts += 1;
        await expectNoFalseAlarm();
        const readModel = await openReadModel(database.url);
        await createProjector({ eventStore, readModel, batchSize: 4 }).runToHead();
        await readModel.close();
        await expectCleanFold();
        await database.drop();
      }
      // Each batch announces itself, writes its documents in at least three steps, and sets the checkpoint.
      expect(cuts).toBeGreaterThanOrEqual(10);
      await expectCleanFold();
    },
    240_000,
  );

  it("holds each refund once, whatever batches follow the one that was cut off", async () => {
    const refundOf = (amountMinor: number): PurchaseEvent =>
      purchaseRefunded("u-1", "p-0", "c-0", { refundId: `re-${amountMinor}`, amountMinor });
    await append(eventStore, ...courses("u-1", 2), refundOf(100), refundOf(200));
    await append(eventStore, ...courses("u-2", 1));
    await append(eventStore, refundOf(300), purchaseRevoked("u-1", "p-0", "course", "c-0"), refundOf(400));
    await append(eventStore, coursePurchased("u-1", "p-again", "c-0"), refundOf(500));
    let cuts = 0;
    for (let n = 1; await runCutOff(n, "cut after", 8); n++) {
      cuts += 1;
      await expectNoFalseAlarm();
      // The next one takes smaller batches, and is cut off as well: users are in the middle of what was written ahead.
      for (let next = 3; next < 12 && (await runCutOff(next, "cut after", 2)); next += 4)
        await expectNoFalseAlarm();
      const readModel = await openReadModel(database.url);
      await createProjector({ eventStore, readModel, batchSize: 4 }).runToHead();
      await readModel.close();
      await expectNoFalseAlarm();
      await expectCleanFold();
      await database.drop();
    }
    expect(cuts).toBeGreaterThanOrEqual(10);
  }, 240_000);

  /** Folds through the door, which cuts it off at the first such write. */
  async function cutOffAt(
    isLast: (command: Parameters<Door["onCommand"]>[0]) => boolean,
    batchSize = 100,
  ): Promise<void> {
    door.onCommand = (command) => (isLast(command) ? "cut before" : "pass");
    const readModel = await openReadModel(door.url);
    await expect(createProjector({ eventStore, readModel, batchSize }).runToHead()).rejects.toMatchObject({
      code: "read_model_unavailable",
    });
    await readModel.close();
  }

  it("goes on where another one has just written a document that was not there when it looked", async () => {
    await append(
      eventStore,
      ...courses("u-1", 1),
      purchaseRefunded("u-1", "p-0", "c-0", { refundId: "re-1", amountMinor: 100 }),
    );
    const readModel = await openReadModel(database.url);
    let loads = 0;
    const load: typeof readModel.load = async (request) => {
      const loaded = await readModel.load(request);
      loads += 1;
      // The other one takes a smaller batch, and is killed before it has confirmed anything.
      if (loads === 1) await cutOffAt(({ insert }) => String(insert).endsWith("_revisions"), 1);
      return loaded;
    };
    await createProjector({ eventStore, readModel: { ...readModel, load } }).runToHead();
    expect(loads).toBe(2);
    await readModel.close();
    await expectCleanFold();
  });

  it("shows a user as of the revision that was confirmed, whatever was written ahead", async () => {
    await append(eventStore, ...courses("u-1", 2));
    const readModel = await openReadModel(database.url);
    await createProjector({ eventStore, readModel }).runToHead();
    const before = await readModel.user(user("u-1"));
    await append(eventStore, purchaseRevoked("u-1", "p-0", "course", "c-0"), ...courses("u-1", 1, 5));
    // The records are written, their confirmation is not.
    await cutOffAt(({ insert, update }) => [insert, update].includes("ledger_purchase_revisions"));
    const page = await readModel.historyPage({ userId: user("u-1"), limit: 10 });
    expect(page.map(({ purchaseId }) => purchaseId)).toContain("p-5");
    expect(page.find(({ purchaseId }) => purchaseId === "p-0")?.revokedReason).toBe("refund");
    const { history } = (await readModel.user(user("u-1"))).models;
    expect(history).toEqual({ documents: before.models.history?.documents, revision: 1 });
    await createProjector({ eventStore, readModel }).runToHead();
    expect((await readModel.user(user("u-1"))).models.history?.revision).toBe(3);
    await readModel.close();
    await expectCleanFold();
  });

  it("leaves no page of users short, where of one there is only what was written ahead", async () => {
    for (const id of ["u-1", "u-3"]) await append(eventStore, ...courses(id, 1));
    const readModel = await openReadModel(database.url);
    await createProjector({ eventStore, readModel }).runToHead();
    await append(eventStore, ...courses("u-2", 1));
    await cutOffAt(({ insert, update }) => /_revisions$|_ownership$/.test(String(insert ?? update)));
    expect(await database.db.collection("ledger_purchases").countDocuments({ userId: "u-2" })).toBe(1);
    const page = await readModel.usersAfter(undefined, 2);
    expect(page.map(({ userId }) => userId)).toEqual(["u-1", "u-3"]);
    expect(await readModel.usersAfter(user("u-3"), 2)).toEqual([]);
    await readModel.close();
  });

  it("is written over by nobody who is further behind", async () => {
    await appendTwoBatches();
    const readModel = await openReadModel(database.url);
    await createProjector({ eventStore, readModel, batchSize: 4 }).runToHead();
    // As if it had loaded everything long ago, and were let go only now.
    await database.db
      .collection("ledger_checkpoints")
      .updateOne({}, { $set: emptyCheckpoint("ownership", "history") });
    await createProjector({ eventStore, readModel, batchSize: 3 }).runToHead();
    await readModel.close();
    await expectCleanFold();
  });
});

const emptyCheckpoint = (...projections: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(
    projections.flatMap((projection) => [
      [`live.${projection}.position`, null],
      [`live.${projection}.eventCount`, 0],
    ]),
  );
