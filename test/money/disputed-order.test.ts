import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { decide, evolve, initialState, keptOf, type PurchaseState } from "../../src/commands/decider.js";
import { isLedgerError } from "../../src/errors.js";
import type { DisputeStatus } from "../../src/events/purchase-events.js";
import { disputePurchase, offer, purchaseCourse, refundPurchase } from "../domain/commands.js";

/** In minor units: what the lines of the order cost, each of which is recorded by a request of its own. */
const prices = [6000, 4000, 1];
const paid = prices.reduce((sum, price) => sum + price, 0);
const payment = { id: "pay-1", method: null };
const eur = (amountMinor: number) => ({ amountMinor, currency: "EUR" });

const line = (n: number): PurchaseCommand =>
  purchaseCourse("u-1", `p-${n}`, `c-${n}`, {
    ...{ payment, orderId: "o-1", offer: offer("course", `c-${n}`, { priceMinor: prices[n]! }) },
  });
const lines = prices.map((_, n) => line(n));
const dispute = (status: DisputeStatus, amountMinor?: number, disputeId = "dp-1"): PurchaseCommand =>
  disputePurchase("u-1", payment.id, status, {
    disputeId,
    ...(amountMinor === undefined ? {} : { amount: eur(amountMinor) }),
  });

/** @returns whether it was taken */
function sent(state: PurchaseState, command: PurchaseCommand): boolean {
  try {
    for (const event of decide(state, command)) evolve(state, event);
    return true;
  } catch (error) {
    if (isLedgerError(error, "purchase_unknown", "refund_exceeds_payment")) return false;
    throw error;
  }
}

/** All of the messages in some order, some of them again; at the end a provider sends again what was refused. */
const arriving = (messages: readonly PurchaseCommand[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...messages], { minLength: messages.length }),
      fc.shuffledSubarray([...messages]),
    )
    .map(([all, again]) => {
      const state = initialState();
      const refused = [...all, ...again].filter((message) => !sent(state, message));
      for (const message of refused) sent(state, message);
      return state;
    });

const keptIn = (state: PurchaseState): readonly number[] =>
  prices.map((_, n) => keptOf([...state.purchases.values()].find(({ item }) => item.id === `c-${n}`)!));
const sum = (amounts: readonly number[]): number => amounts.reduce((total, each) => total + each, 0);
const standsIn = (state: PurchaseState): readonly boolean[] =>
  prices.map((_, n) => (state.owned.get(`course:c-${n}`) ?? []).length > 0);

const forAll = (messages: readonly PurchaseCommand[], assert: (state: PurchaseState) => void) =>
  fc.assert(fc.property(arriving(messages), assert), { numRuns: 300 });

describe("a dispute of a payment, in whatever order it and the lines of the order arrive", () => {
  it("holds the access of all of them while it is open", () =>
    forAll([...lines, dispute("opened")], (state) => {
      expect(standsIn(state)).toEqual([false, false, false]);
      expect(sum(keptIn(state))).toBe(paid);
    }));

  it("takes money and access of all of them when it is lost", () =>
    forAll([...lines, dispute("opened"), dispute("lost")], (state) => {
      expect(standsIn(state)).toEqual([false, false, false]);
      expect(keptIn(state)).toEqual([0, 0, 0]);
    }));

  it("leaves all of them when it is won", () =>
    forAll([...lines, dispute("opened"), dispute("won")], (state) => {
      expect(standsIn(state)).toEqual([true, true, true]);
      expect(sum(keptIn(state))).toBe(paid);
    }));

  it.each([
    { first: "opened", second: "opened", kept: paid, stands: false },
    { first: "lost", second: "opened", kept: 0, stands: false },
    { first: "lost", second: "lost", kept: 0, stands: false },
    { first: "won", second: "opened", kept: paid, stands: false },
    { first: "won", second: "won", kept: paid, stands: true },
  ] as const)("$first, beside one that is $second, leaves $kept", ({ first, second, kept, stands }) =>
    forAll([...lines, dispute(first), dispute(second, undefined, "dp-2")], (state) => {
      expect(standsIn(state)).toEqual(prices.map(() => stands));
      expect(sum(keptIn(state))).toBe(kept);
    }),
  );

  it("takes what refunds have left", () => {
    const refunds = [1500, 700].map((amountMinor, n) =>
      refundPurchase("u-1", payment.id, `r-${n}`, { amount: eur(amountMinor) }),
    );
    forAll([...lines, ...refunds, dispute("lost")], (state) => {
      expect(standsIn(state)).toEqual([false, false, false]);
      expect(keptIn(state)).toEqual([0, 0, 0]);
    });
  });

  it.each([1, 3000, 4000, 6500, 9999, paid, paid + 1])(
    "takes %i, and access only of the lines whose money it takes, when it is lost in part",
    (amountMinor) =>
      forAll([...lines, dispute("opened", amountMinor), dispute("lost", amountMinor)], (state) => {
        const kept = keptIn(state);
        expect(sum(kept)).toBe(Math.max(paid - amountMinor, 0));
        expect(standsIn(state)).toEqual(kept.map((each, n) => each === prices[n]));
      }),
  );

  it("takes the line that it fits, which an amount in the middle of an order shows", () => {
    const state = initialState();
    for (const command of [...lines, dispute("lost", 4000)]) sent(state, command);
    expect(keptIn(state)).toEqual([6000, 0, 1]);
    expect(standsIn(state)).toEqual([true, false, true]);
  });

  it("of one purchase leaves the lines that come later", () => {
    const state = initialState();
    const ofOne = disputePurchase("u-1", "p-0", "lost");
    for (const command of [line(0), ofOne, line(1), line(2)]) sent(state, command);
    expect(standsIn(state)).toEqual([false, true, true]);
  });
});

describe("a refund with access between two disputes of a payment", () => {
  it("takes access for good, also where the dispute that holds it is won before the other one", () => {
    const state = initialState();
    const other = (status: DisputeStatus): PurchaseCommand =>
      disputePurchase("u-1", payment.id, status, { disputeId: "dp-2" });
    const refund = refundPurchase("u-1", payment.id, "r-1", { revoke: true });
    const messages = [line(0), dispute("opened"), other("opened"), dispute("won"), refund, other("won")];
    for (const message of messages) expect(sent(state, message)).toBe(true);
    expect(state.owned.get("course:c-0")).toEqual([]);
  });
});
