import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { eventColumns, openRaw } from "../../bench/raw-sqlite.js";
import { writeSampleLog } from "../../bench/sample-log.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { collect } from "../support/events.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/**
 * SHA-256 of what the last program of version 1 (commit 68aef66) made of the same sample: the log that its own writer
 * wrote, and the models that it folded from it.
 */
const byVersion1 = {
  log: "376478829dc46e7434e818426d90322ea3961a65b691088b1893534029045272",
  ownership: "7a5e68a5f71d6245dd860d987eb4a9e1554663abae984bf97d466a39833ebab5",
  history: "a0a0d21b3d69453db0e07bcc25db442ef883b850ec8a677ebc0392b70423596c",
};

describe("a log of version 1", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let models: ModelsOfTest;
  let readModel: ReadModelStore;
  let log: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    log = join(folder.path, "events.db");
    models = await newModels(folder.path);
    readModel = await models.open();
  });
  afterEach(async () => {
    await readModel.close();
    await models.remove();
    await folder.remove();
  });

  it("is folded to the models that version 1 folded it to", async () => {
    expect(await writeVersion1Log()).toBe(byVersion1.log);
    const eventStore = await openEmbeddedEventStore({ path: log });
    await createProjector({ eventStore, readModel }).runToHead();
    await eventStore.close();
    const documents = await collect(readModel.analytics.ownershipDocuments());
    const records = await collect(readModel.analytics.historyRecords({}));
    // What looks a purchase up is new, and says nothing about what was bought.
    const bought = records.map(({ correlationId: _, changedBy: __, ...record }) => record);
    expect(hashOf(documents.map(canonical).sort())).toBe(byVersion1.ownership);
    expect(hashOf(bought.map(canonical).sort())).toBe(byVersion1.history);
  });

  /** Writes the sample without what version 2 added to it. Returns the hash of its rows. */
  async function writeVersion1Log(): Promise<string> {
    const path = join(folder.path, "version-2.db");
    await writeSampleLog({ path, events: 2000, users: 200, seed: 43 });
    await (await openEmbeddedEventStore({ path: log })).close();
    const database = openRaw(log, { synchronous: "off" });
    const added = ["listPrice", "discount", "orderId", "grantedBy", "duplicateOf", "flags", "disputeId"];
    const data = `json_remove(data, ${added.map((field) => `'$.${field}'`).join(", ")})`;
    database.exec(`ATTACH '${path}' AS today;
      INSERT INTO events (${eventColumns})
      SELECT position, stream, revision, id, type, ${data}, json_set(metadata, '$.schemaVersion', 1), created
      FROM today.events ORDER BY position`);
    const rows = database.prepare(`SELECT ${eventColumns} FROM events ORDER BY position`).all([]);
    database.close();
    return hashOf(rows);
  }
});

/** The JSON of a value with its fields in the order of their names. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );

const hashOf = (values: readonly unknown[]): string =>
  createHash("sha256").update(JSON.stringify(values)).digest("hex");
