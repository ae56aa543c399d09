import { paymentKey, type PaymentDocument } from "../../documents.js";
import { toPlain, withoutOwnFields } from "../documents.js";
import type { ModelCollection } from "../model-collection.js";

/** Stores the payment's id as JSON: it may have half of a surrogate pair, which BSON cannot store. */
export const paymentsCollection: ModelCollection<PaymentDocument> = {
  projection: "payments",
  documents: "payments",
  revisions: "payment_revisions",
  indexes: [
    { name: "by_user_and_key", key: { generation: 1, userId: 1, paymentKey: 1 } },
    { name: "by_key", key: { generation: 1, paymentKey: 1 } },
  ],
  sort: { paymentKey: 1 },
  keyOf: ({ paymentId }) => paymentKey(paymentId),
  toFields: (_generation, { userId, paymentId, ...others }) => ({
    ...{ userId, paymentKey: paymentKey(paymentId) },
    ...others,
  }),
  toDocument({ paymentKey: key, ...stored }) {
    const { userId, ...others } = withoutOwnFields(stored) as Omit<PaymentDocument, "paymentId">;
    return { userId, paymentId: fromKey(key), ...others } as PaymentDocument;
  },
};

/** Reads a key, which may be damaged. */
function fromKey(key: unknown): unknown {
  try {
    return JSON.parse(String(key));
  } catch {
    return toPlain(key);
  }
}
