import { describe, expect, it } from "@jest/globals";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { coursePurchased, purchaseRevoked, testPurchased } from "../support/events.js";
import { given } from "../support/specification.js";
import { offer, otherContent, purchaseCourse, purchaseTest, revokePurchase, withKey } from "./commands.js";

const keyed = <Event extends PurchaseEvent>(key: string, event: Event): Event => ({
  ...event,
  metadata: { ...event.metadata, idempotencyKey: key },
});

describe("a repeated purchase", () => {
  const bought = coursePurchased("u-1", "p-1", "c-1");
  const revoked = purchaseRevoked("u-1", "p-1", "course", "c-1");

  it("records nothing and gets the first answer", () =>
    given(bought)
      .when(purchaseCourse("u-1", "p-1", "c-1"))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("gets the first answer after other things have happened", () =>
    given(bought, testPurchased("u-1", "p-2", "t-1"), coursePurchased("u-1", "p-3", "c-3"))
      .when(purchaseCourse("u-1", "p-1", "c-1"))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it.each([
    ["the price has changed", { offer: offer("course", "c-1", { priceMinor: 9999 }), claimedAmount: 29.99 }],
    ["the currency has changed", { offer: offer("course", "c-1", { currency: "USD" }) }],
    ["the item was withdrawn", { offer: offer("course", "c-1", { status: "withdrawn" }) }],
    ["the item is gone from the catalogue", { offer: undefined }],
    ["time has passed", { at: "2031-01-01T00:00:00.000Z" }],
    [
      "somebody else asks",
      { context: { actor: { id: "ops", role: "admin" as const }, correlationId: "other" } },
    ],
  ])("gets the first answer when %s", (_, change) => {
    const repeat = purchaseCourse("u-1", "p-1", "c-1", change);
    given(bought).when(repeat).thenNothing({ by: "p-1", as: "repeated" });
    given(bought, revoked).when(repeat).thenNothing({ by: "p-1", as: "repeated" });
  });

  it("stays revoked: the repeat of a revoked purchase buys nothing", () =>
    given(bought, revoked)
      .when(purchaseCourse("u-1", "p-1", "c-1"))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("gets its own answer, not that of the purchase that came after it", () =>
    given(bought, revoked, coursePurchased("u-1", "p-2", "c-1"))
      .when(purchaseCourse("u-1", "p-1", "c-1"))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("is refused when its id asks for something else", () =>
    given(bought)
      .when(purchaseCourse("u-1", "p-1", "c-2", { context: otherContent }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", courseId: "c-1" }));

  it("is refused when its id asks for a test of the same name", () =>
    given(bought)
      .when(purchaseTest("u-1", "p-1", "c-1", { context: otherContent }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", courseId: "c-1" }));

  it("is refused with other content although the user owns the item", () =>
    given(testPurchased("u-1", "p-1", "t-1"))
      .when(purchaseTest("u-1", "p-1", "t-1", { context: otherContent }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", testId: "t-1" }));

  it("is refused with other content after a revocation, too", () =>
    given(bought, revoked)
      .when(purchaseCourse("u-1", "p-1", "c-1", { context: otherContent }))
      .thenRefused("purchase_id_reused"));
});

describe("an idempotency key", () => {
  const bought = keyed("k-1", coursePurchased("u-1", "p-1", "c-1"));

  it("is kept in the event", () =>
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", { context: withKey("k-1") }))
      .then(bought));

  it("gives the first answer again, whatever id the second request got", () =>
    given(bought)
      .when(purchaseCourse("u-1", "p-2", "c-1", { context: withKey("k-1") }))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("gives the first answer again after a price change, a withdrawal and a revocation", () =>
    given(bought, purchaseRevoked("u-1", "p-1", "course", "c-1"))
      .when(
        purchaseCourse("u-1", "p-2", "c-1", {
          offer: offer("course", "c-1", { status: "withdrawn", priceMinor: 1 }),
          context: withKey("k-1"),
        }),
      )
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("is refused with other content", () =>
    given(bought)
      .when(purchaseCourse("u-1", "p-2", "c-2", { context: { ...otherContent, ...withKey("k-1") } }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", courseId: "c-1" }));

  it("goes before the purchase id when the two name different purchases", () => {
    const state = [bought, coursePurchased("u-1", "p-2", "c-2")];
    given(...state)
      .when(purchaseCourse("u-1", "p-2", "c-1", { context: withKey("k-1") }))
      .thenNothing({ by: "p-1", as: "repeated" });
    given(...state)
      .when(purchaseCourse("u-1", "p-2", "c-2", { context: { ...otherContent, ...withKey("k-1") } }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", courseId: "c-1" });
  });

  it("that is new does not make a known purchase id new", () =>
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(purchaseCourse("u-1", "p-1", "c-1", { context: withKey("k-9") }))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it.each(["__proto__", "constructor", "toString", " "])("may be %j", (key) => {
    given()
      .when(purchaseCourse("u-1", "p-1", "c-1", { context: withKey(key) }))
      .then(keyed(key, coursePurchased("u-1", "p-1", "c-1")));
    given(keyed(key, coursePurchased("u-1", "p-1", "c-1")))
      .when(purchaseCourse("u-1", "p-2", "c-1", { context: withKey(key) }))
      .thenNothing({ by: "p-1", as: "repeated" });
  });
});

describe("an idempotency key of a revocation", () => {
  const revoked = keyed("k-1", purchaseRevoked("u-1", "p-1", "course", "c-1"));
  const events = [coursePurchased("u-1", "p-1", "c-1"), coursePurchased("u-1", "p-2", "c-2"), revoked];

  it("is kept in the event", () =>
    given(...events.slice(0, 2))
      .when(revokePurchase("u-1", "p-1", { context: withKey("k-1") }))
      .then(revoked));

  it("gives the first answer again", () =>
    given(...events)
      .when(revokePurchase("u-1", "p-1", { context: withKey("k-1") }))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("is refused for another purchase, which stays", () =>
    given(...events)
      .when(revokePurchase("u-1", "p-2", { context: { ...otherContent, ...withKey("k-1") } }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", courseId: "c-1" }));

  it("is refused for buying", () =>
    given(...events)
      .when(purchaseCourse("u-1", "p-3", "c-3", { context: { ...otherContent, ...withKey("k-1") } }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", courseId: "c-1" }));

  it("is refused when it was used for buying, and revokes nothing", () =>
    given(keyed("k-1", coursePurchased("u-1", "p-1", "c-1")), coursePurchased("u-1", "p-2", "c-2"))
      .when(revokePurchase("u-1", "p-2", { context: { ...otherContent, ...withKey("k-1") } }))
      .thenRefused("purchase_id_reused", { purchaseId: "p-1", courseId: "c-1" }));

  it("is told apart from the purchase's own: each gives its own first answer", () => {
    const both = [
      keyed("k-0", coursePurchased("u-1", "p-1", "c-1")),
      keyed("k-1", { ...revoked, metadata: { ...revoked.metadata, ...otherContent } }),
    ];
    given(...both)
      .when(purchaseCourse("u-1", "p-9", "c-1", { context: withKey("k-0") }))
      .thenNothing({ by: "p-1", as: "repeated" });
    given(...both)
      .when(revokePurchase("u-1", "p-1", { context: { ...otherContent, ...withKey("k-1") } }))
      .thenNothing({ by: "p-1", as: "repeated" });
  });
});

it("is one user's: what another user bought is neither a repeat nor a reuse", () => {
  given(coursePurchased("u-1", "p-1", "c-1"))
    .when(purchaseCourse("u-1", "p-1", "c-1"))
    .thenNothing();
  // Each user has a stream, and so a state, of its own.
  given()
    .when(purchaseCourse("u-2", "p-1", "c-1"))
    .then(coursePurchased("u-2", "p-1", "c-1"));
  expect(coursePurchased("u-1", "p-1", "c-1")).not.toEqual(coursePurchased("u-2", "p-1", "c-1"));
});
