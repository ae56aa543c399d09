import { assertNever, LedgerError } from "../../errors.js";
import type { Item } from "../../events/identifiers.js";
import type { EventContent } from "../../events/purchase-events.js";
import type { HistoryRecord } from "../../stores/read-model/documents.js";

/** What of a record decides whether an event can follow. */
export type RecordState = Pick<HistoryRecord, "kind" | "itemId" | "revokedAt">;

/**
 * Checks that an event can follow the record of the purchase that it names, if there is one yet. Pure.
 *
 * @throws LedgerError `event_invalid` if the event reuses a purchase id, or revokes what is not there.
 */
export function assertFollows(
  before: RecordState | undefined,
  event: EventContent & { readonly revision: number },
): void {
  if (event.type === "PurchaseRevoked") assertRevocable(before, event);
  else if (before !== undefined) throw cannotFollow(event, "reuses the id of another purchase");
}

function assertRevocable<State extends RecordState>(
  before: State | undefined,
  event: Extract<EventContent, { type: "PurchaseRevoked" }> & { readonly revision: number },
): asserts before is State {
  if (before?.revokedAt !== null)
    throw cannotFollow(event, "revokes a purchase that is not there, or is revoked already");
  if (before.kind !== event.data.item.kind || before.itemId !== event.data.item.id)
    throw cannotFollow(event, "names another item than the purchase that it revokes");
}

/**
 * Folds one event into the record of the purchase that it names. Pure.
 *
 * @param before that record, if there is one yet
 * @throws LedgerError what {@link assertFollows} throws
 */
export function foldHistory(
  before: HistoryRecord | undefined,
  event: EventContent & { readonly revision: number },
): HistoryRecord {
  if (event.type === "PurchaseRevoked") {
    assertRevocable(before, event);
    const { revokedAt, reason: revokedReason } = event.data;
    return { ...before, revokedAt, revokedReason, revision: event.revision };
  }
  assertFollows(before, event);
  switch (event.type) {
    case "CoursePurchased":
      return purchased(event, { kind: "course", id: event.data.courseId });
    case "TestPurchased":
      return purchased(event, { kind: "test", id: event.data.testId });
    default:
      return assertNever(event, "event");
  }
}

function purchased(
  event: Exclude<EventContent, { type: "PurchaseRevoked" }> & { readonly revision: number },
  item: Item,
): HistoryRecord {
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

function cannotFollow(event: EventContent & { readonly revision: number }, what: string): LedgerError {
  const { userId, purchaseId } = event.data;
  return new LedgerError(
    "event_invalid",
    `Event ${event.revision} of user ${userId} ${what}: ${purchaseId}.`,
    {
      details: { userId, revision: event.revision },
    },
  );
}
