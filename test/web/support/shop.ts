import { join } from "node:path";
import type { Money } from "../../../src/events/money.js";
import type { PurchaseEvent } from "../../../src/events/purchase-events.js";
import { openEmbeddedEventStore } from "../../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "../../../src/stores/event-store/event-store.js";
import { openDatabase } from "../../../src/stores/sqlite/database.js";
import { append, coursePurchased, metadata, testPurchased } from "../../support/events.js";
import type { RunningServer } from "../../support/running-server.js";

const subjects = [
  "Algebra",
  "Biology",
  "Chemistry",
  "English",
  "Geometry",
  "History",
  "Physics",
  "Statistics",
];
const levels = ["for beginners", "in practice", "advanced", "exam preparation"];
/** In minor units; each subject has one, so that there are free ones as well. */
const prices = [2999, 4900, 0, 1250, 9900, 1995, 3900, 6450];

const offersOf = (kind: "course" | "test", titleOf: (subject: string, level: string) => string) =>
  subjects.flatMap((subject, index) =>
    levels.map((level, number) => ({
      kind,
      id: `${subject.toLowerCase()}-${kind === "test" ? "mock-" : ""}${number + 1}`,
      title: titleOf(subject, level),
      priceMinor: prices[index] ?? 0,
      currency: "EUR",
      status: "active" as const,
    })),
  );

/** What the shop of the tests sells: 32 courses (`algebra-1` …) and 32 tests (`algebra-mock-1` …). */
export const catalogue = [
  ...offersOf("course", (subject, level) => `${subject} ${level}`),
  ...offersOf("test", (subject, level) => `Mock exam: ${subject} ${level}`),
];

const offerOf = (id: string) => {
  const offer = catalogue.find((each) => each.id === id);
  if (offer === undefined) throw new Error(`The shop of the tests does not sell ${id}.`);
  return offer;
};

/** Buys as the checkout does, over the API, and waits until the projections have it. */
export async function buy(
  server: RunningServer,
  userId: string,
  itemId: string,
): Promise<{ readonly purchaseId: string; readonly revision: number }> {
  const as = { role: "service", id: "checkout" } as const;
  const { kind, priceMinor } = offerOf(itemId);
  const payment = priceMinor === 0 ? {} : { paymentId: `pay-${userId}-${itemId}`, paymentMethod: "card" };
  const body = { userId, itemType: kind, itemId, amount: priceMinor / 100, ...payment };
  const bought = await answered(server.call("/api/purchase", { as, body }));
  const path = `/api/profile/purchased-courses?userId=${userId}&minRevision=${String(bought.revision)}`;
  await answered(server.call(path, { as }));
  return { purchaseId: String(bought.purchaseId), revision: Number(bought.revision) };
}

/** Takes a purchase back, as support does. */
export async function revoke(server: RunningServer, userId: string, purchaseId: string): Promise<void> {
  const body = { purchaseId, reason: "refund", note: "The buyer asked for it." };
  const path = `/api/support/users/${userId}/revocations`;
  await answered(server.call(path, { as: { role: "support", id: "sam" }, body }));
}

async function answered(call: ReturnType<RunningServer["call"]>): Promise<Readonly<Record<string, unknown>>> {
  const { status, body } = await call;
  if (status >= 300) throw new Error(`The ledger answered ${status}: ${JSON.stringify(body)}`);
  return body;
}

/** A purchase of something that the shop sells, as it is in the log. */
export function bought(userId: string, itemId: string, purchasedAt: string): PurchaseEvent {
  const { kind, priceMinor, currency } = offerOf(itemId);
  const price = { amountMinor: priceMinor, currency } as Money;
  const event = (kind === "course" ? coursePurchased : testPurchased)(
    userId,
    `p-${itemId}`,
    itemId,
    purchasedAt,
  );
  return {
    ...event,
    data: { ...event.data, listPrice: price, price, ...(priceMinor === 0 ? { payment: null } : {}) },
  } as PurchaseEvent;
}

/** A purchase that the import found without a price, and without a date if there is none here. */
export function imported(userId: string, courseId: string, purchasedAt: string | null = null): PurchaseEvent {
  const event = coursePurchased(userId, `p-${courseId}`, courseId, purchasedAt);
  const evidence = { foundIn: "array", recordIds: [] } as const;
  return {
    ...event,
    data: { ...event.data, listPrice: null, price: null, payment: null },
    metadata: metadata({ source: "legacy-import", actor: { id: "ops", role: "operator" }, evidence }),
  } as PurchaseEvent;
}

/** Writes to the log of a ledger that is not running, or beside one that is. */
export async function withLog(dataDir: string, write: (log: EventStore) => Promise<void>): Promise<void> {
  const log = await openEmbeddedEventStore({ path: join(dataDir, "events.db") });
  try {
    await write(log);
  } finally {
    await log.close();
  }
}

/** Appends events of one user to the log. */
export const record = (dataDir: string, ...events: readonly PurchaseEvent[]): Promise<void> =>
  withLog(dataDir, (log) => append(log, ...events));

/** What somebody does to the read models by hand, beside the server that has them open. */
export function damage(dataDir: string, sql: string): void {
  const options = { unavailable: "read_model_unavailable", synchronous: "normal", cacheMiB: 1 } as const;
  const database = openDatabase(join(dataDir, "read-model.db"), options);
  database.exec(sql);
  database.close();
}
