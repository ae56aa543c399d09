import { describe, expect, it } from "@jest/globals";
import { decide, evolve, initialState, keptOf, type PurchaseState } from "../../src/commands/decider.js";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { foldHistory } from "../../src/projections/history/fold-history.js";
import { purchase } from "../support/events.js";
import {
  disputePurchase,
  importPurchase,
  pricePurchase,
  purchaseCourse,
  purchaseOrder,
  refundPurchase,
} from "./commands.js";

function after(...commands: readonly PurchaseCommand[]): PurchaseState {
  const state = initialState();
  for (const command of commands) for (const event of decide(state, command)) evolve(state, event);
  return state;
}

describe("a price that comes to be known later", () => {
  const imported = importPurchase("u-1", "p-1", "course", "c-1");

  it("is recorded as evidence, with the purchase's own date", () => {
    expect(decide(after(imported), pricePurchase("u-1", "p-1"))).toMatchObject([
      {
        type: "PurchasePriced",
        data: {
          item: { kind: "course", id: "c-1" },
          purchasedAt: "2019-08-07T06:05:04.321Z",
          price: { amountMinor: 2500, currency: "EUR" },
          reference: "4711",
        },
      },
    ]);
  });

  it("is recorded once, and never in place of one that is known", () => {
    const price = { amountMinor: 1, currency: "EUR" };
    expect(
      decide(after(imported, pricePurchase("u-1", "p-1")), pricePurchase("u-1", "p-1", { price })),
    ).toEqual([]);
    expect(decide(after(purchaseCourse("u-1", "p-1", "c-1")), pricePurchase("u-1", "p-1"))).toEqual([]);
  });

  it("is refused for a purchase that is not there", () => {
    expect(() => decide(after(imported), pricePurchase("u-1", "p-2"))).toThrow(
      expect.objectContaining({ code: "purchase_unknown" }),
    );
  });

  it("is lost with a dispute that was lost before", () => {
    const lost = disputePurchase("u-1", "p-1", "lost");
    const state = after(imported, disputePurchase("u-1", "p-1", "opened"), lost);
    const events = decide(state, pricePurchase("u-1", "p-1"));
    expect(events.map(({ type }) => type)).toEqual(["PurchasePriced", "PurchaseRefunded"]);
    expect(events[1]?.data).toMatchObject({
      ...{ refundId: "dispute:dp-1", reason: "dispute_lost", reference: "dp-1", refundedAt: lost.at },
      amount: { amountMinor: 2500, currency: "EUR" },
    });
    for (const event of events) evolve(state, event);
    expect(keptOf(state.purchases.get(purchase("p-1"))!)).toBe(0);
    expect(decide(state, pricePurchase("u-1", "p-1"))).toEqual([]);
  });

  it("is lost as far as disputes that were lost before say", () => {
    const lost = (disputeId: string, amountMinor: number): PurchaseCommand =>
      disputePurchase("u-1", "p-1", "lost", { disputeId, amount: { amountMinor, currency: "EUR" } });
    const state = after(imported, lost("dp-1", 1000), lost("dp-2", 400), lost("dp-3", 9000));
    const events = decide(state, pricePurchase("u-1", "p-1"));
    expect(events.slice(1).map(({ data }) => data)).toMatchObject([
      { reference: "dp-1", amount: { amountMinor: 1000, currency: "EUR" } },
      { reference: "dp-2", amount: { amountMinor: 400, currency: "EUR" } },
      { reference: "dp-3", amount: { amountMinor: 1100, currency: "EUR" } },
    ]);
    for (const event of events) evolve(state, event);
    expect(keptOf(state.purchases.get(purchase("p-1"))!)).toBe(0);
  });

  it("is lost with a dispute of the payment only as far as other lines have not lost the money", () => {
    const paidAt = "2026-02-03T04:05:06.789Z";
    // No number holds the total, so no line has a price.
    const order = purchaseOrder("u-1", "o-1", ["c-1", "c-2"], { claimedTotal: 1e22, paidAt });
    const amount = { amountMinor: 3000, currency: "EUR" };
    const state = after(
      order,
      disputePurchase("u-1", "pay-o-1", "lost", { amount }),
      ...order.lines.map(({ purchaseId }) => pricePurchase("u-1", purchaseId)),
    );
    expect(order.lines.map(({ purchaseId }) => keptOf(state.purchases.get(purchaseId)!))).toEqual([0, 2000]);
  });

  it.each(["opened", "won"] as const)("is kept while a dispute is %s", (status) => {
    const state = after(imported, disputePurchase("u-1", "p-1", status));
    expect(decide(state, pricePurchase("u-1", "p-1"))).toMatchObject([{ type: "PurchasePriced" }]);
  });

  it("can be refunded, and is marked in the history", () => {
    const commands = [imported, pricePurchase("u-1", "p-1"), refundPurchase("u-1", "p-1", "re_1")];
    const state = initialState();
    const events = commands.flatMap((command) =>
      decide(state, command).map((event) => ({ ...event, revision: evolve(state, event).revision })),
    );
    expect(keptOf(state.purchases.get(purchase("p-1"))!)).toBe(0);
    const record = events.reduce<ReturnType<typeof foldHistory> | undefined>(foldHistory, undefined);
    expect(record).toMatchObject({
      price: { amountMinor: 2500, currency: "EUR" },
      details: {
        listPrice: null,
        priceEvidence: { paidAt: "2019-08-07T06:05:04.000Z", reference: "4711" },
        refunds: [{ refundId: "re_1", amountMinor: 2500 }],
      },
    });
  });
});
