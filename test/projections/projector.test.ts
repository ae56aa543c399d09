import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { filter, firstValueFrom } from "rxjs";
import { LedgerError } from "../../src/errors.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import { retryDeadLetter } from "../../src/operations/retry-dead-letter.js";
import { repairUser } from "../../src/operations/repair.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, NewEvent } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import {
  append,
  coursePurchased,
  courses,
  purchaseRevoked,
  stream,
  testPurchased,
  toNewEvent,
  user,
} from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { byOlga } from "../support/operator.js";

describe("the projector", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  let projectors: Projector[];
  let models: ModelsOfTest;

  const project = (change: Partial<Parameters<typeof createProjector>[0]> = {}): Projector => {
    const projector = createProjector({ eventStore, readModel, batchSize: 3, ...change });
    projectors.push(projector);
    return projector;
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    projectors = [];
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    models = await newModels(folder.path);
    readModel = await models.open();
  });

  afterEach(async () => {
    for (const projector of projectors) await projector.stop();
    await readModel.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  async function expectCleanFold(): Promise<void> {
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }

  async function appendSome(): Promise<void> {
    await append(eventStore, ...courses("u-1", 5), testPurchased("u-1", "t-1", "c-1", null));
    await append(eventStore, ...courses("u-2", 2));
    await append(eventStore, purchaseRevoked("u-1", "p-2", "course", "c-2"));
    await append(eventStore, coursePurchased("u-1", "p-2-again", "c-2"));
  }

  it("folds the log into both models, batch after batch", async () => {
    await appendSome();
    const projector = project();
    await projector.runToHead();
    await expectCleanFold();
    expect((await readModel.ownership(user("u-1")))?.purchasedCourses).toEqual([
      "c-0",
      "c-1",
      "c-3",
      "c-4",
      "c-2",
    ]);
    expect(projector.status()).toMatchObject({
      state: "live",
      eventCount: 10,
      lagEvents: 0,
      lagSeconds: 0,
      lastError: undefined,
    });
  });

  it("has nothing to do for an empty log, or the second time", async () => {
    await project().runToHead();
    expect(await readModel.checkpoint()).toMatchObject({ position: undefined, eventCount: 0 });
    await appendSome();
    await project().runToHead();
    await project().runToHead();
    await expectCleanFold();
  });

  it("catches up, then stays live and tells every step", async () => {
    await appendSome();
    const projector = project();
    projector.start();
    await firstValueFrom(projector.status$.pipe(filter(({ state }) => state === "live")));
    await append(eventStore, ...courses("u-3", 4));
    await firstValueFrom(projector.status$.pipe(filter(({ eventCount }) => eventCount === 14)));
    await eventually("it is live again", () => projector.status().state === "live");
    await expectCleanFold();
  });

  it("brings a read model back that was deleted", async () => {
    await appendSome();
    await project().runToHead();
    await readModel.close();
    await models.remove();
    readModel = await models.open();
    await project().runToHead();
    await expectCleanFold();
  });

  it("goes on by itself when a store was unavailable, and says so meanwhile", async () => {
    await appendSome();
    let failures = 3;
    const flaky: ReadModelStore = {
      ...readModel,
      commit: (changes) =>
        failures-- > 0
          ? Promise.reject(new LedgerError("read_model_unavailable", "The disk is full."))
          : readModel.commit(changes),
    };
    const projector = project({ readModel: flaky });
    const waited = firstValueFrom(projector.status$.pipe(filter(({ state }) => state === "waiting")));
    projector.start();
    expect((await waited).lastError).toMatchObject({
      code: "read_model_unavailable",
      message: "The disk is full.",
    });
    await eventually("it is live", () => projector.status().state === "live");
    expect(projector.status().lastError).toBeUndefined();
    await expectCleanFold();
  });

  it("applies a batch once although the answer to its commit was lost", async () => {
    await appendSome();
    let lost = 2;
    const forgetful: ReadModelStore = {
      ...readModel,
      async commit(changes) {
        await readModel.commit(changes);
        if (lost-- > 0) throw new LedgerError("read_model_unavailable", "No answer.");
      },
    };
    const projector = project({ readModel: forgetful });
    projector.start();
    await eventually("it is live", () => projector.status().state === "live");
    await expectCleanFold();
  });

  it("may run twice at once: neither loses nor doubles anything", async () => {
    const other = await models.open();
    const first = project();
    const second = project({ readModel: other });
    first.start();
    second.start();
    for (let n = 0; n < 40; n++) await append(eventStore, ...courses(`u-${n % 5}`, 2, n * 2));
    await eventually("both are live at the head", () =>
      [first, second].every(
        (projector) => projector.status().state === "live" && projector.status().eventCount === 80,
      ),
    );
    await first.stop();
    await second.stop();
    await expectCleanFold();
    await other.close();
  });

  it("holds back the one user of whom an event is missing", async () => {
    await append(eventStore, ...courses("u-1", 6));
    await append(eventStore, ...courses("u-2", 3));
    const gappy: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options))
          yield batch.filter(({ revision }) => revision !== 4);
      },
    };
    await project({ eventStore: gappy, batchSize: 100 })
      .runToHead()
      .catch((error: unknown) => {
        // At its end the projector still says that an event was left out.
        expect(error).toMatchObject({ code: "stream_gap" });
      });
    expect(await readModel.deadLetters()).toMatchObject([
      { stream: "purchases-u-1", revision: 5, code: "stream_gap" },
    ]);
    expect((await readModel.ownership(user("u-1")))?.revision).toBe(3);
    expect((await readModel.ownership(user("u-2")))?.purchasedCourses).toHaveLength(3);
  });

  it("keeps the dead letter of an event without metadata", async () => {
    await append(eventStore, coursePurchased("bad", "p-1", "c-1"));
    await append(eventStore, ...courses("good", 2));
    const bare: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options))
          yield batch.map((event) =>
            event.stream === stream("bad") ? { ...event, metadata: undefined } : event,
          );
      },
    };
    await project({ eventStore: bare }).runToHead();
    expect(await readModel.deadLetters()).toMatchObject([{ stream: "purchases-bad", metadata: "" }]);
    expect((await readModel.ownership(user("good")))?.purchasedCourses).toHaveLength(2);
  });

  it("holds back a user whose document was damaged by hand until it is repaired", async () => {
    await appendSome();
    await project().runToHead();
    const id = user("u-1");
    await readModel.replaceUser(id, {}, (await readModel.user(id)).version, "hold back");
    await append(eventStore, coursePurchased("u-1", "p-last", "c-last"));
    await project().runToHead();
    expect(await readModel.deadLetters()).toMatchObject([{ code: "stream_gap" }]);
    expect((await repairUser({ eventStore, readModel }, id, { dryRun: false }, byOlga)).drifts).not.toEqual(
      [],
    );
    await project().runToHead();
    await expectCleanFold();
  });

  describe("at an event that cannot be read or folded", () => {
    const broken = (userId: string) => {
      const event = toNewEvent(coursePurchased(userId, "p-1", "c-1"));
      return { ...event, data: { ...event.data, courseId: 7 } } as unknown as NewEvent;
    };

    it("holds back only its stream, and tells stream, revision and field", async () => {
      await eventStore.append(
        stream("bad"),
        [toNewEvent(coursePurchased("bad", "p-0", "c-0")), broken("bad")],
        "no-stream",
      );
      await append(
        eventStore,
        coursePurchased("bad", "p-2", "c-2"),
        purchaseRevoked("bad", "p-0", "course", "c-0"),
      );
      await append(eventStore, ...courses("good", 7));
      const projector = project();
      await projector.runToHead();
      expect((await readModel.ownership(user("good")))?.purchasedCourses).toHaveLength(7);
      expect(await readModel.ownership(user("bad"))).toMatchObject({
        purchasedCourses: ["c-0"],
        revision: 0,
      });
      expect(await readModel.historyRevision(user("bad"))).toBe(0);
      expect(projector.status()).toMatchObject({
        state: "live",
        eventCount: 11,
        lagEvents: 0,
        deadLetters: 1,
      });
      const [letter, ...others] = await readModel.deadLetters();
      expect(others).toEqual([]);
      expect(letter).toMatchObject({ stream: "purchases-bad", revision: 1, code: "event_invalid" });
      expect(letter?.reason).toMatch(/1 of stream purchases-bad .*data\.courseId/);
      expect(JSON.parse(letter?.data ?? "")).toMatchObject({ courseId: 7 });
    });

    it.each([
      ["buys what is owned", (): PurchaseEvent => coursePurchased("bad", "p-9", "c-0")],
      ["revokes what is not there", (): PurchaseEvent => purchaseRevoked("bad", "p-9", "course", "c-9")],
      ["reuses a purchase id", (): PurchaseEvent => testPurchased("bad", "p-0", "t-9")],
    ])("keeps both projections whole when the event %s", async (_, event) => {
      await append(eventStore, coursePurchased("bad", "p-0", "c-0"));
      await eventStore.append(
        stream("bad"),
        [{ ...toNewEvent(event()), id: "11111111-1111-4111-8111-111111111111" }],
        0,
      );
      await append(eventStore, coursePurchased("bad", "p-2", "c-2"));
      await project({ batchSize: 100 }).runToHead();
      expect(await readModel.ownership(user("bad"))).toMatchObject({
        purchasedCourses: ["c-0"],
        revision: 0,
      });
      expect(await readModel.historyPage({ userId: user("bad"), limit: 10 })).toHaveLength(1);
      expect(await readModel.historyRevision(user("bad"))).toBe(0);
      expect(await readModel.deadLetters()).toMatchObject([{ revision: 1 }]);
    });
  });

  it("stops when very many users are held back, until somebody has released some of them", async () => {
    for (let n = 0; n < 5; n++) await append(eventStore, coursePurchased(`bad-${n}`, "p-1", "c-unheard"));
    await append(eventStore, ...courses("good", 9));
    const older: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options))
          yield batch.map((event) =>
            event.stream === stream("good") ? event : { ...event, type: "Unheard" },
          );
      },
    };
    const projector = project({ eventStore: older, mostDeadLetters: 3 });
    projector.start();
    await eventually("it has stopped", () => projector.status().state === "stopped");
    expect(projector.status()).toMatchObject({
      deadLetters: 5,
      lastError: { code: "event_invalid", message: expect.stringContaining("5 users wait") as unknown },
    });
    const { eventCount } = await readModel.checkpoint();
    expect(eventCount).toBe(6);
    await expect(project({ eventStore: older, mostDeadLetters: 3 }).runToHead()).rejects.toMatchObject({
      code: "event_invalid",
    });
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    for (const n of [0, 1]) await retryDeadLetter({ eventStore, readModel }, user(`bad-${n}`), byOlga);
    await project({ eventStore: older, mostDeadLetters: 3 }).runToHead();
    expect((await readModel.ownership(user("good")))?.purchasedCourses).toHaveLength(9);
  });

  it("refuses a read model that is ahead of the log: they do not belong together", async () => {
    await appendSome();
    await project().runToHead();
    const empty = await openEmbeddedEventStore({ path: join(folder.path, "other.db") });
    await expect(project({ eventStore: empty }).runToHead()).rejects.toMatchObject({
      code: "checkpoint_ahead",
    });
    await empty.close();
  });

  it("asks for the next batch only when the last one is written", async () => {
    await append(eventStore, ...courses("u-1", 30));
    let inFlight = 0;
    let most = 0;
    const counted: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options)) {
          most = Math.max(most, ++inFlight);
          yield batch;
        }
      },
    };
    const slow: ReadModelStore = {
      ...readModel,
      async commit(changes) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        await readModel.commit(changes);
        inFlight -= 1;
      },
    };
    await project({ eventStore: counted, readModel: slow }).runToHead();
    expect(most).toBe(1);
    await expectCleanFold();
  });

  it("ends after the batch that is being written when it is told to stop", async () => {
    await append(eventStore, ...courses("u-1", 300));
    const projector = project();
    projector.start();
    await firstValueFrom(projector.status$.pipe(filter(({ eventCount }) => eventCount >= 6)));
    await projector.stop();
    const stopped = await readModel.checkpoint();
    expect(projector.status().state).toBe("stopped");
    expect(stopped.eventCount).toBeLessThan(300);
    expect((await readModel.ownership(user("u-1")))?.revision).toBe(stopped.eventCount - 1);
    expect(await readModel.historyRevision(user("u-1"))).toBe(stopped.eventCount - 1);
  });
});
