import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { userOf } from "../../src/events/identifiers.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { runChild, startChild } from "../support/children.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, collect, courses, purchaseRevoked, readForwards } from "../support/events.js";
import { openReadModel } from "../support/open-read-model.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** A small linear congruential generator: the same kills in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

describe("a projector that is killed", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let log: string;
  let place: ModelsOfTest;
  let models: string;

  beforeAll(async () => {
    folder = await temporaryFolder();
    log = join(folder.path, "events.db");
    place = await newModels(folder.path);
    models = place.where;
  });
  afterAll(async () => {
    await place.remove();
    await folder.remove();
  });

  async function expectCleanFold(): Promise<void> {
    const eventStore = await openEmbeddedEventStore({ path: log });
    const readModel = await openReadModel(models);
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect((await readModel.checkpoint()).eventCount).toBe(eventCount);
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
    await readModel.close();
    await eventStore.close();
  }

  it("25 times in the middle of a catch-up loses and doubles nothing", async () => {
    const eventStore = await openEmbeddedEventStore({ path: log });
    for (let n = 0; n < 40; n++) await append(eventStore, ...courses(`u-${n}`, 30));
    for (let n = 0; n < 40; n += 3)
      await append(eventStore, purchaseRevoked(`u-${n}`, "p-4", "course", "c-4"));
    await eventStore.close();

    const random = seeded(20261122);
    let kills = 0;
    for (let attempt = 0; attempt < 25; attempt++) {
      const linesToLive = 2 + Math.floor(random() * 5);
      let lines = 0;
      const killed = await runChild(startChild("projecting-child.ts", log, models, "7"), () =>
        ++lines >= linesToLive ? "kill" : "go on",
      );
      if (killed) kills += 1;
    }
    expect(kills).toBe(25);
    expect(await runChild(startChild("projecting-child.ts", log, models, "7"), () => "go on")).toBe(false);
    await expectCleanFold();
  }, 180_000);

  it("beside a process that buys, keeps every acknowledged purchase in both projections", async () => {
    await rm(log, { force: true });
    for (const end of ["-wal", "-shm"]) await rm(log + end, { force: true });
    await place.remove();
    const random = seeded(42);
    const acknowledged: string[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      const linesToLive = 20 + Math.floor(random() * 200);
      let lines = 0;
      await runChild(startChild("buying-child.ts", log, models, `run${attempt}`, "4000"), (line) => {
        acknowledged.push(line);
        return ++lines >= linesToLive ? "kill" : "go on";
      });
    }
    await runChild(startChild("projecting-child.ts", log, models, "100"), () => "go on");
    await expectCleanFold();

    const eventStore = await openEmbeddedEventStore({ path: log });
    const recorded = (await collect(eventStore.readAll({ batchSize: 1000, live: false }))).map(
      (event) => `${userOf(event.stream) ?? ""} ${(event.data as { purchaseId: string }).purchaseId}`,
    );
    expect(acknowledged.length).toBeGreaterThan(8 * 20 - 1);
    expect(acknowledged.filter((purchase) => !recorded.includes(purchase))).toEqual([]);
    expect(new Set(recorded).size).toBe(recorded.length);
    expect((await readForwards(eventStore, "u-0")).map(({ revision }) => revision)).toEqual(
      recorded.filter((purchase) => purchase.startsWith("u-0 ")).map((_, index) => index),
    );
    await eventStore.close();
  }, 180_000);
});
