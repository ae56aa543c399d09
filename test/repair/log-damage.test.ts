import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import Database from "libsql";
import { join } from "node:path";
import { repairAll, repairUser } from "../../src/operations/repair.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { projectionNames } from "../../src/projections/projections.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { append, courses, user } from "../support/events.js";
import { openReadModel } from "../support/open-read-model.js";
import { byOlga } from "../support/operator.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Changes a file as no program should. */
function tamper(path: string, sql: string): void {
  const raw = new Database(path, {});
  raw.exec(sql);
  raw.close();
}

describe("a log that is damaged in one user's stream", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let eventStore: EventStore;
  let readModel: ReadModelStore;
  const amountOf = async (id: string) => {
    const records = await readModel.historyPage({ userId: user(id), limit: 10 });
    return records.find(({ purchaseId }) => String(purchaseId) === "p-1")?.price?.amountMinor;
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    readModel = await openReadModel(join(folder.path, "read-model.db"));
    for (const id of ["u-1", "u-2"]) await append(eventStore, ...courses(id, 3));
    await createProjector({ eventStore, readModel }).runToHead();
    // A digit of u-1's second price, in the log.
    tamper(
      join(folder.path, "events.db"),
      `DROP TRIGGER events_are_never_changed;
       UPDATE events SET data = replace(data, '"amountMinor":2999', '"amountMinor":1999')
       WHERE stream = 'purchases-u-1' AND revision = 1`,
    );
  });
  afterEach(async () => {
    await readModel.close();
    await eventStore.close();
    await folder.remove();
  });

  it("is named, and the user is left as it is; the others are repaired", async () => {
    tamper(
      join(folder.path, "read-model.db"),
      "UPDATE history SET amount_minor = 1 WHERE purchase_id = 'p-1'",
    );
    const refused = {
      code: "log_damaged",
      message: expect.stringContaining("Event 1 of stream purchases-u-1"),
    };
    await expect(
      repairUser({ eventStore, readModel }, user("u-1"), { dryRun: false }, byOlga),
    ).rejects.toMatchObject(refused);
    const totals = await repairAll(
      { eventStore, readModel, scratchFolder: folder.path },
      { dryRun: false },
      byOlga,
    ).result;
    expect(totals).toMatchObject({ users: 1, refused: [refused] });
    expect([await amountOf("u-1"), await amountOf("u-2")]).toEqual([1, 2999]);
  });

  it("is not swapped in by a rebuild: what is live of the user stays", async () => {
    await append(eventStore, ...courses("u-3", 1));
    const report = await rebuildProjections({
      ...{ eventStore, readModel, projections: projectionNames, scratchFolder: folder.path },
      ...{ resume: false, acceptChanges: true },
    }).result;
    expect(report).toMatchObject({ outcome: "swapped", events: 7, keptUsers: 1, kept: ["u-1"] });
    expect([await amountOf("u-1"), await amountOf("u-2")]).toEqual([2999, 2999]);
    expect((await readModel.ownership(user("u-3")))?.purchasedCourses).toHaveLength(1);
  });
});
