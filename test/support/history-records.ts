import fc from "fast-check";
import type {
  HistoryRecord,
  OwnershipDocument,
  PurchaseDetails,
  Refund,
} from "../../src/stores/read-model/documents.js";
import type { Position } from "../../src/stores/event-store/event-store.js";
import type { ModelTarget } from "../../src/stores/read-model/read-model-store.js";
import { usersOf, versionsOf } from "./model-changes.js";
import { aDate, item, purchase, user } from "./events.js";

/** A course for 29.99 EUR by u-1 that stands. `purchaseId` names the item, too, so that no two collide. */
export const aRecord = (purchaseId: string, change: Partial<HistoryRecord> = {}): HistoryRecord => ({
  userId: user("u-1"),
  purchaseId: purchase(purchaseId),
  kind: "course",
  itemId: item("course", `item-of-${purchaseId}`).id,
  price: { amountMinor: 2999, currency: "EUR" },
  payment: null,
  purchasedAt: aDate,
  revokedAt: null,
  revokedReason: null,
  purchasedRevision: 0,
  revision: 0,
  ...change,
});

export const revokedAt = (at: string, reason: HistoryRecord["revokedReason"] = "refund") => ({
  revokedAt: at,
  revokedReason: reason,
});

const noDetails: PurchaseDetails = {
  ...{ listPrice: null, discount: null, orderId: null, grantedBy: null, duplicateOf: null },
  ...{ flags: [], refunds: [], disputes: [] },
};

/** What a record has that most have not. */
export const withDetails = (details: Partial<PurchaseDetails>) => ({ details: { ...noDetails, ...details } });

export const aRefund = (amountMinor: number, refundedAt: string, refundId = "re_1"): Refund => ({
  ...{ refundId, amountMinor, reason: "requested", refundedAt },
});

/** Gives each record the next revision of its user. */
function numbered(records: readonly HistoryRecord[]): readonly HistoryRecord[] {
  const revisions = new Map<string, number>();
  return records.map((record) => {
    const revision = (revisions.get(record.userId) ?? -1) + 1;
    revisions.set(record.userId, revision);
    return { ...record, purchasedRevision: revision, revision };
  });
}

/** The order in which a store exports. */
export const inStoredOrder = (records: readonly HistoryRecord[]): readonly HistoryRecord[] =>
  records.toSorted((a, b) =>
    a.userId === b.userId ? a.purchasedRevision - b.purchasedRevision : a.userId < b.userId ? -1 : 1,
  );

/** Writes records and documents as a projector would, and gives the records as written. */
export async function store(
  target: ModelTarget,
  records: readonly HistoryRecord[],
  ownership: readonly OwnershipDocument[] = [],
): Promise<readonly HistoryRecord[]> {
  const written = numbered(records);
  const previous = await target.checkpoint();
  const eventCount = previous.eventCount + Math.max(1, written.length);
  await target.commit({
    users: usersOf({ ownership, records: written }),
    deadLetters: [],
    checkpoint: {
      position: String(eventCount) as Position,
      eventId: `event-${eventCount}`,
      lookedThrough: undefined,
      eventCount,
    },
    previous,
    foldVersions: versionsOf(),
  });
  return written;
}

const instant = fc
  .date({ min: new Date("2025-12-20T00:00:00Z"), max: new Date("2026-02-10T00:00:00Z"), noInvalidDate: true })
  .map((date) => date.toISOString());

const someMoney = fc.record({
  amountMinor: fc.oneof(fc.constant(0), fc.maxSafeNat()),
  currency: fc.constantFrom("EUR", "JPY", "BHD"),
});

const someDetails = fc.record(
  {
    listPrice: fc.option(someMoney),
    discount: fc.option(fc.record({ code: fc.constant("AUTUMN"), amountMinor: fc.maxSafeNat() })),
    refunds: fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 100_000 }), instant)
        .map(([amountMinor, at]) => aRefund(amountMinor, at)),
      { maxLength: 3 },
    ),
    priceEvidence: fc.record({ paidAt: fc.option(instant), reference: fc.constant(null) }),
  },
  { requiredKeys: [] },
);

/** Histories of a few users with everything that can be in them; no user owns an item twice. */
export const someRecords: fc.Arbitrary<readonly HistoryRecord[]> = fc
  .array(
    fc.record({
      userId: fc.constantFrom("u-1", "u-2", "U-3").map(user),
      kind: fc.constantFrom("course" as const, "test" as const),
      itemId: fc.constantFrom("a", "b", "c").map((id) => item("course", id).id),
      price: fc.option(someMoney),
      purchasedAt: fc.option(instant),
      details: fc.option(someDetails, { nil: undefined }),
      revocation: fc.option(
        fc.record({ at: instant, reason: fc.constantFrom("refund", "chargeback", "correction") }),
      ),
    }),
    { maxLength: 40 },
  )
  .map((drawn) => {
    const owned = new Set<string>();
    const records = drawn.flatMap(({ revocation, details, ...rest }, index) => {
      const key = `${rest.userId} ${rest.kind} ${rest.itemId}`;
      if (revocation === null && owned.has(key)) return [];
      if (revocation === null) owned.add(key);
      const change = revocation === null ? {} : revokedAt(revocation.at, revocation.reason);
      const listed = details === undefined ? {} : withDetails(details);
      return [aRecord(`p-${index}`, { ...rest, ...listed, ...change })];
    });
    return numbered(records);
  });
