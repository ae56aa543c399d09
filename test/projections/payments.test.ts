import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createPurchaseHandler, type PurchaseHandler } from "../../src/commands/purchase-handler.js";
import { verify } from "../../src/projections/check/verify.js";
import { createProjector } from "../../src/projections/live/projector.js";
import { rebuildProjections } from "../../src/projections/rebuild/rebuild.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { streamOf } from "../../src/events/identifiers.js";
import type { EventStore, NewEvent, RecordedEvent } from "../../src/stores/event-store/event-store.js";
import type { PaymentDocument } from "../../src/stores/read-model/documents.js";
import type { ReadModelStore } from "../../src/stores/read-model/read-model-store.js";
import { purchaseCourse, purchaseOrder, refundPurchase } from "../domain/commands.js";
import { append, coursePurchased, user } from "../support/events.js";
import { newModels } from "../support/read-models.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let eventStore: EventStore;
let readModel: ReadModelStore;
let handler: PurchaseHandler;

beforeEach(async () => {
  folder = await temporaryFolder();
  eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
  readModel = await (await newModels(folder.path)).open();
  handler = createPurchaseHandler({ eventStore });
});
afterEach(async () => {
  await readModel.close();
  await eventStore.close();
  await folder.remove();
});

const toHead = () => createProjector({ eventStore, readModel }).runToHead();
const paymentsOf = async (userId: string): Promise<readonly PaymentDocument[]> =>
  (await readModel.user(user(userId))).models.payments?.documents ?? [];
const eur = (amountMinor: number) => ({ amountMinor, currency: "EUR" });

describe("the payments projection", () => {
  it("says what each payment paid, what was refunded of it, and what is left", async () => {
    await handler.handle(purchaseOrder("u-1", "o-1", ["c-1", "c-2"]));
    await handler.handle(purchaseCourse("u-1", "p-3", "c-3"));
    await handler.handle({ ...refundPurchase("u-1", "pay-o-1", "r-1"), amount: eur(3500), revoke: false });
    await toHead();
    const [order, single] = [...(await paymentsOf("u-1"))].sort((a, b) =>
      a.paymentId.localeCompare(b.paymentId),
    );
    expect(order).toMatchObject({
      ...{ userId: "u-1", paymentId: "pay-o-1", orderId: "o-1" },
      balances: [{ currency: "EUR", paidMinor: 5998, refundedMinor: 3500, keptMinor: 2498 }],
      purchases: [{ itemId: "c-1" }, { itemId: "c-2" }],
      refunds: [
        { refundId: "r-1", amountMinor: 2999 },
        { refundId: "r-1", amountMinor: 501 },
      ],
    });
    expect(single).toMatchObject({ paymentId: "pay-p-3", orderId: null, refunds: [] });
  });

  it("follows events that change none of its documents, live and anew", async () => {
    await handler.handle(purchaseCourse("u-1", "p-0", "c-0", { discount: { code: "ALL", amount: 29.99 } }));
    await toHead();
    await handler.handle(
      purchaseCourse("u-1", "p-1", "c-1", { payment: { id: 'pay-"1" \\ é/€', method: null } }),
    );
    await toHead();
    await handler.handle(refundPurchase("u-1", 'pay-"1" \\ é/€', "r-1", { revoke: true }));
    await toHead();
    expect((await readModel.user(user("u-1"))).models.payments).toMatchObject({
      revision: 3,
      documents: [{ paymentId: 'pay-"1" \\ é/€', balances: [{ keptMinor: 0 }], revision: 2 }],
    });
    const run = { eventStore, readModel, scratchFolder: folder.path };
    expect(await verify(run).result).toMatchObject({ clean: true, users: 1 });
    const rebuild = { ...run, projections: ["payments"] as const, resume: false, acceptChanges: false };
    expect(await rebuildProjections(rebuild).result).toMatchObject({
      outcome: "swapped",
      parity: { driftedUsers: 0 },
    });
  });

  it.each([1, 1000])(
    "finds by the purchase what older refunds do not name, %i events at a time",
    async (batchSize) => {
      const golden = (file: string, change: object = {}): NewEvent => {
        const text = readFileSync(new URL(`../golden/v2/${file}`, import.meta.url), "utf8");
        const { id, type, data, metadata } = JSON.parse(text) as RecordedEvent;
        return { id, type, data: { ...(data as object), ...change }, metadata } as NewEvent;
      };
      const events = [
        golden("course-purchased.json"),
        golden("test-purchased.json", { payment: { id: "pay-2", method: null } }),
        golden("purchase-refunded.json"),
        golden("payment-refunded.json", { amount: eur(500) }),
      ];
      await eventStore.append(streamOf(user("learner-1")), events, "no-stream");
      await createProjector({ eventStore, readModel, batchSize }).runToHead();
      expect(await paymentsOf("learner-1")).toMatchObject([
        {
          paymentId: "pay-1",
          balances: [{ refundedMinor: 1500 }],
          refunds: [
            { refundId: "re_1", amountMinor: 1000 },
            { refundId: "re_2", amountMinor: 500 },
          ],
          revision: 3,
        },
        { paymentId: "pay-2", balances: [{ refundedMinor: 0 }], revision: 1 },
      ]);
      expect(await verify({ eventStore, readModel, scratchFolder: folder.path }).result).toMatchObject({
        clean: true,
      });
    },
  );

  it("keeps the payments of different users apart, even of one id, as version 1 let them be", async () => {
    await append(eventStore, coursePurchased("u-1", "p-1", "c-1"));
    await append(eventStore, coursePurchased("u-2", "p-1", "c-1"));
    await toHead();
    expect((await paymentsOf("u-1")).map(({ userId, paymentId }) => [userId, paymentId])).toEqual([
      ["u-1", "pay-p-1"],
    ]);
    expect((await paymentsOf("u-2")).map(({ userId }) => userId)).toEqual(["u-2"]);
    expect(await verify({ eventStore, readModel, scratchFolder: folder.path }).result).toMatchObject({
      clean: true,
    });
  });
});
