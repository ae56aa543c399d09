import { describe, expect, it } from "@jest/globals";
import type { PurchaseCommand } from "../../src/commands/commands.js";
import { decide, initialState } from "../../src/commands/decider.js";
import { coursePurchased, purchaseRevoked, testPurchased } from "../support/events.js";
import { given } from "../support/specification.js";
import { offer, purchaseCourse, purchaseTest } from "./commands.js";

describe("buying", () => {
  it("records a course", () =>
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1"))
      .then(coursePurchased("u-1", "p-1", "c-1")));

  it("records a test", () =>
    given()
      .when(purchaseTest("u-1", "p-1", "t-1"))
      .then(testPurchased("u-1", "p-1", "t-1")));

  it("records another item beside those that the user owns", () =>
    given(coursePurchased("u-1", "p-1", "c-1"), testPurchased("u-1", "p-2", "t-1"))
      .when(purchaseCourse("u-1", "p-3", "c-2"))
      .then(coursePurchased("u-1", "p-3", "c-2")));

  it("records nothing for a course that the user owns, and answers with the purchase that stands", () =>
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(purchaseCourse("u-1", "p-2", "c-1", { payment: null }))
      .thenNothing({ by: "p-1", as: "already_owned" }));

  it("records nothing for a test that the user owns, and answers with the purchase that stands", () =>
    given(testPurchased("u-1", "p-1", "t-1"))
      .when(purchaseTest("u-1", "p-2", "t-1", { payment: null }))
      .thenNothing({ by: "p-1", as: "already_owned" }));

  it("answers with the newest purchase when an earlier one of the item was revoked", () =>
    given(
      coursePurchased("u-1", "p-1", "c-1"),
      purchaseRevoked("u-1", "p-1", "course", "c-1"),
      coursePurchased("u-1", "p-2", "c-1"),
    )
      .when(purchaseCourse("u-1", "p-3", "c-1", { payment: null }))
      .thenNothing({ by: "p-2", as: "already_owned" }));

  it.each([
    ["unknown to the catalogue", { offer: undefined }],
    ["withdrawn", { offer: offer("course", "c-1", { status: "withdrawn" }) }],
    ["dearer than the caller says", { claimedAmount: 1 }],
    ["not paid", { payment: null }],
    ["not vouched for by the checkout", { authority: "self" as const }],
    ["not free", { freeOnly: true }],
  ])("does not ask what is %s of an item that the user owns", (_, change) =>
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(purchaseCourse("u-1", "p-2", "c-1", { payment: null, ...change }))
      .thenNothing({ by: "p-1", as: "already_owned" }),
  );

  it("refuses an item that the catalogue does not know", () => {
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", { offer: undefined }))
      .thenRefused("item_unknown", {});
    given()
      .when(purchaseTest("u-1", "p-1", "t-1", { offer: undefined }))
      .thenRefused("item_unknown", {});
  });

  it("refuses a withdrawn item, before it says anything about the price", () =>
    given()
      .when(
        purchaseTest("u-1", "p-1", "t-1", {
          offer: offer("test", "t-1", { status: "withdrawn" }),
          claimedAmount: 1,
        }),
      )
      .thenRefused("item_unavailable", {}));

  it("keeps a payment without a method", () => {
    const [event] = decide(
      initialState(),
      purchaseCourse("u-1", "p-1", "c-1", { payment: { id: "pay-9", method: null } }),
    );
    expect(event?.data).toMatchObject({ payment: { id: "pay-9", method: null } });
  });

  it("does not take a payment for something free into the ledger", () => {
    const free = {
      offer: offer("course", "c-1", { priceMinor: 0 }),
      payment: { id: "pay-9", method: "card" },
    };
    const [event] = decide(initialState(), purchaseCourse("u-1", "p-1", "c-1", free));
    expect(event?.data).toMatchObject({ price: { amountMinor: 0, currency: "EUR" }, payment: null });
  });

  it("takes the server's time for the date, and who asked into the metadata", () => {
    const at = "2027-12-31T23:59:59.999Z";
    const context = {
      correlationId: "request-9",
      causationId: "request-8",
      actor: { id: "u-1", role: "user" as const },
      source: "cli" as const,
      idempotencyKey: "k-1",
    };
    const command = purchaseCourse("u-1", "p-1", "c-1", { at, context });
    const [event] = decide(initialState(), command);
    expect(event?.data).toMatchObject({ purchasedAt: at });
    expect(event?.metadata).toStrictEqual({ ...command.context, schemaVersion: 2 });
    expect(event?.metadata).not.toHaveProperty("evidence");
  });

  it("fails loudly for a command that escaped the types", () => {
    const unknown = {
      ...purchaseCourse("u-1", "p-1", "c-1"),
      type: "GiveAway",
    } as unknown as PurchaseCommand;
    expect(() => decide(initialState(), unknown)).toThrow("Unexpected command");
  });
});

describe("what it takes to buy", () => {
  const priced = { amount: 29.99, currency: "EUR" };
  type Outcome = "recorded" | "not_free" | "price_changed" | "checkout_required" | "payment_missing";
  const free = 0;
  const dear = 2999;
  const paid = { id: "pay-p-1", method: "card" };

  // Every combination of price, authority, payment, freeOnly and what the caller says it costs.
  const combinations = [free, dear].flatMap((priceMinor) =>
    (["self", "checkout"] as const).flatMap((authority) =>
      [null, paid].flatMap((payment) =>
        [false, true].flatMap((freeOnly) =>
          [undefined, 0, 29.99].map((claimedAmount) => ({
            priceMinor,
            authority,
            payment,
            freeOnly,
            claimedAmount,
          })),
        ),
      ),
    ),
  );

  /** The rules, most general refusal first, in the words of the issue. */
  function expected({
    priceMinor,
    authority,
    payment,
    freeOnly,
    claimedAmount,
  }: (typeof combinations)[number]): Outcome {
    if (freeOnly && priceMinor > 0) return "not_free";
    if (claimedAmount !== undefined && claimedAmount !== priceMinor / 100) return "price_changed";
    if (priceMinor === free) return "recorded";
    if (authority === "self") return "checkout_required";
    return payment === null ? "payment_missing" : "recorded";
  }

  it.each(combinations.map((combination) => ({ ...combination, outcome: expected(combination) })))(
    "price $priceMinor, $authority, payment $payment, freeOnly $freeOnly, claimed $claimedAmount: $outcome",
    ({ outcome, priceMinor, ...change }) => {
      const decided = given().when(
        purchaseCourse("u-1", "p-1", "c-1", { ...change, offer: offer("course", "c-1", { priceMinor }) }),
      );
      if (outcome !== "recorded") {
        decided.thenRefused(outcome, priceMinor === free ? { ...priced, amount: 0 } : priced);
        return;
      }
      const event = coursePurchased("u-1", "p-1", "c-1");
      const payment = priceMinor === free ? null : paid;
      const price = { amountMinor: priceMinor, currency: "EUR" };
      decided.then({
        ...event,
        data: { ...event.data, listPrice: price, price, payment },
      } as typeof event);
    },
  );

  it("says what a test costs, too", () =>
    given()
      .when(purchaseTest("u-1", "p-1", "t-1", { payment: null }))
      .thenRefused("payment_missing", priced));
});

describe("the amount that the caller was shown", () => {
  it.each([
    [29.99, 2999, "EUR"],
    [0.3, 30, "EUR"],
    [1e-2, 1, "EUR"],
    [19.9, 1990, "EUR"],
    [4.35, 435, "EUR"],
    [1.005, 1005, "BHD"],
    [1.234, 1234, "BHD"],
    [0.001, 1, "BHD"],
    [100, 100, "JPY"],
    [49900, 4990000, "MNT"],
    [49900.5, 4990050, "MNT"],
    [0.0001, 1, "CLF"],
    [-0, 0, "EUR"],
    [90071992547.41, 9007199254741, "EUR"],
  ])("%d is %d minor units of %s", (claimedAmount, priceMinor, currency) => {
    const bought = coursePurchased("u-1", "p-1", "c-1");
    const payment = priceMinor === 0 ? null : { id: "pay-p-1", method: "card" };
    const price = { amountMinor: priceMinor, currency };
    given()
      .when(
        purchaseCourse("u-1", "p-1", "c-1", {
          claimedAmount,
          offer: offer("course", "c-1", { priceMinor, currency }),
        }),
      )
      .then({
        ...bought,
        data: { ...bought.data, listPrice: price, price, payment },
      } as typeof bought);
  });

  it.each([
    [30, 2999, "EUR"],
    [29.98, 2999, "EUR"],
    [29.990000000000002, 2999, "EUR"],
    [29.991, 2999, "EUR"],
    [2999, 2999, "EUR"],
    [0.1 + 0.2, 30, "EUR"],
    [1.1 * 3, 330, "EUR"],
    [100.5, 100, "JPY"],
    [100.5, 101, "JPY"],
    [1.2345, 1234, "BHD"],
    [1.2345, 1235, "BHD"],
    [12.34, 1234, "BHD"],
    [49900.555, 4990055, "MNT"],
    [1e21, 2999, "EUR"],
    [1e308, 2999, "EUR"],
    [5e-324, 0, "EUR"],
    [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, "EUR"],
    [Number.NaN, 2999, "EUR"],
    [Number.NaN, 0, "EUR"],
    [Number.POSITIVE_INFINITY, 2999, "EUR"],
    [Number.NEGATIVE_INFINITY, 0, "EUR"],
    [-29.99, 2999, "EUR"],
    [-0.01, 0, "EUR"],
  ])("%d is not %d minor units of %s", (claimedAmount, priceMinor, currency) =>
    given()
      .when(
        purchaseCourse("u-1", "p-1", "c-1", {
          claimedAmount,
          offer: offer("course", "c-1", { priceMinor, currency }),
        }),
      )
      .thenRefused("price_changed"),
  );

  it("is refused with the right one in the answer, in major units", () => {
    const dear = (priceMinor: number, currency: string) => ({
      claimedAmount: 1,
      offer: offer("course", "c-1", { priceMinor, currency }),
    });
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", dear(1999, "USD")))
      .thenRefused("price_changed", { amount: 19.99, currency: "USD" });
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", dear(2500, "JPY")))
      .thenRefused("price_changed", { amount: 2500, currency: "JPY" });
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", dear(2500, "BHD")))
      .thenRefused("price_changed", { amount: 2.5, currency: "BHD" });
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", dear(0, "EUR")))
      .thenRefused("price_changed", { amount: 0, currency: "EUR" });
  });
});
