import { assertNever } from "../errors.js";
import { itemOfEvent, type EventContent, type ItemPurchased } from "../events/purchase-events.js";

/**
 * What an event adds to the figures, as a line of a journal: a purchase, a refund, or a purchase that moves from those
 * without a price to those with one. Each follows from its event alone, so that the figures of any part of the log are
 * a sum over its events.
 */
export interface Entry {
  /** The date that it counts by; null if unknown. */
  readonly at: string | null;
  /** `course/<id>` or `test/<id>`. */
  readonly item: string;
  /** Null without a price. */
  readonly currency: string | null;
  /** -1 where a purchase moves elsewhere. */
  readonly purchases: number;
  /** Those of them with a price over 0. */
  readonly paidPurchases: number;
  readonly grossMinor: number;
  readonly discountsMinor: number;
  readonly refundCount: number;
  readonly refundsMinor: number;
}

export function entriesOf(event: EventContent): readonly Entry[] {
  const { kind, id } = itemOfEvent(event);
  const none = {
    purchases: 0,
    paidPurchases: 0,
    grossMinor: 0,
    discountsMinor: 0,
    refundCount: 0,
    refundsMinor: 0,
  };
  const item = `${kind}/${id}`;
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased": {
      const { price, purchasedAt } = event.data;
      const discountsMinor = discountOf(event.data);
      const grossMinor = (price?.amountMinor ?? 0) + discountsMinor;
      const paidPurchases = paid(price?.amountMinor);
      const sold = { at: purchasedAt, currency: price?.currency ?? null, purchases: 1, paidPurchases };
      return [{ ...none, item, ...sold, grossMinor, discountsMinor }];
    }
    case "PurchasePriced": {
      const { purchasedAt, paidAt, price } = event.data;
      const { amountMinor: grossMinor, currency } = price;
      const paidPurchases = paid(grossMinor);
      return [
        { ...none, item, at: purchasedAt, currency: null, purchases: -1 },
        { ...none, item, at: purchasedAt ?? paidAt, currency, purchases: 1, paidPurchases, grossMinor },
      ];
    }
    case "PurchaseRefunded": {
      const { refundedAt: at, amount } = event.data;
      const refunded = { refundCount: 1, refundsMinor: amount.amountMinor };
      return [{ ...none, item, at, currency: amount.currency, ...refunded }];
    }
    case "PurchaseRevoked":
    case "PurchaseReinstated":
    case "PurchaseDisputed":
      return [];
    default:
      return assertNever(event, "event");
  }
}

const paid = (amountMinor = 0): number => (amountMinor > 0 ? 1 : 0);

/** 0 where the list price is in another currency: it cannot be added to the price. */
function discountOf({ price, listPrice, discount }: ItemPurchased["data"]): number {
  return price === null || price.currency !== listPrice?.currency ? 0 : (discount?.amountMinor ?? 0);
}
