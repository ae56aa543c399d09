import { describe, it } from "@jest/globals";
import type { ImportPurchase } from "../../src/commands/commands.js";
import { item, purchaseRevoked, coursePurchased, testPurchased } from "../support/events.js";
import { given } from "../support/specification.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { importPurchase, otherContent, purchaseCourse, revokePurchase } from "./commands.js";

/** The event that an import makes. */
function imported(command: ImportPurchase): PurchaseEvent {
  const { userId, purchaseId, purchasedAt, evidence } = command;
  const none = {
    listPrice: null,
    discount: null,
    price: null,
    payment: null,
    orderId: null,
    grantedBy: null,
  };
  const data = { userId, purchaseId, ...none, duplicateOf: null, flags: [], purchasedAt };
  const metadata = { ...command.context, schemaVersion: 2 as const, evidence };
  return command.item.kind === "course"
    ? { type: "CoursePurchased", data: { ...data, courseId: command.item.id }, metadata }
    : { type: "TestPurchased", data: { ...data, testId: command.item.id }, metadata };
}

describe("importing", () => {
  const course = importPurchase("u-1", "i-1", "course", "c-1");

  it("takes a course over with its date and its evidence, and without a price, which nobody knows", () =>
    given().when(course).then(imported(course)));

  it("takes a test over without a date, where nobody knows it", () => {
    const test = importPurchase("u-1", "i-1", "test", "t-1", {
      purchasedAt: null,
      evidence: { foundIn: "array", recordIds: [] },
    });
    given().when(test).then(imported(test));
  });

  it("adds nothing when it is run again", () =>
    given(imported(course)).when(course).thenNothing({ by: "i-1", as: "repeated" }));

  it("adds nothing when it is run again with better evidence: the first answer stays", () =>
    given(imported(course))
      .when(importPurchase("u-1", "i-1", "course", "c-1", { purchasedAt: null, context: otherContent }))
      .thenNothing({ by: "i-1", as: "repeated" }));

  it("adds nothing to what was bought in the meantime", () =>
    given(coursePurchased("u-1", "p-1", "c-1"))
      .when(course)
      .thenNothing({ by: "p-1", as: "already_owned" }));

  it("does not give back what was imported and then revoked", () =>
    given(imported(course), purchaseRevoked("u-1", "i-1", "course", "c-1"))
      .when(course)
      .thenNothing({ by: "i-1", as: "repeated" }));

  it("leaves an item owned: buying it says so", () =>
    given(imported(course))
      .when(purchaseCourse("u-1", "p-1", "c-1", { payment: null }))
      .thenNothing({ by: "i-1", as: "already_owned" }));

  it("does not give back what was bought over the API and then revoked", () =>
    given(coursePurchased("u-1", "p-1", "c-1"), purchaseRevoked("u-1", "p-1", "course", "c-1"))
      .when(course)
      .thenNothing());

  it("makes purchases that can be revoked", () =>
    given(imported(course))
      .when(revokePurchase("u-1", "i-1"))
      .then(purchaseRevoked("u-1", "i-1", "course", "c-1")));

  it("refuses an id that another item was bought by, rather than losing the import without a word", () => {
    given(coursePurchased("u-1", "i-1", "c-9"))
      .when(course)
      .thenRefused("purchase_id_reused", { purchaseId: "i-1", courseId: "c-9" });
    given(testPurchased("u-1", "i-1", "c-1"))
      .when(course)
      .thenRefused("purchase_id_reused", { purchaseId: "i-1", testId: "c-1" });
  });

  it("tells a course from a test of the same name", () => {
    const test = importPurchase("u-1", "i-2", "test", "c-1");
    given(imported(course))
      .when(test)
      .then(imported({ ...test, item: item("test", "c-1") }));
  });
});
