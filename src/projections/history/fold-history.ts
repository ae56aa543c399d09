import { assertNever, LedgerError } from "../../errors.js";
import { isPurchased, itemOfEvent, type EventContent } from "../../events/purchase-events.js";
import type { HistoryRecord, PurchaseDetails } from "../../stores/read-model/documents.js";
import type { FoldableEvent } from "../projection.js";

/** The fields of a record that decide whether an event can follow. */
export type RecordState = Pick<HistoryRecord, "kind" | "itemId" | "price" | "revokedAt">;

type Purchased = Extract<EventContent, { type: "CoursePurchased" | "TestPurchased" }>;
type Numbered<Event extends EventContent = EventContent> = Event & Omit<FoldableEvent, "type" | "data">;
/** The events about an earlier purchase. */
type Later = Exclude<EventContent, Purchased>;

/**
 * Checks that an event can follow the record of the purchase that it names, if there is one yet. Pure.
 *
 * @throws LedgerError `event_invalid` if the event reuses a purchase id, names a missing purchase or another item,
 * revokes a revoked purchase, reinstates one that is not revoked, or prices one whose price is known.
 */
export function assertFollows(before: RecordState | undefined, event: Numbered): void {
  if (!isPurchased(event)) assertIsThere(before, event);
  else if (before !== undefined) throw cannotFollow(event, "reuses the id of another purchase");
}

function assertIsThere<State extends RecordState>(
  before: State | undefined,
  event: Numbered<Later>,
): asserts before is State {
  if (event.type === "PurchaseRevoked" && before?.revokedAt !== null)
    throw cannotFollow(event, "revokes a purchase that is not there, or is revoked already");
  if (before === undefined) throw cannotFollow(event, "is about a purchase that is not there");
  if (event.type === "PurchaseReinstated" && before.revokedAt === null)
    throw cannotFollow(event, "reinstates a purchase that stands");
  if (event.type === "PurchasePriced" && before.price !== null)
    throw cannotFollow(event, "prices a purchase whose price is known");
  if (before.kind !== event.data.item.kind || before.itemId !== event.data.item.id)
    throw cannotFollow(event, "names another item than the purchase that it revokes");
}

/**
 * Folds one event into the record of the purchase that it names. Pure.
 *
 * @param before that record, if there is one yet
 * @throws LedgerError what {@link assertFollows} throws
 */
export function foldHistory(before: HistoryRecord | undefined, event: Numbered): HistoryRecord {
  assertFollows(before, event);
  if (isPurchased(event)) return purchased(event);
  assertIsThere(before, event);
  const { revision, metadata } = event;
  return { ...before, ...changeOf(before, event), revision, changedBy: metadata.correlationId };
}

function purchased(event: Numbered<Purchased>): HistoryRecord {
  const { userId, purchaseId, price, payment, purchasedAt } = event.data;
  const item = itemOfEvent(event);
  return {
    userId,
    purchaseId,
    kind: item.kind,
    itemId: item.id,
    price,
    payment,
    ...detailsOf(event),
    purchasedAt,
    revokedAt: null,
    revokedReason: null,
    purchasedRevision: event.revision,
    revision: event.revision,
    correlationId: event.metadata.correlationId,
  };
}

/** Empty for a plain purchase at the list price, as most are: every field would be stored with each of them. */
function detailsOf({ data }: Purchased): Pick<HistoryRecord, "details"> {
  const { listPrice, discount, orderId, grantedBy, duplicateOf, flags } = data;
  const isPlain = [discount, orderId, grantedBy, duplicateOf].every((each) => each === null);
  if (isPlain && flags.length === 0) return {};
  return {
    details: { listPrice, discount, orderId, grantedBy, duplicateOf, flags, refunds: [], disputes: [] },
  };
}

function changeOf(before: HistoryRecord, event: Numbered<Later>): Partial<HistoryRecord> {
  const details = before.details ?? plainDetails(before);
  switch (event.type) {
    case "PurchaseRefunded": {
      const { refundId, amount, reason, refundedAt } = event.data;
      const refund = { refundId, amountMinor: amount.amountMinor, reason, refundedAt };
      return { details: { ...details, refunds: [...details.refunds, refund] } };
    }
    case "PurchaseRevoked":
      return { revokedAt: event.data.revokedAt, revokedReason: event.data.reason };
    case "PurchaseReinstated": {
      const { duplicateOf } = event.data;
      const access = { revokedAt: null, revokedReason: null };
      return duplicateOf === details.duplicateOf
        ? access
        : { ...access, details: { ...details, duplicateOf } };
    }
    case "PurchasePriced": {
      const { price, paidAt, reference } = event.data;
      return { price, details: { ...details, priceEvidence: { paidAt, reference } } };
    }
    case "PurchaseDisputed": {
      const { disputeId, status, disputedAt } = event.data;
      const others = details.disputes.filter((each) => each.disputeId !== disputeId);
      return { details: { ...details, disputes: [...others, { disputeId, status, disputedAt }] } };
    }
    default:
      return assertNever(event, "event");
  }
}

const plainDetails = ({ price }: HistoryRecord): PurchaseDetails => ({
  ...{ listPrice: price, discount: null, orderId: null, grantedBy: null, duplicateOf: null },
  ...{ flags: [], refunds: [], disputes: [] },
});

function cannotFollow(event: Numbered, what: string): LedgerError {
  const { userId, purchaseId } = event.data;
  return new LedgerError(
    "event_invalid",
    `Event ${event.revision} of user ${userId} ${what}: ${purchaseId}.`,
    {
      details: { userId, revision: event.revision },
    },
  );
}
