import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { HistoryRecord, PaymentDocument } from "../../src/stores/read-model/documents.js";
import type { PurchaseKey, PurchasePlace } from "../../src/stores/read-model/look-ups.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { aDate, item, purchase, user } from "../support/events.js";
import { aRecord, store, withDetails } from "../support/history-records.js";
import { versionsOf } from "../support/model-changes.js";
import type { ReadModelUnderTest } from "./read-model-contract.js";

const [u1, u2, u3] = [user("u-1"), user("u-2"), user("U-3")];
const shared = item("course", "shared").id;

/** Of users who share a purchase id, an order, a request and an item. */
const records: readonly HistoryRecord[] = [
  aRecord("p-1", { userId: u2, itemId: shared, correlationId: "request-1" }),
  aRecord("p-2", {
    userId: u1,
    itemId: shared,
    correlationId: "request-1",
    ...withDetails({ orderId: "o-1" }),
  }),
  aRecord("p-1", {
    userId: u1,
    kind: "test",
    itemId: shared,
    correlationId: "request-2",
    changedBy: "request-1",
  }),
  aRecord("p-3", { userId: u3, itemId: shared, ...withDetails({ orderId: "o-1" }), changedBy: "request-3" }),
  aRecord("p-4", { userId: u3, correlationId: "__proto__", ...withDetails({ flags: ["price_differs"] }) }),
];

const aPayment = (paymentId: string, userId = u1): PaymentDocument => ({
  ...{ userId, paymentId, method: "card", orderId: null, paidAt: aDate },
  balances: [{ currency: "EUR", paidMinor: 2999, refundedMinor: 0, keptMinor: 2999 }],
  purchases: [{ purchaseId: purchase("p-1"), kind: "course", itemId: shared, price: null }],
  ...{ refunds: [], revision: 0 },
});

/** What every read-model store keeps to when something is looked up. An adapter passes in how to make one. */
export function lookUpsContract(name: string, setUp: () => Promise<ReadModelUnderTest>): void {
  describe(`look-ups contract: ${name}`, () => {
    let underTest: ReadModelUnderTest;
    let readModel: ReadModelStore;
    let written: readonly HistoryRecord[];

    beforeEach(async () => {
      underTest = await setUp();
      readModel = await underTest.open();
      written = await store(readModel, records);
    });

    afterEach(async () => {
      await readModel.close();
      await underTest.cleanUp();
    });

    const find = async (by: PurchaseKey, id: string): Promise<readonly HistoryRecord[]> =>
      readModel.findPurchases({ by, id, limit: 10 });

    it("finds the purchases of any user, by user and revision, as they were written", async () => {
      const [first, second, third, fourth, fifth] = written;
      expect(await find("purchase", "p-1")).toEqual([third, first]);
      expect(await find("order", "o-1")).toEqual([fourth, second]);
      expect(await find("correlation", "request-1")).toEqual([second, third, first]);
      expect(await find("correlation", "__proto__")).toEqual([fifth]);
      expect(await find("correlation", "request-2")).toEqual([third]);
      expect(await find("course", "shared")).toEqual([fourth, second, first]);
      expect(await find("test", "shared")).toEqual([third]);
    });

    it("finds nothing by an id of something else, in another case, or by a part of one", async () => {
      for (const by of ["purchase", "order", "correlation", "course", "test"] as const)
        for (const id of ["", "null", "P-1", "p", "p-", "O-1", "REQUEST-1", "Shared", "u-1", "%", "p-1 "])
          expect(await find(by, id)).toEqual([]);
    });

    it("gives all in pages, each once", async () => {
      const pages: HistoryRecord[] = [];
      for (let after: PurchasePlace | undefined; ; after = pages.at(-1)) {
        const page = await readModel.findPurchases({ by: "course", id: shared, limit: 1, after });
        pages.push(...page);
        if (page.length === 0) break;
      }
      expect(pages).toEqual(await find("course", shared));
    });

    it("finds them in the generation that is live", async () => {
      const rebuild = await readModel.rebuild(versionsOf("history"), { resume: false });
      const again = aRecord("p-new", { userId: u2 });
      await rebuild.fill([{ userId: u2, models: { history: { revision: 0, documents: [again] } } }]);
      expect(await find("purchase", "p-new")).toEqual([]);
      const { version: _, ...checkpoint } = await readModel.checkpoint();
      const previous = await rebuild.checkpoint();
      await rebuild.commit({
        users: [],
        deadLetters: [],
        checkpoint,
        previous,
        foldVersions: versionsOf("history"),
      });
      expect(await rebuild.swap()).toBe("swapped");
      expect(await find("purchase", "p-new")).toEqual([again]);
      expect(await find("purchase", "p-1")).toEqual([]);
    });

    it("finds payments by their ids, whatever these hold", async () => {
      const payments = ["pay_1", "pay \u0000 😀", "\ud83d", "$where", '"'].map((id) => aPayment(id));
      const previous = await readModel.checkpoint();
      const { version: _, ...checkpoint } = { ...previous, eventCount: previous.eventCount + 1 };
      await readModel.commit({
        users: [
          { userId: u1, models: { payments: { revision: 0, documents: payments } } },
          { userId: u2, models: { payments: { revision: 0, documents: [aPayment("pay_1", u2)] } } },
        ],
        ...{ deadLetters: [], checkpoint, previous, foldVersions: versionsOf() },
      });
      expect(await readModel.findPayments("pay_1", 10)).toEqual([aPayment("pay_1"), aPayment("pay_1", u2)]);
      expect(await readModel.findPayments("pay_1", 1)).toEqual([aPayment("pay_1")]);
      for (const payment of payments.slice(1))
        expect(await readModel.findPayments(payment.paymentId, 10)).toEqual([payment]);
      expect(await readModel.findPayments("PAY_1", 10)).toEqual([]);
    });
  });
}
