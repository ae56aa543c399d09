import { describe, expect, it } from "@jest/globals";
import { evolve, initialState } from "../../src/commands/decider.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import {
  aDate,
  coursePurchased,
  metadata,
  purchase,
  purchaseRevoked,
  testPurchased,
} from "../support/events.js";
import { stateAfter } from "../support/specification.js";

describe("the state", () => {
  it("begins with nothing, before the first revision", () =>
    expect(initialState()).toEqual({
      purchases: new Map(),
      owned: new Map(),
      payments: new Map(),
      idempotencyKeys: new Map(),
      revision: -1,
    }));

  it("is nobody else's: each beginning is a new one", () => {
    stateAfter(coursePurchased("u-1", "p-1", "c-1"));
    expect(initialState().purchases.size).toBe(0);
  });

  it("counts the revisions from 0", () => {
    const events = [coursePurchased("u-1", "p-1", "c-1"), purchaseRevoked("u-1", "p-1", "course", "c-1")];
    expect(stateAfter(events[0]!).revision).toBe(0);
    expect(stateAfter(...events).revision).toBe(1);
  });

  it("remembers of a purchase what answers need", () =>
    expect(stateAfter(testPurchased("u-1", "p-1", "t-1")).purchases.get(purchase("p-1"))).toEqual({
      purchaseId: "p-1",
      item: { kind: "test", id: "t-1" },
      price: { amountMinor: 2999, currency: "EUR" },
      listPrice: { amountMinor: 2999, currency: "EUR" },
      payment: { id: "pay-p-1", method: "card" },
      ...{ discount: null, orderId: null, grantedBy: null, duplicateOf: null, flags: [] },
      ...{ refunds: [], disputes: [] },
      purchasedAt: aDate,
      revision: 0,
      contentHash: metadata().contentHash,
      revoked: undefined,
    }));

  it("keeps a revoked purchase, marked, and its item as owned no more", () => {
    const state = stateAfter(
      coursePurchased("u-1", "p-0", "c-0"),
      coursePurchased("u-1", "p-1", "c-1"),
      purchaseRevoked("u-1", "p-1", "course", "c-1"),
    );
    expect(state.purchases.get(purchase("p-1"))).toMatchObject({
      revision: 1,
      revoked: { at: "2026-02-03T04:05:06.789Z", reason: "refund", revision: 2 },
    });
    expect([...state.owned]).toEqual([
      ["course:c-0", ["p-0"]],
      ["course:c-1", []],
    ]);
  });

  it("folds in place and gives the same state back", () => {
    const state = initialState();
    expect(evolve(state, coursePurchased("u-1", "p-1", "c-1"))).toBe(state);
  });
});

describe("an event that cannot follow", () => {
  const bought = coursePurchased("u-1", "p-1", "c-1");
  const revoked = purchaseRevoked("u-1", "p-1", "course", "c-1");

  const cases: readonly (readonly [string, readonly PurchaseEvent[], PurchaseEvent, number])[] = [
    ["revokes what was never bought", [], revoked, 0],
    ["revokes another purchase than there is", [bought], purchaseRevoked("u-1", "p-2", "course", "c-1"), 1],
    ["revokes what is revoked already", [bought, revoked], revoked, 2],
    [
      "revokes the first purchase again after the item was bought anew",
      [bought, revoked, coursePurchased("u-1", "p-2", "c-1")],
      revoked,
      3,
    ],
    [
      "revokes a purchase but names another item",
      [bought],
      purchaseRevoked("u-1", "p-1", "course", "c-2"),
      1,
    ],
    ["revokes a purchase but names another kind", [bought], purchaseRevoked("u-1", "p-1", "test", "c-1"), 1],
    ["buys what the user owns already", [bought], coursePurchased("u-1", "p-2", "c-1"), 1],
    ["buys by an id that was used", [bought], coursePurchased("u-1", "p-1", "c-2"), 1],
    ["buys by an id that was used and revoked", [bought, revoked], coursePurchased("u-1", "p-1", "c-1"), 2],
  ];

  it.each(cases)("is refused when it %s", (_, before, event, revision) => {
    const state = stateAfter(...before);
    expect(() => evolve(state, event)).toThrow(
      expect.objectContaining({
        code: "event_invalid",
        details: { userId: "u-1", revision },
      }),
    );
  });

  it("is refused when its type escaped the types", () => {
    const unknown = { ...bought, type: "CourseGivenAway" } as unknown as PurchaseEvent;
    expect(() => evolve(initialState(), unknown)).toThrow("Unexpected event");
  });
});
