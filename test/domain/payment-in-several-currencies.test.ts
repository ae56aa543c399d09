import { describe, expect, it } from "@jest/globals";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { evolve, initialState, keptOf } from "../../src/commands/decider.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { decideUntouched } from "../support/specification.js";
import { disputePurchase, offer, purchaseCourse, refundPurchase } from "./commands.js";

const line = (n: number, currency: string, change: Parameters<typeof purchaseCourse>[3] = {}) =>
  purchaseCourse("u-1", `p-${n}`, `c-${n}`, {
    ...{ offer: offer("course", `c-${n}`, { priceMinor: 1000 * n, currency }), claimedAmount: undefined },
    ...{ orderId: "o-1", payment: { id: "pay-1", method: null }, ...change },
  });
const euros = line(1, "EUR");
const yen = line(2, "JPY");
const money = (amountMinor: number, currency: string) => ({ amountMinor, currency });

/** What is left of the purchases, and which of them give access. */
function after(...commands: readonly PurchaseCommand[]) {
  const state = initialState();
  const events: PurchaseEvent[] = [];
  for (const command of commands) {
    for (const event of decideUntouched(state, command)) {
      evolve(state, event);
      events.push(event);
    }
  }
  const purchases = [...state.purchases.values()];
  return {
    kept: purchases.map(keptOf),
    owned: purchases.filter(({ revoked }) => revoked === undefined).map(({ item }) => item.id),
  };
}

describe("the lines of a payment that were sold one by one, in two currencies", () => {
  it("are all refunded, each in its own", () => {
    const all = refundPurchase("u-1", "pay-1", "r-1", { revoke: true });
    expect(after(euros, yen, all)).toEqual({ kept: [0, 0], owned: [] });
    expect(after(euros, all, yen, all)).toEqual({ kept: [0, 0], owned: [] });
  });

  it.each([
    ["the first", money(1000, "EUR"), { kept: [0, 2000], owned: ["c-2"] }],
    ["the second", money(2000, "JPY"), { kept: [1000, 0], owned: ["c-1"] }],
    ["a part of the second", money(1000, "JPY"), { kept: [1000, 1000], owned: ["c-1"] }],
  ])("are refunded where the amount is in their currency: %s", (_, amount, expected) => {
    const refund = refundPurchase("u-1", "pay-1", "r-1", { amount, revoke: true });
    expect(after(euros, yen, refund)).toEqual(expected);
    expect(after(euros, yen, refund, refund)).toEqual(expected);
  });

  it.each([
    ["more than is left in the currency", money(1001, "EUR"), { keptMinor: 1000, currency: "EUR" }],
    ["a third currency", money(1, "USD"), { keptMinor: 1000, currency: "EUR" }],
  ])("are not refunded: %s", (_, amount, details) =>
    expect(() => after(euros, yen, refundPurchase("u-1", "pay-1", "r-1", { amount }))).toThrow(
      expect.objectContaining({ code: "refund_exceeds_payment", details }),
    ),
  );

  it("do not repeat a refund of another amount", () => {
    const all = refundPurchase("u-1", "pay-1", "r-1");
    const again = refundPurchase("u-1", "pay-1", "r-1", { amount: money(3000, "EUR") });
    expect(() => after(euros, yen, all, again)).toThrow(
      expect.objectContaining({ code: "refund_id_reused" }),
    );
  });

  const disputed = (amountMinor: number, currency: string) =>
    disputePurchase("u-1", "pay-1", "lost", { amount: money(amountMinor, currency) });
  it.each([
    ["without an amount", disputePurchase("u-1", "pay-1", "lost"), { kept: [0, 0], owned: [] }],
    ["of the first", disputed(1000, "EUR"), { kept: [0, 2000], owned: ["c-2"] }],
    ["in a third currency", disputed(1000, "USD"), { kept: [0, 0], owned: [] }],
  ])("lose the same by a dispute before and after the second is recorded: %s", (_, dispute, expected) => {
    expect(after(euros, yen, dispute)).toEqual(expected);
    expect(after(euros, dispute, yen).kept).toEqual(expected.kept);
  });

  it("lose what is disputed in the currency of the second", () =>
    expect(after(euros, yen, disputed(2000, "JPY"))).toEqual({ kept: [1000, 0], owned: ["c-1"] }));
});
