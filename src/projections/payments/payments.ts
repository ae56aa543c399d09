import { paymentKey, type PaymentDocument } from "../../stores/read-model/documents.js";
import type { Projection } from "../projection.js";
import { assertPaymentFollows, foldPayment, paymentOf } from "./fold-payment.js";

/** What each payment paid, what was refunded of it, and what is left. */
export const payments = {
  name: "payments",
  foldVersion: 1,
  keyOf: ({ paymentId }) => paymentKey(paymentId),
  keysOf(event) {
    const paymentId = paymentOf(event);
    return paymentId === undefined ? [] : [paymentKey(paymentId)];
  },
  check(documents, event) {
    const paymentId = paymentOf(event);
    if (paymentId !== undefined) assertPaymentFollows(documents.get(paymentKey(paymentId)), event);
  },
  fold(documents, event) {
    const paymentId = paymentOf(event);
    if (paymentId === undefined) return;
    const key = paymentKey(paymentId);
    const after = foldPayment(documents.get(key), event);
    if (after !== undefined) documents.set(key, after);
  },
  about({ purchases: [first] }) {
    return first === undefined ? {} : { purchaseId: first.purchaseId };
  },
} as const satisfies Projection<PaymentDocument>;
