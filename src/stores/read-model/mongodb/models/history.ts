import { toUSVString } from "node:util";
import { holdsItem, type HistoryRecord } from "../../documents.js";
import { documentKey, toPlain, withoutOwnFields } from "../documents.js";
import type { ModelCollection } from "../model-collection.js";

/**
 * `uniqueKey` makes sure that a user has an item once, with an ordinary unique index. It names the item while the purchase
 * stands and is not a duplicate. Otherwise it names the purchase.
 */
export const historyCollection: ModelCollection<HistoryRecord> = {
  projection: "history",
  documents: "purchases",
  revisions: "purchase_revisions",
  indexes: [
    { name: "by_user_and_date", key: { generation: 1, userId: 1, purchasedAt: -1, purchasedRevision: -1 } },
    { name: "by_user_and_revision", key: { generation: 1, userId: 1, purchasedRevision: 1 } },
    { name: "by_item", key: { generation: 1, kind: 1, itemId: 1, userId: 1, purchasedRevision: 1 } },
    { name: "by_purchase", key: { generation: 1, purchaseId: 1, userId: 1, purchasedRevision: 1 } },
    { name: "by_order", key: { generation: 1, "details.orderId": 1, userId: 1, purchasedRevision: 1 } },
    { name: "by_correlation", key: { generation: 1, correlationId: 1, userId: 1, purchasedRevision: 1 } },
    { name: "by_change", key: { generation: 1, changedBy: 1, userId: 1, purchasedRevision: 1 } },
    { name: "one_active", key: { userId: 1, uniqueKey: 1 }, unique: true },
  ],
  sort: { purchasedRevision: 1 },
  keyOf: ({ purchaseId }) => purchaseId,
  toFields(generation, record) {
    const { userId, purchaseId, kind, itemId, price, purchasedAt, revokedAt, revokedReason } = record;
    return {
      userId,
      purchaseId,
      kind,
      itemId,
      price,
      payment: fromPayment(record.payment),
      ...(record.details === undefined ? {} : { details: record.details }),
      purchasedAt,
      revokedAt,
      revokedReason,
      purchasedRevision: record.purchasedRevision,
      revision: record.revision,
      ...(record.correlationId === undefined ? {} : { correlationId: record.correlationId }),
      ...(record.changedBy === undefined ? {} : { changedBy: record.changedBy }),
      uniqueKey: uniqueKeyOf(generation, record),
    };
  },
  /** Keeps unknown fields, and wrong values of this adapter's fields, so that a comparison with the log finds them. */
  toDocument(stored) {
    const { _id, generation, uniqueKey, payment, ...fields } = stored;
    const plain = withoutOwnFields({ _id, ...fields }) as HistoryRecord;
    const { userId, purchaseId, kind, itemId, price, purchasedAt, revokedAt, ...rest } = plain;
    const { revokedReason, purchasedRevision, revision, ...others } = rest;
    const record = {
      ...{ userId, purchaseId, kind, itemId, price, payment: toPayment(payment), purchasedAt, revokedAt },
      ...{ revokedReason, purchasedRevision, revision, ...others },
    } as HistoryRecord;
    const number = Number(generation);
    const ours = {
      ...(_id === documentKey(number, userId, purchaseId) ? {} : { _id: toPlain(_id) }),
      ...(uniqueKey === uniqueKeyOf(number, record) ? {} : { uniqueKey: toPlain(uniqueKey) }),
    };
    return { ...record, ...ours };
  },
  comesFirst: (record) => !holdsItem(record),
};

const uniqueKeyOf = (generation: number, record: HistoryRecord): string =>
  holdsItem(record)
    ? `${generation}/${record.kind}/${record.itemId}`
    : `${generation}/revoked/${record.purchaseId}`;

/** Stored as JSON if a text has half of a surrogate pair, which BSON cannot store. */
function fromPayment(payment: HistoryRecord["payment"]): unknown {
  const isWhole = Object.values(payment ?? {}).every((text) => text === null || toUSVString(text) === text);
  return isWhole ? payment : JSON.stringify(payment);
}

function toPayment(payment: unknown): unknown {
  if (typeof payment !== "string") return toPlain(payment);
  try {
    return JSON.parse(payment) as unknown;
  } catch {
    return payment;
  }
}
