import { join } from "node:path";
import type { PurchaseEvent } from "../../../src/events/purchase-events.js";
import { createProjector } from "../../../src/projections/live/projector.js";
import { openEmbeddedEventStore } from "../../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../../src/stores/event-store/event-store.js";
import type { ReadModelStore } from "../../../src/stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "../../../src/stores/read-model/sqlite/sqlite-read-model.js";
import { append, coursePurchased, purchaseRevoked, testPurchased } from "../../support/events.js";

export const nasty = 'a "quoted", text\r\nwith two lines, наран 😀';
export const formula = '=HYPERLINK("https://evil.example")';

/** What the shop of these tests has sold, a list for each user: 29.99 EUR each. */
export const sold: readonly (readonly PurchaseEvent[])[] = [
  [
    coursePurchased("u-1", "p-1", "c-1", "2026-01-01T00:00:00.000Z"),
    paidWith(testPurchased("u-1", "p-2", "t-1", "2026-02-01T00:00:00.000Z"), nasty),
    revokedWith(purchaseRevoked("u-1", "p-1", "course", "c-1"), nasty),
  ],
  [
    paidWith(coursePurchased("u-2", "p-1", "c-1", "2026-01-31T23:59:59.999Z"), formula),
    coursePurchased("u-2", "p-2", "-2", null),
  ],
];

function paidWith(event: PurchaseEvent, id: string): PurchaseEvent {
  return { ...event, data: { ...event.data, payment: { id, method: "card" } } } as PurchaseEvent;
}

function revokedWith(event: PurchaseEvent, note: string): PurchaseEvent {
  return { ...event, data: { ...event.data, note } } as PurchaseEvent;
}

export interface OpenShop {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  close(): Promise<void>;
}

/** Opens log and read model of a data folder, appends the events, and folds all that is there. */
export async function openShop(
  dataDir: string,
  streams: readonly (readonly PurchaseEvent[])[] = sold,
): Promise<OpenShop> {
  const eventStore = await openEmbeddedEventStore({ path: join(dataDir, "events.db") });
  const readModel = await openSqliteReadModel({ path: join(dataDir, "read-model.db") });
  for (const events of streams) await append(eventStore, ...events);
  await createProjector({ eventStore, readModel }).runToHead();
  return {
    eventStore,
    readModel,
    async close() {
      await readModel.close();
      await eventStore.close();
    },
  };
}
