import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { verify } from "../../src/projections/check/verify.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { projectionNames } from "../../src/projections/projections.js";
import { discardRebuilds, rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { append, courses } from "../support/events.js";
import { newModels, type ModelsOfTest } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** What people put beside the ledger's files, with names like those of its own scratch files. */
const operatorsFiles = [
  "rebuild-2026-11-30.jsonl",
  "rebuild-notes.txt",
  "rebuild-1.2-notes",
  "verify-4711.json",
  "verify-report.txt",
];
const noProcess = 2 ** 22 + 1;

describe("what lies in the ledger's folder", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let scratchFolder: string;
  let eventStore: EventStore;
  let models: ModelsOfTest;
  let readModel: ReadModelStore;

  beforeEach(async () => {
    folder = await temporaryFolder();
    scratchFolder = join(folder.path, "scratch");
    await mkdir(join(scratchFolder, "rebuild-reports"), { recursive: true });
    for (const name of [...operatorsFiles, "rebuild-reports/1.jsonl"])
      await writeFile(join(scratchFolder, name), "keep me");
    eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    models = await newModels(folder.path);
    readModel = await models.open();
    await append(eventStore, ...courses("u-1", 3));
    await createProjector({ eventStore, readModel }).runToHead();
  });
  afterEach(async () => {
    await readModel.close();
    await eventStore.close();
    await models.remove();
    await folder.remove();
  });

  it.each([
    ["the order of the event store", (store: EventStore) => store],
    ["its own order of the log", ({ readStreams: _, ...store }: EventStore): EventStore => store],
  ])("survives a rebuild, a discard and a verification in %s, unless it is their own", async (_, as) => {
    const own = [
      `rebuild-99.1-${randomUUID()}`,
      "rebuild-98.2-head",
      "rebuild-97.2-head.partial",
      `verify-${noProcess}-${randomUUID()}-${randomUUID()}-head`,
      `verify-${noProcess}-${randomUUID()}-${randomUUID()}-${randomUUID()}`,
    ];
    for (const name of own) await writeFile(join(scratchFolder, name), "");
    const stores = { eventStore: as(eventStore), readModel, scratchFolder };
    const all = { projections: projectionNames, resume: false, acceptChanges: false };
    expect(await rebuildProjections({ ...stores, ...all }).result).toMatchObject({ outcome: "swapped" });
    await discardRebuilds(readModel, scratchFolder);
    expect(await verify(stores).result).toMatchObject({ clean: true });

    expect((await readdir(scratchFolder)).toSorted()).toEqual(
      [...operatorsFiles, "rebuild-reports"].toSorted(),
    );
    expect(await readdir(join(scratchFolder, "rebuild-reports"))).toEqual(["1.jsonl"]);
  });
});
