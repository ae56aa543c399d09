import { v5 as uuidV5 } from "uuid";
import { contentHash, derivedPurchaseId } from "../src/commands/content-hash.js";
import { streamOf, type ItemId, type PurchaseId, type UserId } from "../src/events/identifiers.js";
import {
  currentSchemaVersion,
  type EventMetadata,
  type PurchaseEvent,
} from "../src/events/purchase-events.js";
import { openEmbeddedEventStore } from "../src/stores/event-store/embedded/embedded-event-store.js";
import { eventColumns, openRaw, placeholders } from "./raw-sqlite.js";
import { createRandom } from "./random.js";

export interface SampleLogOptions {
  readonly path: string;
  readonly events: number;
  readonly users: number;
  readonly seed: number;
  /** Of each kind; as many as the shop has if left out. A user never owns one twice. */
  readonly items?: number;
}

/** What a user owns while the log is being made. */
interface Owned {
  readonly purchaseId: PurchaseId;
  readonly kind: "course" | "test";
  readonly item: ItemId;
}

/** Ids as programs before random ones made them: the same options give the same log. */
const idsNamespace = "6f0d3c1e-4d0b-5b8e-9a55-0c1c1ad0b9e7";
const itemsOfShop = 2000;
/** Of the events of users who own something, which makes one in twenty of all. */
const revokedShare = 0.056;
const eventsPerTransaction = 10_000;
const firstInstant = Date.UTC(2024, 0, 1);
const instantStepMs = 45_000;

export const sampleUser = (index: number): UserId => `user-${index.toString().padStart(6, "0")}` as UserId;

/**
 * Makes a log as the ledger would have written it: the events of many users at random among each other, of which
 * one in twenty is a revocation. The same options give the same log. Written past the ledger, because it is not what
 * is measured.
 */
export async function writeSampleLog({
  path,
  events,
  users,
  seed,
  items = itemsOfShop,
}: SampleLogOptions): Promise<void> {
  // The file and its schema are the ledger's own.
  await (await openEmbeddedEventStore({ path })).close();
  const database = openRaw(path, { synchronous: "off" });
  const insert = database.prepare(
    `INSERT INTO events (${eventColumns}) VALUES (${placeholders(eventColumns)})`,
  );
  const next = createSampleEvents(users, seed, items);
  for (let position = 1; position <= events; position++) {
    if (position % eventsPerTransaction === 1) database.exec("BEGIN");
    const { event, revision, created } = next(position);
    const { userId, purchaseId } = event.data;
    const id = uuidV5([event.type, userId, purchaseId].join("/"), idsNamespace);
    const texts = [JSON.stringify(event.data), JSON.stringify(event.metadata)];
    insert.run([position, streamOf(userId), revision, id, event.type, ...texts, created]);
    if (position % eventsPerTransaction === 0 || position === events) database.exec("COMMIT");
  }
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

function createSampleEvents(users: number, seed: number, items: number) {
  const random = createRandom(seed);
  const pick = (count: number): number => Math.floor(random() * count);
  const revisions = new Int32Array(users);
  const ownedBy = Array.from({ length: users }, (): Owned[] => []);

  return (position: number): { event: PurchaseEvent; revision: number; created: string } => {
    const user = pick(users);
    const userId = sampleUser(user);
    const owned = ownedBy[user] ?? [];
    const revision = revisions[user] ?? 0;
    revisions[user] = revision + 1;
    const created = new Date(firstInstant + position * instantStepMs).toISOString();
    const event =
      owned.length > 0 && random() < revokedShare
        ? revoked(userId, owned.splice(pick(owned.length), 1)[0]!, created, revision)
        : purchased({ userId, owned, pick, items, purchasedAt: created, revision });
    return { event, revision, created };
  };
}

interface SamplePurchase {
  readonly userId: UserId;
  readonly owned: Owned[];
  readonly pick: (count: number) => number;
  readonly items: number;
  readonly purchasedAt: string;
  readonly revision: number;
}

function purchased({ userId, owned, pick, items, purchasedAt, revision }: SamplePurchase): PurchaseEvent {
  let item: ItemId;
  const kind = pick(3) === 0 ? "test" : "course";
  do item = `${kind}-${pick(items)}` as ItemId;
  while (owned.some((other) => other.item === item));
  const purchaseId = derivedPurchaseId(userId, "sample", String(revision));
  owned.push({ purchaseId, kind, item });
  const price = { amountMinor: 990 + pick(100) * 100, currency: "EUR" };
  const payment = { id: `pay_${purchaseId.slice(0, 18)}`, method: "card" };
  const data = { purchaseId, userId, listPrice: price, price, payment, purchasedAt, ...plainSale };
  const metadata = metadataOf(
    purchaseId,
    contentHash([kind, item, price.amountMinor / 100, payment.id, "card", null, false]),
  );
  return kind === "course"
    ? { type: "CoursePurchased", data: { ...data, courseId: item }, metadata }
    : { type: "TestPurchased", data: { ...data, testId: item }, metadata };
}

const plainSale = { discount: null, orderId: null, grantedBy: null, duplicateOf: null, flags: [] };

function revoked(
  userId: UserId,
  { purchaseId, kind, item }: Owned,
  revokedAt: string,
  revision: number,
): PurchaseEvent {
  const correlationId = derivedPurchaseId(userId, "sample-revocation", String(revision));
  return {
    type: "PurchaseRevoked",
    data: {
      purchaseId,
      userId,
      item: { kind, id: item },
      reason: "refund",
      disputeId: null,
      note: "asked within 14 days",
      revokedAt,
    },
    metadata: metadataOf(correlationId, contentHash([purchaseId, "refund"])),
  };
}

function metadataOf(correlationId: string, hash: string): EventMetadata {
  return {
    schemaVersion: currentSchemaVersion,
    correlationId,
    causationId: correlationId,
    actor: { id: "checkout", role: "service" },
    source: "api",
    contentHash: hash,
  };
}
