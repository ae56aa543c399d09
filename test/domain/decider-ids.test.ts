import { describe, expect, it } from "@jest/globals";
import { coursePurchased, purchaseRevoked, testPurchased } from "../support/events.js";
import { given, stateAfter } from "../support/specification.js";
import { purchaseCourse, purchaseTest, revokePurchase } from "./commands.js";

describe("ids that mean something to JavaScript", () => {
  const ids = [
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "a.b",
    "0",
    "-1",
    "a:b@c",
  ];

  it.each(ids)("%s is an item like any other", (id) => {
    given()
      .when(purchaseCourse("u-1", "p-1", id))
      .then(coursePurchased("u-1", "p-1", id));
    given(coursePurchased("u-1", "p-1", id))
      .when(purchaseCourse("u-1", "p-2", id, { payment: null }))
      .thenNothing({ by: "p-1", as: "already_owned" });
    given(coursePurchased("u-1", "p-1", id), purchaseRevoked("u-1", "p-1", "course", id))
      .when(purchaseCourse("u-1", "p-2", id))
      .then(coursePurchased("u-1", "p-2", id));
  });

  it.each(ids)("%s is a purchase like any other", (id) => {
    given().when(revokePurchase("u-1", id)).thenRefused("purchase_unknown");
    given()
      .when(purchaseTest("u-1", id, "t-1"))
      .then(testPurchased("u-1", id, "t-1"));
    given(testPurchased("u-1", id, "t-1"))
      .when(purchaseTest("u-1", id, "t-1"))
      .thenNothing({ by: id, as: "repeated" });
    given(testPurchased("u-1", id, "t-1"))
      .when(revokePurchase("u-1", id))
      .then(purchaseRevoked("u-1", id, "test", "t-1"));
  });

  it.each(ids)("%s is a user like any other", (id) =>
    given(coursePurchased(id, "p-1", "c-1"))
      .when(purchaseCourse(id, "p-2", "c-1", { payment: null }))
      .thenNothing({ by: "p-1", as: "already_owned" }),
  );
});

describe("a course and a test that share an id", () => {
  const both = [coursePurchased("u-1", "p-1", "x-1"), testPurchased("u-1", "p-2", "x-1")];

  it("are two items", () => {
    given(both[0]!)
      .when(purchaseTest("u-1", "p-2", "x-1"))
      .then(both[1]!);
    given(both[1]!)
      .when(purchaseCourse("u-1", "p-1", "x-1"))
      .then(both[0]!);
  });

  it("are each owned once", () => {
    given(...both)
      .when(purchaseCourse("u-1", "p-3", "x-1", { payment: null }))
      .thenNothing({ by: "p-1", as: "already_owned" });
    given(...both)
      .when(purchaseTest("u-1", "p-3", "x-1", { payment: null }))
      .thenNothing({ by: "p-2", as: "already_owned" });
  });

  it("are revoked one by one", () => {
    const state = stateAfter(...both, purchaseRevoked("u-1", "p-1", "course", "x-1"));
    expect([...state.owned]).toEqual([
      ["course:x-1", []],
      ["test:x-1", ["p-2"]],
    ]);
  });

  it("do not run into each other when an id holds the separator", () => {
    const state = stateAfter(coursePurchased("u-1", "p-1", "test:1"), testPurchased("u-1", "p-2", "1"));
    expect([...state.owned.keys()]).toEqual(["course:test:1", "test:1"]);
  });
});
