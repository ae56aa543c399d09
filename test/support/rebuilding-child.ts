import { dirname } from "node:path";
import { projectionNames } from "../../src/projections/projections.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { openReadModel } from "./open-read-model.js";

/**
 * Rebuilds again and again, until it is killed, and says each batch. Arguments: the log, the read model, resume or restart,
 * whether the event store has its streams in order.
 */
const [log = "", models = "", how = "resume", order = "ordered"] = process.argv.slice(2);
const { readStreams, ...store } = await openEmbeddedEventStore({ path: log });
/** Small batches, so that there are many moments to be killed at. */
const eventStore: EventStore = {
  ...store,
  ...(order === "ordered" ? { readStreams } : {}),
  async *readAll(options) {
    for await (const batch of store.readAll({ ...options, batchSize: 20 })) {
      process.stdout.write("batch\n");
      yield batch;
    }
  },
};
const stored = await openReadModel(models);
const readModel: ReadModelStore = {
  ...stored,
  async rebuild(projections, options) {
    const rebuild = await stored.rebuild(projections, options);
    return {
      ...rebuild,
      async fill(users) {
        // One by one, for the same reason.
        for (const user of users) {
          await rebuild.fill([user]);
          process.stdout.write("filled\n");
        }
      },
    };
  },
};
for (;;) {
  await rebuildProjections({
    eventStore,
    readModel,
    projections: projectionNames,
    scratchFolder: dirname(log),
    resume: how === "resume",
    acceptChanges: false,
  }).result;
  process.stdout.write("swapped\n");
}
