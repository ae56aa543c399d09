import { describe, it } from "@jest/globals";
import { revocationReasons, type PurchaseRevoked } from "../../src/events/purchase-events.js";
import { coursePurchased, purchaseRevoked, testPurchased } from "../support/events.js";
import { given } from "../support/specification.js";
import { offer, otherContent, purchaseCourse, purchaseTest, revokePurchase } from "./commands.js";

const bought = coursePurchased("u-1", "p-1", "c-1");
const revoked = purchaseRevoked("u-1", "p-1", "course", "c-1");

describe("revoking", () => {
  it("records that a course is taken back, naming it", () =>
    given(bought).when(revokePurchase("u-1", "p-1")).then(revoked));

  it("records that a test is taken back, naming it", () =>
    given(testPurchased("u-1", "p-1", "t-1"))
      .when(revokePurchase("u-1", "p-1"))
      .then(purchaseRevoked("u-1", "p-1", "test", "t-1")));

  it.each(revocationReasons)("keeps the reason %s, the note and the time", (reason) => {
    const said = { reason, note: "asked by mail, 14:03 — „doppelt“ 💳" };
    const at = "2026-05-06T07:08:09.010Z";
    const event = revoked as PurchaseRevoked;
    given(bought)
      .when(revokePurchase("u-1", "p-1", { ...said, at }))
      .then({ ...event, data: { ...event.data, ...said, revokedAt: at } });
  });

  it("takes back one purchase only", () =>
    given(bought, coursePurchased("u-1", "p-2", "c-2"), revoked)
      .when(purchaseCourse("u-1", "p-3", "c-2", { payment: null }))
      .thenNothing({ by: "p-2", as: "already_owned" }));

  it("records nothing the second time, whatever the reason is then", () => {
    given(bought, revoked).when(revokePurchase("u-1", "p-1")).thenNothing({ by: "p-1", as: "repeated" });
    given(bought, revoked)
      .when(revokePurchase("u-1", "p-1", { reason: "chargeback", context: otherContent }))
      .thenNothing({ by: "p-1", as: "repeated" });
  });

  it("refuses a purchase that the user does not have", () => {
    given().when(revokePurchase("u-1", "p-1")).thenRefused("purchase_unknown", {});
    given(bought).when(revokePurchase("u-1", "p-2")).thenRefused("purchase_unknown", {});
  });

  it("works for what is no longer sold", () =>
    given(bought).when(revokePurchase("u-1", "p-1")).then(revoked));
});

describe("after a revocation", () => {
  it("the item can be bought again, with a new id", () =>
    given(bought, revoked)
      .when(purchaseCourse("u-1", "p-2", "c-1"))
      .then(coursePurchased("u-1", "p-2", "c-1")));

  it("the item is bought at today's price, by today's rules", () => {
    const dearer = { offer: offer("course", "c-1", { priceMinor: 4999 }) };
    given(bought, revoked)
      .when(purchaseCourse("u-1", "p-2", "c-1", { ...dearer, claimedAmount: 29.99 }))
      .thenRefused("price_changed", { amount: 49.99, currency: "EUR" });
    given(bought, revoked)
      .when(purchaseCourse("u-1", "p-2", "c-1", { offer: offer("course", "c-1", { status: "withdrawn" }) }))
      .thenRefused("item_unavailable");
  });

  it("the second purchase can be revoked, too, and the item bought a third time", () => {
    const twice = [bought, revoked, coursePurchased("u-1", "p-2", "c-1")];
    given(...twice)
      .when(revokePurchase("u-1", "p-2"))
      .then(purchaseRevoked("u-1", "p-2", "course", "c-1"));
    given(...twice, purchaseRevoked("u-1", "p-2", "course", "c-1"))
      .when(purchaseCourse("u-1", "p-3", "c-1"))
      .then(coursePurchased("u-1", "p-3", "c-1"));
  });

  it("revoking the first purchase again leaves the second one alone", () =>
    given(bought, revoked, coursePurchased("u-1", "p-2", "c-1"))
      .when(revokePurchase("u-1", "p-1"))
      .thenNothing({ by: "p-1", as: "repeated" }));

  it("a test of the same name is still owned", () =>
    given(bought, testPurchased("u-1", "p-2", "c-1"), revoked)
      .when(purchaseTest("u-1", "p-3", "c-1", { payment: null }))
      .thenNothing({ by: "p-2", as: "already_owned" }));
});
