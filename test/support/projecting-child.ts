import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openReadModel } from "./open-read-model.js";

/** Folds a log to its head, and says so after each batch. Arguments: the log, the read model, the batch size. */
const [log = "", models = "", batchSize = "1"] = process.argv.slice(2);
const eventStore = await openEmbeddedEventStore({ path: log });
const readModel = await openReadModel(models);
const projector = createProjector({ eventStore, readModel, batchSize: Number(batchSize) });
projector.status$.subscribe(({ eventCount }) => {
  process.stdout.write(`${eventCount}\n`);
});
await projector.runToHead();
await readModel.close();
await eventStore.close();
