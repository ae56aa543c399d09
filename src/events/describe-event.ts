import { assertNever } from "../errors.js";
import { formatMoney, type Money } from "./money.js";
import type { ItemPurchased, PurchaseEvent, PurchaseReinstated, PurchaseRevoked } from "./purchase-events.js";

/** Describes an event in words. */
export function inWords(event: PurchaseEvent): string {
  switch (event.type) {
    case "CoursePurchased":
      return bought(event, `course ${event.data.courseId}`);
    case "TestPurchased":
      return bought(event, `test ${event.data.testId}`);
    case "PurchaseRefunded": {
      const { purchaseId, item, amount, reason } = event.data;
      return `refunded ${formatMoney(amount)} of ${item.kind} ${item.id} (${reason}), purchase ${purchaseId}`;
    }
    case "PurchaseRevoked":
      return moved("revoked", event);
    case "PurchaseReinstated":
      return moved("reinstated", event);
    case "PurchasePriced": {
      const { purchaseId, item, price } = event.data;
      return `${item.kind} ${item.id} cost ${formatMoney(price)} by the order export, purchase ${purchaseId}`;
    }
    case "PurchaseDisputed": {
      const { purchaseId, item, disputeId, status } = event.data;
      return `dispute ${disputeId} of ${item.kind} ${item.id} was ${status}, purchase ${purchaseId}`;
    }
    default:
      return assertNever(event, "event");
  }
}

function moved(how: string, { data }: PurchaseRevoked | PurchaseReinstated): string {
  const { purchaseId, item, reason, note } = data;
  const why = note === "" ? reason : `${reason}: ${note}`;
  return `${how} ${item.kind} ${item.id} (${why}), purchase ${purchaseId}`;
}

function bought(event: ItemPurchased, what: string): string {
  const { price, purchasedAt, grantedBy, duplicateOf, flags } = event.data;
  if (event.metadata.source === "legacy-import") {
    return `imported ${what}, ${purchasedAt === null ? "date unknown" : `bought ${purchasedAt.slice(0, 10)}`}`;
  }
  if (grantedBy !== null && isFree(price))
    return `was given ${what} by ${grantedBy.by} (${grantedBy.reason})`;
  const deed =
    `${isFree(price) ? "took" : "bought"} ${what} ${price === null ? "" : forPrice(price)}`.trimEnd();
  const gift = grantedBy === null ? "" : `, a gift from ${grantedBy.by}`;
  const again = duplicateOf === null ? "" : `, a second time after purchase ${duplicateOf}`;
  return `${deed}${gift}${again}${flags.length === 0 ? "" : ` [${flags.join(", ")}]`}`;
}

const isFree = (price: Money | null): boolean => price?.amountMinor === 0;
const forPrice = (price: Money): string => (isFree(price) ? "for free" : `for ${formatMoney(price)}`);
