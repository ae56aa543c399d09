import { assertNever } from "../errors.js";
import type { PurchaseEvent } from "../events/purchase-events.js";
import { eventIdOf } from "./content-hash.js";
import type { PurchaseState } from "./purchase-state.js";

/** The id of an event that is decided on a state. */
export function idOfNext(state: PurchaseState, event: PurchaseEvent): string {
  const { userId, purchaseId } = event.data;
  return eventIdOf(event.type, userId, purchaseId, ...whichOf(state, event));
}

/** What distinguishes an event from others of the same type and purchase. Never change it: event ids would change. */
function whichOf(state: PurchaseState, event: PurchaseEvent): readonly string[] {
  const times = state.purchases.get(event.data.purchaseId)?.revocations ?? 0;
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
    case "PurchasePriced":
      return [];
    case "PurchaseRefunded":
      return [event.data.refundId];
    case "PurchaseRevoked":
      // The first revocation has none: when its id was defined, there could be no second one.
      return times === 0 ? [] : [String(times + 1)];
    case "PurchaseReinstated":
      return [String(times)];
    case "PurchaseDisputed":
      return [event.data.disputeId, event.data.status];
    default:
      return assertNever(event, "event");
  }
}
