import { paymentKey, type PaymentDocument } from "../../stores/read-model/documents.js";
import type { FoldableEvent, Projection } from "../projection.js";
import { assertPaymentFollows, foldPayment, paymentOf } from "./fold-payment.js";

/** What each payment paid, what was refunded of it, and what is left. */
export const payments = {
  name: "payments",
  foldVersion: 2,
  keyOf: ({ paymentId }) => paymentKey(paymentId),
  keysOf(event) {
    if (isOlderRefund(event)) return "all";
    const paymentId = paymentOf(event);
    return paymentId === undefined ? [] : [paymentKey(paymentId)];
  },
  keyIn,
  check(documents, event) {
    const key = keyIn(documents, event);
    if (key !== undefined) assertPaymentFollows(documents.get(key), event);
  },
  fold(documents, event) {
    const key = keyIn(documents, event);
    const after = key === undefined ? undefined : foldPayment(documents.get(key), event);
    if (key !== undefined && after !== undefined) documents.set(key, after);
  },
  about(document) {
    // A stored document may be damaged and hold anything.
    const purchaseId = (document as Partial<PaymentDocument>).purchases?.[0]?.purchaseId;
    return purchaseId === undefined ? {} : { purchaseId };
  },
} as const satisfies Projection<PaymentDocument>;

/** The first versions with refunds did not record the payment that a refund belongs to; imports have no payment. */
const isOlderRefund = ({ type, data }: FoldableEvent): boolean =>
  type === "PurchaseRefunded" && data.paymentId === undefined;

/** The key of the document that an event changes. For an older refund: that of the payment that paid its purchase. */
function keyIn(documents: ReadonlyMap<string, PaymentDocument>, event: FoldableEvent): string | undefined {
  if (isOlderRefund(event)) {
    const { purchaseId } = event.data;
    const hasPaid = ({ purchases }: PaymentDocument): boolean =>
      purchases.some((each) => each.purchaseId === purchaseId);
    return [...documents.entries()].find(([, document]) => hasPaid(document))?.[0];
  }
  const paymentId = paymentOf(event);
  return paymentId === undefined ? undefined : paymentKey(paymentId);
}
