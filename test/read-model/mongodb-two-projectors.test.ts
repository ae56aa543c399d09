import { describe, expect, it } from "@jest/globals";
import { join } from "node:path";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { runChild, startChild } from "../support/children.js";
import { cleanFold, storedModels } from "../support/clean-fold.js";
import { append, coursePurchased, courses, purchaseRefunded, purchaseRevoked } from "../support/events.js";
import { useMongodb } from "../support/mongodb.js";
import { openReadModel } from "../support/open-read-model.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const mongodb = useMongodb();
const seed = 20_261_125;

/** A small linear congruential generator: the same moments in every run. */
function seeded(): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

describe("two projectors at once, each killed again and again", () => {
  it(`lose and double nothing (seed ${seed})`, async () => {
    const folder = await temporaryFolder();
    const database = await mongodb.newDatabase();
    const log = join(folder.path, "events.db");
    const eventStore = await openEmbeddedEventStore({ path: log });
    for (let n = 0; n < 20; n++) await append(eventStore, ...courses(`u-${n}`, 12));
    for (let n = 0; n < 20; n += 2) {
      await append(eventStore, purchaseRevoked(`u-${n}`, "p-4", "course", "c-4"));
      await append(eventStore, coursePurchased(`u-${n}`, "p-4-again", "c-4"));
      for (const amountMinor of [100, 200, 300, 400])
        await append(
          eventStore,
          purchaseRefunded(`u-${n}`, "p-3", "c-3", { refundId: `re-${amountMinor}`, amountMinor }),
        );
    }
    for (let n = 0; n < 20; n++) await append(eventStore, ...courses(`u-${n}`, 4, 20));

    const random = seeded();
    let killed = 0;
    /** One projector's life: it is killed and started again until it comes to the end by itself, or has had enough. */
    const live = async (batchSize: number): Promise<void> => {
      for (let attempt = 0; attempt < 8; attempt++) {
        const linesToLive = 2 + Math.floor(random() * 6);
        let lines = 0;
        const child = startChild("projecting-child.ts", log, database.url, String(batchSize));
        if (await runChild(child, () => (++lines >= linesToLive ? "kill" : "go on"))) killed += 1;
      }
      await runChild(startChild("projecting-child.ts", log, database.url, String(batchSize)), () => "go on");
    };
    await Promise.all([live(5), live(7)]);
    expect(killed).toBeGreaterThan(8);

    const readModel = await openReadModel(database.url);
    const { eventCount, ...expected } = await cleanFold(eventStore);
    expect((await readModel.checkpoint()).eventCount).toBe(eventCount);
    expect(await storedModels(readModel, expected.ownership.keys())).toEqual(expected);
    await readModel.close();
    await eventStore.close();
    await database.drop();
    await folder.remove();
  }, 240_000);
});
