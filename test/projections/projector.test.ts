import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { filter, firstValueFrom } from "rxjs";
import { LedgerError } from "../../src/errors.js";
import { createProjector, type Projector } from "../../src/projections/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, NewEvent } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, coursePurchased, courses, purchaseRevoked, stream, testPurchased, toNewEvent, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("the projector", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  let projectors: Projector[];
  const modelPath = (): string => join(folder.path, "read-model.db");

  const project = (change: Partial<Parameters<typeof createProjector>[0]> = {}): Projector => {
    const projector = createProjector({ eventStore, readModel, batchSize: 3, ...change });
    projectors.push(projector);
    return projector;
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    projectors = [];
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    readModel = await openSqliteReadModel({ path: modelPath() });
  });

  afterEach(async () => {
    for (const projector of projectors) await projector.stop();
    await readModel.close();
    await eventStore.close();
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
    expect((await readModel.ownership(user("u-1")))?.purchasedCourses).toEqual(["c-0", "c-1", "c-3", "c-4", "c-2"]);
    expect(projector.status()).toMatchObject({ state: "live", eventCount: 10, lagEvents: 0, lagSeconds: 0, lastError: undefined });
  });

  it("has nothing to do for an empty log, or the second time", async () => {
    await project().runToHead();
    expect(await readModel.checkpoint()).toBeUndefined();
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
    for (const file of ["", "-wal", "-shm"]) await rm(`${modelPath()}${file}`, { force: true });
    readModel = await openSqliteReadModel({ path: modelPath() });
    await project().runToHead();
    await expectCleanFold();
  });

  it("goes on by itself when a store was away, and says so meanwhile", async () => {
    await appendSome();
    let failures = 3;
    const flaky: ReadModelStore = {
      ...readModel,
      commit: (changes) =>
        failures-- > 0 ? Promise.reject(new LedgerError("read_model_unavailable", "The disk is full.")) : readModel.commit(changes),
    };
    const projector = project({ readModel: flaky });
    const waited = firstValueFrom(projector.status$.pipe(filter(({ state }) => state === "waiting")));
    projector.start();
    expect((await waited).lastError).toMatchObject({ code: "read_model_unavailable", message: "The disk is full." });
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
    const other = await openSqliteReadModel({ path: modelPath() });
    const first = project();
    const second = project({ readModel: other });
    first.start();
    second.start();
    for (let n = 0; n < 40; n++) await append(eventStore, ...courses(`u-${n % 5}`, 2, n * 2));
    await eventually("both are live at the head", () =>
      [first, second].every((projector) => projector.status().state === "live" && projector.status().eventCount === 80),
    );
    await first.stop();
    await second.stop();
    await expectCleanFold();
    await other.close();
  });

  it("stops at an event that is missing, names it, and writes nothing of the batch", async () => {
    await append(eventStore, ...courses("u-1", 6));
    const gappy: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options)) yield batch.filter(({ revision }) => revision !== 4);
      },
    };
    const projector = project({ eventStore: gappy });
    await expect(projector.runToHead()).rejects.toMatchObject({ code: "stream_gap", details: { userId: "u-1", foldedTo: 3, revision: 5 } });
    expect(await readModel.checkpoint()).toMatchObject({ eventCount: 3 });
    projector.start();
    await eventually("it has stopped", () => projector.status().state === "stopped");
    expect(projector.status().lastError).toMatchObject({ code: "stream_gap" });
  });

  it("stops at an event that cannot be read, and names stream, revision and field", async () => {
    const broken = toNewEvent(coursePurchased("u-2", "p-1", "c-1"));
    await append(eventStore, ...courses("u-1", 2));
    await eventStore.append(stream("u-2"), [{ ...broken, data: { ...broken.data, courseId: 7 } } as unknown as NewEvent], "no-stream");
    await expect(project().runToHead()).rejects.toMatchObject({
      code: "event_invalid",
      message: expect.stringMatching(/0 of stream purchases-u-2 .*data\.courseId/) as unknown,
    });
  });

  it("refuses a read model that is ahead of the log: they do not belong together", async () => {
    await appendSome();
    await project().runToHead();
    const empty = await openEmbeddedEventStore({ path: join(folder.path, "other.db") });
    await expect(project({ eventStore: empty }).runToHead()).rejects.toMatchObject({ code: "checkpoint_ahead" });
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
    expect(stopped?.eventCount).toBeLessThan(300);
    expect((await readModel.ownership(user("u-1")))?.revision).toBe((stopped?.eventCount ?? 0) - 1);
    expect(await readModel.historyRevision(user("u-1"))).toBe((stopped?.eventCount ?? 0) - 1);
  });
});
