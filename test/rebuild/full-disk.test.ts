import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { verify } from "../../src/projections/check/verify.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { projectionNames } from "../../src/projections/projections.js";
import {
  discardRebuilds,
  rebuildProjections,
  type RebuildOptions,
} from "../../src/projections/rebuild/rebuild.js";
import { backUpEmbeddedLog } from "../../src/stores/event-store/embedded/back-up.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { append, courses, coursePurchased } from "../support/events.js";
import { mayMount, smallDisk, type SmallDisk } from "../support/small-disk.js";

const mebibyte = 1024 * 1024;

// A file system of a few megabytes can only be made by who may mount one.
(mayMount ? describe : describe.skip)("a long run on a disk that is nearly full", () => {
  let disk: SmallDisk;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  const log = (): string => join(disk.path, "events.db");

  beforeEach(async () => {
    disk = await smallDisk(96);
    eventStore = await openEmbeddedEventStore({ path: log() });
    readModel = await openSqliteReadModel({ path: join(disk.path, "read-model.db") });
    await append(eventStore, ...courses("many", 3000));
    for (let n = 0; n < 30; n++) await append(eventStore, ...courses(`u-${n}`, 10));
    await createProjector({ eventStore, readModel }).runToHead();
  });
  afterEach(async () => {
    await readModel.close();
    await eventStore.close();
    await disk.remove();
  });

  const rebuild = (change: Partial<RebuildOptions> = {}) =>
    rebuildProjections({
      ...{ eventStore, readModel, projections: projectionNames, scratchFolder: disk.path },
      ...{ resume: false, acceptChanges: false, ...change },
    }).result;
  const sorted = (): EventStore => {
    const { readStreams: _, ...rest } = eventStore;
    return rest;
  };
  let sales = 0;
  const sell = () => append(eventStore, coursePurchased(`buyer-${++sales}`, "p-1", "c-1"));
  /** Says how much it needs, leaves nothing behind, and leaves room for sales. */
  async function expectRefused(run: Promise<unknown>, words: RegExp, code = "read_model_unavailable") {
    await expect(run).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words) as unknown,
      details: { cause: "disk_full", neededBytes: expect.any(Number) as unknown },
    });
    expect((await readModel.generations()).filter(({ role }) => role === "building")).toEqual([]);
    expect((await readdir(disk.path)).filter((name) => /rebuild|verify|partial/.test(name))).toEqual([]);
    await sell();
  }

  it("a rebuild is refused before it begins, and says what it needs", async () => {
    await disk.fill(20 * mebibyte);
    await expectRefused(
      rebuild(),
      /^The rebuild needs \d+\.\d MiB on the disk of .*, and \d+\.\d MiB are free\./,
    );
    await disk.free();
    expect((await rebuild()).outcome).toBe("swapped");
  });

  it("a rebuild that meets it half-way gives back what it took", async () => {
    const filling: RebuildOptions["readModel"] = {
      ...readModel,
      async rebuild(...values: Parameters<ReadModelStore["rebuild"]>) {
        const made = await readModel.rebuild(...values);
        return {
          ...made,
          async fill(users: Parameters<typeof made.fill>[0]) {
            await made.fill(users);
            await disk.fill(20 * mebibyte);
          },
        };
      },
    };
    await expectRefused(rebuild({ readModel: filling }), /^The rest of the rebuild needs/);
  });

  /** A log that has to be sorted, and a disk that is nearly full once it is read. */
  const fillingLog = (): EventStore => ({
    ...sorted(),
    async *readAll(page) {
      await disk.fill(20 * mebibyte);
      yield* eventStore.readAll(page);
    },
  });

  it("a rebuild that has to sort the log is refused, before it begins and half-way", async () => {
    await disk.fill(20 * mebibyte);
    await expectRefused(rebuild({ eventStore: sorted() }), /^The rebuild needs/);
    await disk.free();
    await expectRefused(rebuild({ eventStore: fillingLog() }), /^Sorting the log needs/);
  });

  it("what a rebuild has left is discarded though nothing is free, because its files go first", async () => {
    const failing: RebuildOptions["readModel"] = {
      ...readModel,
      async rebuild(...values: Parameters<ReadModelStore["rebuild"]>) {
        const made = await readModel.rebuild(...values);
        return {
          ...made,
          // The log is sorted by now.
          fill: () => Promise.reject(new Error("It ends.")),
        };
      },
    };
    await expect(rebuild({ eventStore: sorted(), readModel: failing })).rejects.toThrow("It ends.");
    const left = async () => (await readdir(disk.path)).filter((name) => name.startsWith("rebuild"));
    expect(await left()).not.toEqual([]);
    await disk.fill();
    const filesBeforeWrites: string[] = [];
    const watched: typeof readModel = {
      ...readModel,
      async rebuild(...values) {
        filesBeforeWrites.push(...(await left()));
        return readModel.rebuild(...values);
      },
    };
    expect(await discardRebuilds(watched, disk.path)).toHaveLength(projectionNames.length);
    expect(filesBeforeWrites).toEqual([]);
    expect((await readModel.generations()).filter(({ role }) => role === "building")).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it("a verification that has to sort the log is refused, before it begins and half-way", async () => {
    const options = { readModel, scratchFolder: disk.path };
    await disk.fill(20 * mebibyte);
    await expectRefused(verify({ ...options, eventStore: sorted() }).result, /^The verification needs/);
    await disk.free();
    await expectRefused(verify({ ...options, eventStore: fillingLog() }).result, /^Sorting the log needs/);
  });

  it("a backup is refused, and leaves no half of a file", async () => {
    await disk.fill(20 * mebibyte);
    const target = join(disk.path, "backup", "events.db");
    await expectRefused(backUpEmbeddedLog(log(), target), /^The backup needs/, "source_invalid");
    expect(await readdir(join(disk.path, "backup"))).toEqual([]);
  });
});
