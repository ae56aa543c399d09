import type { Filter } from "mongodb";
import { paymentKey } from "../documents.js";
import type { LookUps, PurchaseKey, PurchaseLookUp } from "../look-ups.js";
import type { Connection } from "./connection.js";
import type { Stored } from "./documents.js";
import type { LiveReads } from "./live-reads.js";
import { historyCollection } from "./models/history.js";
import { paymentsCollection } from "./models/payments.js";
import { numberOf } from "./pointer.js";

/** The conditions match the fields of an index between `generation` and `userId`. */
const conditions: Readonly<Record<PurchaseKey, (id: string) => Filter<Stored>>> = {
  purchase: (purchaseId) => ({ purchaseId }),
  order: (orderId) => ({ "details.orderId": orderId }),
  correlation: (id) => ({ $or: [{ correlationId: id }, { changedBy: id }] }),
  course: (itemId) => ({ kind: "course", itemId }),
  test: (itemId) => ({ kind: "test", itemId }),
};

export const createLookUps = ({ run }: Connection, live: LiveReads): LookUps => ({
  async findPurchases({ by, id, limit, after }) {
    const sort = { userId: 1, purchasedRevision: 1 } as const;
    const found = await live.whole((rows) =>
      run((collections) => {
        const filter = { generation: numberOf(rows, "history"), $and: [conditions[by](id), behind(after)] };
        return collections.of("history").documents.find(filter, { sort, limit }).toArray();
      }),
    );
    return found.map((stored) => historyCollection.toDocument(stored));
  },

  async findPayments(paymentId, limit) {
    const found = await live.whole((rows) =>
      run((collections) => {
        const filter = { generation: numberOf(rows, "payments"), paymentKey: paymentKey(paymentId) };
        return collections
          .of("payments")
          .documents.find(filter, { limit, sort: { _id: 1 } })
          .toArray();
      }),
    );
    return found.map((stored) => paymentsCollection.toDocument(stored));
  },
});

function behind(place: PurchaseLookUp["after"]): Filter<Stored> {
  if (place === undefined) return {};
  const { userId, purchasedRevision } = place;
  return { $or: [{ userId: { $gt: userId } }, { userId, purchasedRevision: { $gt: purchasedRevision } }] };
}
