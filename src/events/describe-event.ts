import { assertNever } from "../errors.js";
import { formatMoney, type Money } from "./money.js";
import type { PurchaseEvent } from "./purchase-events.js";

/** Says in words, for a person, what an event is about. */
export function inWords(event: PurchaseEvent): string {
  switch (event.type) {
    case "CoursePurchased":
      return bought(event, `course ${event.data.courseId}`);
    case "TestPurchased":
      return bought(event, `test ${event.data.testId}`);
    case "PurchaseRevoked": {
      const { purchaseId, item, reason, note } = event.data;
      const why = note === "" ? reason : `${reason}: ${note}`;
      return `revoked ${item.kind} ${item.id} (${why}), purchase ${purchaseId}`;
    }
    default:
      return assertNever(event, "event");
  }
}

function bought(event: Exclude<PurchaseEvent, { type: "PurchaseRevoked" }>, what: string): string {
  const { price, purchasedAt } = event.data;
  if (event.metadata.source === "legacy-import") {
    return `imported ${what}, ${purchasedAt === null ? "date unknown" : `bought ${purchasedAt}`}`;
  }
  return `${isFree(price) ? "took" : "bought"} ${what} ${price === null ? "" : forPrice(price)}`.trimEnd();
}

const isFree = (price: Money | null): boolean => price?.amountMinor === 0;
const forPrice = (price: Money): string => (isFree(price) ? "for free" : `for ${formatMoney(price)}`);
