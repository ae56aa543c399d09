import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { filter, firstValueFrom, lastValueFrom, toArray } from "rxjs";
import { projectionNames } from "../../src/projections/projections.js";
import type { ProjectionName } from "../../src/stores/read-model/documents.js";
import { createProjector, type Projector } from "../../src/projections/live/projector.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { repairUser } from "../../src/operations/repair.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, coursePurchased, courses, stream, user } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { byOlga } from "../support/operator.js";

/** Failures that users of other event stores reported in public; each is named by its tracker and number. */
describe("what others have paid for", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  let projector: Projector;

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    readModel = await openSqliteReadModel({ path: join(folder.path, "read-model.db") });
    projector = createProjector({ eventStore, readModel, batchSize: 7 });
    for (let n = 0; n < 10; n++) await append(eventStore, ...courses(`u-${n}`, 6));
  });
  afterEach(async () => {
    await projector.stop();
    await readModel.close();
    await eventStore.close();
    await folder.remove();
  });

  const rebuild = (
    projections: readonly ProjectionName[],
    change: Partial<{ eventStore: EventStore; acceptChanges: boolean }> = {},
  ) =>
    rebuildProjections({
      eventStore,
      readModel,
      projections,
      scratchFolder: folder.path,
      resume: false,
      acceptChanges: false,
      ...change,
    });

  async function expectCleanFold(): Promise<void> {
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect(await readModel.checkpoint()).toMatchObject({ eventCount });
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
  }

  it("projections of the same events, rebuilt at once, do not erase each other's data (marten#3690)", async () => {
    await projector.runToHead();
    const reports = await Promise.all(projectionNames.map((name) => rebuild([name]).result));
    expect(reports.map(({ outcome }) => outcome)).toEqual(projectionNames.map(() => "swapped"));
    await projector.runToHead();
    await expectCleanFold();
  });

  it("a batch that was folded before a swap is not written over what was swapped in", async () => {
    await projector.runToHead();
    const beforeTheSwap = await readModel.checkpoint();
    await append(eventStore, coursePurchased("u-1", "late", "late"));
    let rebuilt = false;
    const overtaken: ReadModelStore = {
      ...readModel,
      async load(request) {
        const loaded = await readModel.load(request);
        if (!rebuilt) await rebuild(projectionNames).result;
        rebuilt = true;
        return loaded;
      },
    };
    await createProjector({ eventStore, readModel: overtaken }).runToHead();
    expect((await readModel.checkpoint()).version).not.toBe(beforeTheSwap.version);
    await expectCleanFold();
  });

  it("never claims to have caught up when committed events were skipped (marten#4952)", async () => {
    // All events of one user, so that no gap in a stream gives it away.
    const forgetful: EventStore = {
      ...eventStore,
      async *readAll(options) {
        for await (const batch of eventStore.readAll(options))
          yield batch.filter((event) => event.stream !== stream("u-4"));
      },
    };
    const mistaken = createProjector({ eventStore: forgetful, readModel, batchSize: 7 });
    mistaken.start();
    const stopped = await firstValueFrom(mistaken.status$.pipe(filter(({ state }) => state === "stopped")));
    expect(stopped.lastError).toMatchObject({
      code: "stream_gap",
      message: expect.stringContaining("only 54 of its 60 events") as unknown,
    });
    await mistaken.stop();
    expect(await rebuild(projectionNames, { acceptChanges: true }).result).toMatchObject({
      outcome: "swapped",
      parity: { driftedUsers: 1, drifts: { missing: 13 } },
    });
    projector.start();
    await eventually("it is live", () => projector.status().state === "live");
    await expectCleanFold();
  });

  it("handlers never overlap, so that a crash between two of them skips nothing (commanded#556)", async () => {
    let running = 0;
    let most = 0;
    let crashes = 3;
    const crashing: ReadModelStore = {
      ...readModel,
      async commit(changes) {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        try {
          if (crashes-- > 0) throw new Error("crashed");
          await readModel.commit(changes);
        } finally {
          running -= 1;
        }
      },
    };
    while (crashes > 0)
      await createProjector({ eventStore, readModel: crashing, batchSize: 7 })
        .runToHead()
        .catch(() => undefined);
    await createProjector({ eventStore, readModel: crashing, batchSize: 7 }).runToHead();
    expect(most).toBe(1);
    await expectCleanFold();
  });

  it("the remaining time of a replay is shown (AxonFramework#1252)", async () => {
    // One that has to put the log in order itself, which takes the longest.
    const { readStreams: _, ...unordered } = eventStore;
    const slow: EventStore = {
      ...unordered,
      async *readAll(options) {
        for await (const batch of eventStore.readAll({ ...options, batchSize: 10 })) {
          await new Promise((resolve) => setTimeout(resolve, 60));
          yield batch;
        }
      },
    };
    const run = rebuild(projectionNames, { eventStore: slow });
    const told = await lastValueFrom(run.progress$.pipe(toArray()));
    const midway = told.filter(({ phase, done }) => phase === "reading" && done > 0 && done < 60);
    expect(midway.length).toBeGreaterThan(0);
    for (const { done, total, perSecond, remainingSeconds } of midway) {
      expect(total).toBe(60);
      expect(remainingSeconds).toBeCloseTo((60 - done) / perSecond, 0);
    }
  });

  it("one stream can be folded anew by itself (marten#3408)", async () => {
    await projector.runToHead();
    const id = user("u-3");
    await readModel.replaceUser(id, {}, (await readModel.user(id)).version, "hold back");
    expect(await readModel.ownership(id)).toBeUndefined();
    const { drifts } = await repairUser({ eventStore, readModel }, id, { dryRun: false }, byOlga);
    expect(drifts.length).toBeGreaterThan(0);
    await expectCleanFold();
  });

  it("an error is not hidden behind the progress (marten#2949)", async () => {
    await projector.runToHead();
    const other = join(folder.path, "other");
    await mkdir(other);
    await openEmbeddedEventStore({ path: join(other, "events.db") }).then((empty) => empty.close());
    await copyFile(join(folder.path, "read-model.db"), join(other, "read-model.db"));
    await copyFile(join(folder.path, "read-model.db-wal"), join(other, "read-model.db-wal"));
    const { code, stderr } = await runLedger(["rebuild"], { DATA_DIR: other });
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
      /^Error: The read model followed its log to position 60 .* but this log is empty/,
    );
  });
});
