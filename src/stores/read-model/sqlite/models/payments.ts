import { paymentKey, type PaymentDocument } from "../../documents.js";
import { parseOrText } from "../../../sqlite/values.js";
import type { ModelTable } from "../model-table.js";
import { documentTable } from "./document-table.js";

const table = documentTable("payments", "paymentId");

/** SQL for the rows of `payments_keys` that rows of payments have. */
const keysFrom = (rows: string): readonly string[] => [
  `SELECT generation, document_key, user_id, document_key FROM ${rows}`,
];

/**
 * A user's payments are stored together; a payment of any user is found by its key. Nearly every purchase has one, so a
 * document is stored without the names of its fields and without what the key columns hold, in a third of the space.
 */
export const paymentsTable: ModelTable<PaymentDocument> = {
  ...table,
  schema: undefined,
  keys: { table: "payments_keys", from: keysFrom },
  toRow: (payment) => [
    payment.userId,
    paymentKey(payment.paymentId),
    JSON.stringify([
      payment.method,
      payment.orderId,
      payment.paidAt,
      payment.revision,
      payment.balances.map((each) => [each.currency, each.paidMinor, each.refundedMinor, each.keptMinor]),
      payment.purchases.map(({ purchaseId, kind, itemId, price }) => [
        ...[purchaseId, kind, itemId],
        ...(price === null ? [] : [price.amountMinor, price.currency]),
      ]),
      payment.refunds.map((each) => [
        ...[each.refundId, each.purchaseId, each.amountMinor],
        ...[each.currency, each.reason, each.refundedAt],
      ]),
    ]),
  ],
  toDocument([userId, key, text]) {
    const stored = parseOrText(text);
    if (!Array.isArray(stored)) return stored as PaymentDocument;
    const [method, orderId, paidAt, revision, balances, purchases, refunds] = stored as readonly unknown[];
    return {
      ...{ userId, paymentId: parseOrText(key), method, orderId, paidAt },
      balances: namedEach(balances, ([currency, paidMinor, refundedMinor, keptMinor]) => ({
        ...{ currency, paidMinor, refundedMinor, keptMinor },
      })),
      purchases: namedEach(purchases, ([purchaseId, kind, itemId, amountMinor, currency]) => ({
        ...{ purchaseId, kind, itemId },
        price: amountMinor === undefined ? null : { amountMinor, currency },
      })),
      refunds: namedEach(refunds, ([refundId, purchaseId, amountMinor, currency, reason, refundedAt]) => ({
        ...{ refundId, purchaseId, amountMinor, currency, reason, refundedAt },
      })),
      revision,
    } as PaymentDocument;
  },
};

/** Names the values of each; what is damaged stays as it is. */
const namedEach = (values: unknown, name: (values: readonly unknown[]) => object): unknown =>
  Array.isArray(values) ? values.map((each: unknown) => (Array.isArray(each) ? name(each) : each)) : values;
