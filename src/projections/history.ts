import { assertNever, LedgerError } from "../errors.js";
import type { Item, PurchaseId } from "../events/identifiers.js";
import type { CoursePurchased, PurchaseEvent, TestPurchased } from "../events/purchase-events.js";
import type { HistoryRecord } from "./documents.js";

/**
 * Folds one event into the history records of its user. Deterministic, and changes nothing but `records`,
 * which needs to hold no more than the record that the event names.
 *
 * @returns the record that it made or changed, which is also in `records` now
 * @throws LedgerError `event_invalid` if the event cannot follow: it reuses a purchase id, or revokes what is not there.
 */
export function foldHistory(
  records: Map<PurchaseId, HistoryRecord>,
  event: PurchaseEvent & { readonly revision: number },
): HistoryRecord {
  const record = next(records.get(event.data.purchaseId), event);
  records.set(record.purchaseId, record);
  return record;
}

function next(before: HistoryRecord | undefined, event: PurchaseEvent & { readonly revision: number }): HistoryRecord {
  switch (event.type) {
    case "CoursePurchased":
      return purchased(before, event, { kind: "course", id: event.data.courseId });
    case "TestPurchased":
      return purchased(before, event, { kind: "test", id: event.data.testId });
    case "PurchaseRevoked":
      if (before === undefined || before.revokedAt !== null) {
        throw cannotFollow(event, "revokes a purchase that is not there, or is revoked already");
      }
      return {
        ...before,
        revokedAt: event.data.revokedAt,
        revokedReason: event.data.reason,
        revision: event.revision,
      };
    default:
      return assertNever(event, "event");
  }
}

function purchased(
  before: HistoryRecord | undefined,
  event: (CoursePurchased | TestPurchased) & { readonly revision: number },
  item: Item,
): HistoryRecord {
  if (before !== undefined) throw cannotFollow(event, "reuses the id of another purchase");
  const { userId, purchaseId, price, payment, purchasedAt } = event.data;
  return {
    userId,
    purchaseId,
    kind: item.kind,
    itemId: item.id,
    price,
    payment,
    purchasedAt,
    revokedAt: null,
    revokedReason: null,
    purchasedRevision: event.revision,
    revision: event.revision,
  };
}

function cannotFollow(event: PurchaseEvent & { readonly revision: number }, what: string): LedgerError {
  const { userId, purchaseId } = event.data;
  return new LedgerError("event_invalid", `Event ${event.revision} of user ${userId} ${what}: ${purchaseId}.`, {
    details: { userId, revision: event.revision },
  });
}
