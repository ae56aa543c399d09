import { projectionNames } from "../../src/projections/documents.js";
import { rebuildProjections } from "../../src/projections/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import { openReadModel } from "./open-read-model.js";

/** Rebuilds again and again, until it is killed, and says each batch. Arguments: the log, the read model, resume or restart. */
const [log = "", models = "", how = "resume"] = process.argv.slice(2);
const store = await openEmbeddedEventStore({ path: log });
/** Small batches, so that there are many moments to be killed at. */
const eventStore: EventStore = {
  ...store,
  async *readAll(options) {
    for await (const batch of store.readAll({ ...options, batchSize: 20 })) {
      process.stdout.write("batch\n");
      yield batch;
    }
  },
};
const readModel = await openReadModel(models);
for (;;) {
  await rebuildProjections({
    eventStore,
    readModel,
    projections: projectionNames,
    resume: how === "resume",
    acceptChanges: false,
  }).result;
  process.stdout.write("swapped\n");
}
