import { join } from "node:path";
import type { PurchaseEvent } from "../../../src/events/purchase-events.js";
import { openEmbeddedEventStore } from "../../../src/stores/event-store/embedded/embedded-event-store.js";
import type { EventStore, NewEvent } from "../../../src/stores/event-store/event-store.js";
import { append, coursePurchased, metadata, purchaseRevoked, testPurchased } from "../../support/events.js";
import { eventually } from "../../support/eventually.js";
import { appendUnreadable } from "../../support/older-program.js";
import type { LedgerOfTest } from "./ledger.js";

/** Who looks: support. */
export const sue = { role: "support", id: "sue" } as const;

/**
 * Appends to the log beside the running server, as another process does, on a day of choice: as events that were copied
 * from a log that had recorded them then.
 */
export async function withLog<T>(
  { dataDir }: LedgerOfTest,
  work: (log: EventStore, onDay: (day: string) => void) => Promise<T>,
): Promise<T> {
  let recordedAt: string | undefined;
  const log = await openEmbeddedEventStore({ path: join(dataDir, "events.db") });
  const onThatDay = (event: NewEvent): NewEvent =>
    recordedAt === undefined ? event : { ...event, metadata: { ...event.metadata, recordedAt } };
  const append: EventStore["append"] = (stream, events, expected) =>
    log.append(stream, events.map(onThatDay), expected);
  try {
    return await work({ ...log, append }, (day) => (recordedAt = day));
  } finally {
    await log.close();
  }
}

const imported = (event: PurchaseEvent, recordIds: readonly string[]): PurchaseEvent => ({
  ...event,
  metadata: metadata({
    source: "legacy-import",
    actor: { id: "olga", role: "operator" },
    evidence: { foundIn: recordIds.length === 0 ? "array" : "both", recordIds: [...recordIds] },
  }),
});

/**
 * A user with something of everything: seven events on four days, of which a course is revoked; owns three courses and
 * two tests at the end.
 */
export async function tellStory(ledger: LedgerOfTest, userId: string): Promise<void> {
  await withLog(ledger, async (log, onDay) => {
    onDay("2026-03-01T09:30:00.000Z");
    await append(
      log,
      imported(coursePurchased(userId, "old-1", "algebra-1", "2019-05-06T07:08:09.000Z"), [
        "5cd0a1",
        "5cd0a2",
      ]),
      imported(testPurchased(userId, "old-2", "algebra-mock-1", null), []),
    );
    onDay("2026-03-08T10:00:00.000Z");
    await append(log, coursePurchased(userId, "p-3", "english-b1"));
    await append(log, testPurchased(userId, "p-4", "english-mock-1"));
    onDay("2026-04-02T20:15:00.000Z");
    await append(log, coursePurchased(userId, "p-5", "physics-2024"));
    onDay("2026-05-20T06:00:00.000Z");
    await append(log, purchaseRevoked(userId, "p-3", "course", "english-b1"));
    await append(log, coursePurchased(userId, "p-7", "chemistry-1"));
  });
  await untilFolded(ledger, userId);
}

/** A user with two courses, an event that nobody can read, and another one that waits behind it. */
export async function holdBack(ledger: LedgerOfTest, userId: string): Promise<void> {
  await withLog(ledger, async (log) => {
    await append(log, coursePurchased(userId, "p-0", "c-0"), coursePurchased(userId, "p-1", "c-1"));
    await appendUnreadable(log, userId, 1);
    await append(log, coursePurchased(userId, "p-3", "c-3"));
  });
  await eventually(`${userId} is held back`, async () => {
    const { body } = await ledger.server.call(`/api/support/users/${userId}/diff`, { as: sue });
    return body.heldBack === true;
  });
}

export const untilFolded = (ledger: LedgerOfTest, userId: string): Promise<void> =>
  eventually(`${userId} is folded`, async () => {
    const { body } = await ledger.server.call(`/api/support/users/${userId}/diff`, { as: sue });
    return body.state === "in_step";
  });
