import { v5 as uuidV5 } from "uuid";
import { contentHash } from "../../src/commands/content-hash.js";
import {
  streamOf,
  type ItemId,
  type ItemKind,
  type PurchaseId,
  type UserId,
} from "../../src/events/identifiers.js";
import type { EventMetadata, PurchaseEvent } from "../../src/events/purchase-events.js";
import type { EventStore, NewEvent, RecordedEvent } from "../../src/stores/event-store/event-store.js";

export const user = (id: string): UserId => id as UserId;
export const item = (kind: ItemKind, id: string): { kind: ItemKind; id: ItemId } => ({
  kind,
  id: id as ItemId,
});
export const purchase = (id: string): PurchaseId => id as PurchaseId;
export const stream = (id: string) => streamOf(user(id));

export const aDate = "2026-01-02T03:04:05.678Z";

export const metadata = (change: Partial<EventMetadata> = {}): EventMetadata => ({
  schemaVersion: 2,
  correlationId: "correlation-1",
  causationId: "correlation-1",
  actor: { id: "shop", role: "service" },
  source: "api",
  contentHash: contentHash(["test"]),
  ...change,
});

const bought = (userId: string, purchaseId: string, purchasedAt: string | null = aDate) => ({
  purchaseId: purchase(purchaseId),
  userId: user(userId),
  listPrice: { amountMinor: 2999, currency: "EUR" },
  price: { amountMinor: 2999, currency: "EUR" },
  ...{ discount: null, orderId: null, grantedBy: null, duplicateOf: null, flags: [] },
  payment: { id: `pay-${purchaseId}`, method: "card" },
  purchasedAt,
});

export const coursePurchased = (
  userId: string,
  purchaseId: string,
  courseId: string,
  purchasedAt?: string | null,
): PurchaseEvent => ({
  type: "CoursePurchased",
  data: { ...bought(userId, purchaseId, purchasedAt), courseId: courseId as ItemId },
  metadata: metadata(),
});

export const testPurchased = (
  userId: string,
  purchaseId: string,
  testId: string,
  purchasedAt?: string | null,
): PurchaseEvent => ({
  type: "TestPurchased",
  data: { ...bought(userId, purchaseId, purchasedAt), testId: testId as ItemId },
  metadata: metadata(),
});

export const purchaseRevoked = (
  userId: string,
  purchaseId: string,
  kind: ItemKind,
  itemId: string,
): PurchaseEvent => ({
  type: "PurchaseRevoked",
  data: {
    purchaseId: purchase(purchaseId),
    userId: user(userId),
    item: item(kind, itemId),
    reason: "refund",
    disputeId: null,
    note: "",
    revokedAt: "2026-02-03T04:05:06.789Z",
  },
  metadata: metadata(),
});

/** A part of the payment goes back; `refundId` is the event's own. */
export const purchaseRefunded = (
  userId: string,
  purchaseId: string,
  courseId: string,
  { refundId, amountMinor }: { readonly refundId: string; readonly amountMinor: number },
): PurchaseEvent => ({
  type: "PurchaseRefunded",
  data: {
    ...{ userId: user(userId), purchaseId: purchase(purchaseId), item: item("course", courseId) },
    ...{ paymentId: `pay-${purchaseId}`, refundId, amount: { amountMinor, currency: "EUR" } },
    ...{ reason: "requested", reference: null, refundedAt: "2026-02-03T04:05:06.789Z" },
  },
  metadata: metadata(),
});

/** With an id that a test can tell again: the same for the same data. */
export const toNewEvent = ({ type, data, metadata: meta }: PurchaseEvent): NewEvent => ({
  id: uuidV5(JSON.stringify([type, data]), uuidV5.URL),
  type,
  data,
  metadata: meta,
});

/** Appends events of one user, whatever its stream holds already. */
export async function append(store: EventStore, ...events: readonly PurchaseEvent[]): Promise<void> {
  const first = events[0];
  if (first === undefined) return;
  const target = streamOf(first.data.userId);
  const [newest] = await readBackwards(store, first.data.userId, 1);
  await store.append(target, events.map(toNewEvent), newest?.revision ?? "no-stream");
}

export async function collect<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of batches) all.push(...batch);
  return all;
}

export const readForwards = (store: EventStore, userId: string): Promise<RecordedEvent[]> =>
  collect(store.readStream(stream(userId)));

export const readBackwards = (store: EventStore, userId: string, limit: number): Promise<RecordedEvent[]> =>
  collect(store.readStream(stream(userId), { direction: "backwards", limit }));

/** `n` course purchases of one user, numbered from `from`. */
export const courses = (userId: string, n: number, from = 0): PurchaseEvent[] =>
  Array.from({ length: n }, (_, index) => coursePurchased(userId, `p-${from + index}`, `c-${from + index}`));
