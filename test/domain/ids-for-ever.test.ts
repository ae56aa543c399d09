import { describe, expect, it } from "@jest/globals";
import { contentHash, derivedPurchaseId } from "../../src/commands/content-hash.js";
import type { PurchaseCommand, PurchaseCourse, PurchaseTest } from "../../src/commands/commands.js";
import { purchaseItem, type PurchaseRequest } from "../../src/commands/purchase-item.js";
import { item, purchase, user } from "../support/events.js";
import { offer } from "./commands.js";

/**
 * What logs and callers hold on to. If one of these changes, a retry or an import after an upgrade records a purchase
 * a second time, or is refused as a reuse of its own id. They are never edited.
 */

const request: PurchaseRequest = {
  userId: user("learner-1"),
  item: item("course", "algebra"),
  amount: 29.99,
  payment: { id: "pay-1", method: "card" },
  purchaseId: purchase("p-1"),
  authority: "checkout",
  freeOnly: false,
  correlationId: "request-1",
  actor: { id: "checkout", role: "service" },
  source: "api",
};

const noLog = { readStream: () => (async function* () {})() };

/** The command that a request becomes. */
async function commandOf(
  change: Partial<PurchaseRequest> = {},
  at = 0,
): Promise<PurchaseCourse | PurchaseTest> {
  let given: PurchaseCommand | undefined;
  const handler = {
    handle: (command: PurchaseCommand) => {
      given = command;
      return Promise.reject(new Error("Seen."));
    },
    handleTogether: () => Promise.resolve(0),
    forgetAll: () => undefined,
  };
  const catalogue = {
    offer: async () => offer("course", "algebra"),
    offers: async () => [],
    close: async () => {},
  };
  const now = () => new Date(at);
  await expect(
    purchaseItem({ eventStore: noLog, catalogue, handler, now }, { ...request, ...change }),
  ).rejects.toThrow("Seen.");
  return given as PurchaseCourse | PurchaseTest;
}
const hashOf = async (change: Partial<PurchaseRequest> = {}, at = 0): Promise<string> =>
  (await commandOf(change, at)).context.contentHash;

describe("for ever the same", () => {
  it("the purchase ids that the ledger derives", () => {
    expect(derivedPurchaseId(user("learner-1"), "idempotency-key", "k-1")).toBe(
      "3fd11dd8-b86b-5204-a484-f44323eb1de8",
    );
    expect(derivedPurchaseId(user("learner-1"), "legacy", "course", "algebra")).toBe(
      "1bf7d863-c5e3-5441-a347-180483632ff1",
    );
  });

  it("the hashes of contents", async () => {
    expect(contentHash(["course", 1, true, null, "\u00e9"])).toBe(
      "7d1d1c3838daeb8dcd85a363a7a0590ac80414b1f5906b701fb6175363390cdf",
    );
    expect(await hashOf()).toBe("9ee5eb44ce72a071b0a7bb1682cc0e6603f118e8cdd9e36a70350c24ab3c0ecb");
    expect(await hashOf({ amount: undefined, payment: null, purchaseId: undefined, freeOnly: true })).toBe(
      "9bb411a9b0cca0af44cb4f6a6938ae57be03963c1203bb3d2c9ccc407ec56654",
    );
  });
});

describe("the content of a request", () => {
  it.each<[string, Partial<PurchaseRequest>]>([
    ["another item", { item: item("course", "geometry") }],
    ["another kind", { item: item("test", "algebra") }],
    ["another amount", { amount: 30 }],
    ["no amount", { amount: undefined }],
    ["another payment", { payment: { id: "pay-2", method: "card" } }],
    ["another method", { payment: { id: "pay-1", method: null } }],
    ["no payment", { payment: null }],
    ["another purchase id", { purchaseId: purchase("p-2") }],
    ["no purchase id", { purchaseId: undefined }],
    ["free only", { freeOnly: true }],
  ])("is another with %s", async (_, change) => {
    expect(await hashOf(change)).not.toBe(await hashOf());
  });

  it.each<[string, Partial<PurchaseRequest>]>([
    ["later", {}],
    ["under another correlation id", { correlationId: "request-2" }],
    ["by another caller", { actor: { id: "support-1", role: "admin" } }],
    ["with an idempotency key", { idempotencyKey: "k-1" }],
  ])("is the same %s", async (_, change) => {
    expect(await hashOf(change, 1e12)).toBe(await hashOf());
  });

  it("gets an id of its own each time when the caller names it in no way", async () => {
    const unnamed = { purchaseId: undefined };
    expect((await commandOf(unnamed)).purchaseId).not.toBe((await commandOf(unnamed)).purchaseId);
  });

  it("gets the same id each time by an idempotency key, and another one for another user", async () => {
    const keyed = { purchaseId: undefined, idempotencyKey: "k-1" };
    const first = await commandOf(keyed);
    expect((await commandOf(keyed, 1e12)).purchaseId).toBe(first.purchaseId);
    expect((await commandOf({ ...keyed, userId: user("learner-2") })).purchaseId).not.toBe(first.purchaseId);
    expect(first.context.idempotencyKey).toBe("k-1");
  });
});
