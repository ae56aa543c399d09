import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { mostPaymentsRead } from "../../src/commands/kept-reports.js";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import { roles } from "../../src/events/purchase-events.js";
import { recordInto } from "../../src/shop/import/import-prices.js";
import { pricePurchase } from "../domain/commands.js";
import { append, coursePurchased } from "../support/events.js";
import { startApi, theCheckout, type RunningApi } from "./support/start-api.js";

let api: RunningApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const support = { role: "support", id: "anna" } as const;
const waiting = async (userId = "u-1") =>
  (await api.call(`/api/support/users/${userId}/waiting`, { as: support })).body.waiting;
const report = (path: string, body: object) => api.call(path, { as: theCheckout, body });
const refund = (paymentId: string, refundId: string, amount?: number) =>
  report("/api/refunds", {
    ...{ paymentId, refundId },
    ...(amount === undefined ? {} : { amount, currency: "EUR" }),
  });
const dispute = (paymentId: string, status: string) =>
  report("/api/disputes", { paymentId, disputeId: "dp-1", status });
const bought = (paymentId: string, change: object = {}) =>
  api.buy(theCheckout, {
    ...{ userId: "u-1", courseId: "c-paid", amount: 29.99, currency: "EUR", paymentId },
    ...{ paidAt: "2026-01-02T03:04:05Z", ...change },
  });

describe("what waits although the purchase of its payment is there", () => {
  it("says of a refund of more than was paid why it is not applied", async () => {
    expect(await refund("pay-1", "re-1", 30)).toMatchObject({ status: 202 });
    expect(await waiting()).toEqual([]);
    expect(await bought("pay-1")).toMatchObject({ status: 201 });
    expect(await waiting()).toMatchObject([
      {
        ...{ type: "refund", id: "re-1", paymentId: "pay-1", status: null, revoke: false },
        ...{ amountMinor: 3000, currency: "EUR" },
        refusal: {
          code: "refund_exceeds_payment",
          message: "30.00 EUR is more than can be refunded: of what was paid, 29.99 EUR is left.",
        },
      },
    ]);
    expect(await waiting("u-2")).toEqual([]);
  });

  it("says that the id of a refund was used for another payment", async () => {
    await bought("pay-1");
    expect(await refund("pay-1", "re-1", 10)).toMatchObject({ status: 201 });
    expect(await refund("pay-2", "re-1", 10)).toMatchObject({ status: 202 });
    await bought("pay-2");
    expect(await waiting()).toMatchObject([{ paymentId: "pay-2", refusal: { code: "refund_id_reused" } }]);
    expect(await api.call("/api/refunds?paymentId=pay-2", { as: support })).toMatchObject({
      body: { kept: [{ refundId: "re-1", state: "waiting", refusal: { code: "refund_id_reused" } }] },
    });
  });

  it("has nothing of what was applied, also by a later report", async () => {
    for (const status of ["opened", "won"])
      expect(await dispute("pay-1", status)).toMatchObject({ status: 202 });
    await refund("pay-1", "re-1", 10);
    await bought("pay-1");
    expect(await waiting()).toEqual([]);
  });

  it("applies a refund that waited for the price once the price is imported", async () => {
    await refund("pay-1", "re-1", 10);
    const { body } = await bought("pay-1", { amount: 1e22 });
    expect(await waiting()).toMatchObject([{ refusal: { code: "refund_exceeds_payment" } }]);
    const { eventStore } = api;
    const record = recordInto({ eventStore, handler: createPurchaseHandler({ eventStore }) });
    await record(pricePurchase("u-1", String(body.purchaseId)));
    expect(await waiting()).toEqual([]);
    expect(await api.call("/api/refunds?paymentId=pay-1", { as: support })).toMatchObject({
      body: { kept: [{ state: "applied", refusal: null }] },
    });
  });

  it("says that nothing can be applied while an event of the user cannot be read", async () => {
    await refund("pay-1", "re-1", 30);
    await bought("pay-1");
    await append(api.eventStore, coursePurchased("u-1", "p-9", "c-paid"));
    expect(await waiting()).toMatchObject([{ refusal: { code: "user_held_back" } }]);
  });

  it("is for support and admin", async () => {
    for (const role of roles) {
      const { status } = await api.call("/api/support/users/u-1/waiting", { as: { role, id: "u-1" } });
      expect([role, status]).toEqual([role, role === "support" || role === "admin" ? 200 : 403]);
    }
  });

  it("looks at the latest payments only, however many a user has", async () => {
    for (const n of [0, 1]) expect(await refund(`pay-${n}`, `re-${n}`, 30)).toMatchObject({ status: 202 });
    const next = (n: number) => bought(`pay-${n}`, { courseId: `c-${n}` });
    for (const n of [0, 1]) expect(await next(n)).toMatchObject({ status: 201 });
    const others = Array.from({ length: mostPaymentsRead - 1 }, (_, n) => next(n + 2));
    for (const { status } of await Promise.all(others)) expect(status).toBe(201);
    expect(await waiting()).toMatchObject([{ paymentId: "pay-1" }]);
  });
});
