import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { purchaseItem } from "../../src/commands/purchase-item.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { item, purchase, user } from "./events.js";
import { openReadModel } from "./open-read-model.js";

/**
 * Buys, many at once, with a live projector beside it, and says each purchase that was acknowledged.
 * Arguments: the log, the read model, a prefix for the ids, how many.
 */
const [log = "", models = "", prefix = "", count = "0"] = process.argv.slice(2);
const eventStore = await openEmbeddedEventStore({ path: log });
const readModel = await openReadModel(models);
const projector = createProjector({ eventStore, readModel, batchSize: 10 });
projector.start();
const handler = createPurchaseHandler({ eventStore });
const catalogue = {
  offer: (wanted: ReturnType<typeof item>) =>
    Promise.resolve({ ...wanted, title: "Free", priceMinor: 0, currency: "EUR", status: "active" as const }),
  offers: () => Promise.resolve([]),
  close: () => Promise.resolve(),
};

async function buy(n: number): Promise<void> {
  const id = `${prefix}-${n}`;
  await purchaseItem(
    { eventStore, catalogue, handler, now: () => new Date() },
    {
      userId: user(`u-${n % 7}`),
      item: item("course", id),
      payment: null,
      purchaseId: purchase(id),
      authority: "self",
      freeOnly: true,
      correlationId: "test",
      actor: { id: "test", role: "user" },
      source: "api",
    },
  );
  process.stdout.write(`u-${n % 7} ${id}\n`);
}

for (let n = 0; n < Number(count); n += 16)
  await Promise.all(Array.from({ length: 16 }, (_, k) => buy(n + k)));
await projector.stop();
await readModel.close();
await eventStore.close();
