import { assertNever, LedgerError } from "../../errors.js";
import { isPurchased, itemOfEvent, type EventContent } from "../../events/purchase-events.js";
import type { PaymentBalance, PaymentDocument } from "../../stores/read-model/documents.js";

type Numbered<Event extends EventContent = EventContent> = Event & { readonly revision: number };
type Purchased = Extract<EventContent, { type: "CoursePurchased" | "TestPurchased" }>;
type Refunded = Extract<EventContent, { type: "PurchaseRefunded" }>;
type Priced = Extract<EventContent, { type: "PurchasePriced" }>;

/** The payment whose document an event changes, as the event names it; undefined if it names none. */
export function paymentOf(event: EventContent): string | undefined {
  switch (event.type) {
    case "CoursePurchased":
    case "TestPurchased":
      return event.data.payment?.id;
    case "PurchaseRefunded":
    case "PurchasePriced":
      return event.data.paymentId;
    case "PurchaseRevoked":
    case "PurchaseReinstated":
    case "PurchaseDisputed":
      return undefined;
    default:
      return assertNever(event, "event");
  }
}

/**
 * Checks that an event can follow the document of its payment, if there is one yet. Pure.
 *
 * @throws LedgerError `event_invalid` if it concerns what the payment did not pay, refunds more than is left, or prices
 * what has a price
 */
export function assertPaymentFollows(before: PaymentDocument | undefined, event: Numbered): void {
  if (event.type !== "PurchaseRefunded" && event.type !== "PurchasePriced") return;
  const { purchaseId } = event.data;
  const purchase = before?.purchases.find((each) => each.purchaseId === purchaseId);
  const verb = event.type === "PurchaseRefunded" ? "refunds" : "prices";
  if (before === undefined || purchase === undefined)
    throw cannotFollow(event, `${verb} what its payment did not pay`);
  if (event.type === "PurchasePriced") {
    if (purchase.price !== null) throw cannotFollow(event, "prices what has a price");
    return;
  }
  const { amount, refundId } = event.data;
  const left = before.balances.find(({ currency }) => currency === amount.currency)?.keptMinor ?? 0;
  if (amount.amountMinor > left) throw cannotFollow(event, "refunds more than is left of its payment");
  if (before.refunds.some((each) => each.refundId === refundId && each.purchaseId === purchaseId))
    throw cannotFollow(event, "repeats a refund");
}

/**
 * Folds one event, which {@link assertPaymentFollows} has accepted, into the document of its payment. Pure.
 *
 * @returns undefined for an event that moves no money of a payment
 */
export function foldPayment(
  before: PaymentDocument | undefined,
  event: Numbered,
): PaymentDocument | undefined {
  if (isPurchased(event)) return paid(before, event);
  if (before === undefined) return before;
  if (event.type === "PurchasePriced") return priced(before, event);
  return event.type === "PurchaseRefunded" ? refunded(before, event) : before;
}

function paid(before: PaymentDocument | undefined, event: Numbered<Purchased>): PaymentDocument | undefined {
  const { userId, purchaseId, payment, orderId, price, purchasedAt } = event.data;
  if (payment === null) return before;
  const { kind, id: itemId } = itemOfEvent(event);
  const paidMinor = price?.amountMinor ?? 0;
  return {
    userId,
    paymentId: payment.id,
    method: before?.method ?? payment.method,
    orderId: before?.orderId ?? orderId,
    paidAt: before === undefined ? purchasedAt : before.paidAt,
    balances: changed(before?.balances ?? [], price?.currency, { paidMinor, refundedMinor: 0 }),
    purchases: [...(before?.purchases ?? []), { purchaseId, kind, itemId, price }],
    refunds: before?.refunds ?? [],
    revision: event.revision,
  };
}

function priced(before: PaymentDocument, { data, revision }: Numbered<Priced>): PaymentDocument {
  const { purchaseId, price } = data;
  return {
    ...before,
    balances: changed(before.balances, price.currency, { paidMinor: price.amountMinor, refundedMinor: 0 }),
    purchases: before.purchases.map((each) => (each.purchaseId === purchaseId ? { ...each, price } : each)),
    revision,
  };
}

function refunded(before: PaymentDocument, { data, revision }: Numbered<Refunded>): PaymentDocument {
  const { refundId, purchaseId, reason, refundedAt } = data;
  const { amountMinor, currency } = data.amount;
  return {
    ...before,
    balances: changed(before.balances, currency, { paidMinor: 0, refundedMinor: amountMinor }),
    refunds: [...before.refunds, { refundId, purchaseId, amountMinor, currency, reason, refundedAt }],
    revision,
  };
}

/** Without a currency there is no price, and nothing changes. */
function changed(
  balances: readonly PaymentBalance[],
  currency: string | undefined,
  { paidMinor, refundedMinor }: Pick<PaymentBalance, "paidMinor" | "refundedMinor">,
): readonly PaymentBalance[] {
  if (currency === undefined) return balances;
  const isIts = (each: PaymentBalance): boolean => each.currency === currency;
  const before = balances.find(isIts) ?? { currency, paidMinor: 0, refundedMinor: 0, keptMinor: 0 };
  const after = {
    currency,
    paidMinor: before.paidMinor + paidMinor,
    refundedMinor: before.refundedMinor + refundedMinor,
    keptMinor: before.keptMinor + paidMinor - refundedMinor,
  };
  return balances.some(isIts) ? balances.map((each) => (isIts(each) ? after : each)) : [...balances, after];
}

function cannotFollow(event: Numbered<Refunded | Priced>, what: string): LedgerError {
  const { userId, purchaseId } = event.data;
  return new LedgerError(
    "event_invalid",
    `Event ${event.revision} of user ${userId} ${what}: ${purchaseId}.`,
    { details: { userId, revision: event.revision } },
  );
}
