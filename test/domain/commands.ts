import type { Offer } from "../../src/catalogue/catalogue.js";
import type {
  CommandContext,
  ImportPurchase,
  PurchaseCourse,
  PurchaseTest,
  RevokePurchase,
} from "../../src/commands/commands.js";
import { contentHash } from "../../src/commands/content-hash.js";
import type { ItemId, ItemKind } from "../../src/events/identifiers.js";
import { aDate, item, metadata, purchase, user } from "../support/events.js";

/** Commands whose events are those of `test/support/events.ts`: of a course or test at 29.99 EUR, paid at the checkout. */

type Change<Command> = Partial<Omit<Command, "type" | "userId" | "purchaseId" | "context">> & {
  readonly context?: Partial<CommandContext>;
};

export const offer = (kind: ItemKind, id: string, change: Partial<Offer> = {}): Offer => ({
  kind,
  id: id as ItemId,
  title: `The ${kind} ${id}`,
  priceMinor: 2999,
  currency: "EUR",
  status: "active",
  ...change,
});

/** What another request asks for than the one that the fixtures' events were made by. */
export const otherContent: Partial<CommandContext> = { contentHash: contentHash(["other"]) };

export const withKey = (idempotencyKey: string): Partial<CommandContext> => ({ idempotencyKey });

function context(change: Partial<CommandContext> = {}): CommandContext {
  const { schemaVersion: _version, ...rest } = metadata(change);
  return rest;
}

const common = (userId: string, purchaseId: string, change: Change<PurchaseCourse>) => ({
  userId: user(userId),
  purchaseId: purchase(purchaseId),
  claimedAmount: undefined,
  payment: { id: `pay-${purchaseId}`, method: "card" },
  authority: "checkout" as const,
  freeOnly: false,
  at: aDate,
  ...change,
  context: context(change.context),
});

export const purchaseCourse = (
  userId: string,
  purchaseId: string,
  courseId: string,
  change: Change<PurchaseCourse> = {},
): PurchaseCourse => ({
  offer: offer("course", courseId),
  ...common(userId, purchaseId, change),
  type: "PurchaseCourse",
  courseId: courseId as ItemId,
});

export const purchaseTest = (
  userId: string,
  purchaseId: string,
  testId: string,
  change: Change<PurchaseTest> = {},
): PurchaseTest => ({
  offer: offer("test", testId),
  ...common(userId, purchaseId, change),
  type: "PurchaseTest",
  testId: testId as ItemId,
});

export const revokePurchase = (
  userId: string,
  purchaseId: string,
  change: Change<RevokePurchase> = {},
): RevokePurchase => ({
  reason: "refund",
  note: "",
  at: "2026-02-03T04:05:06.789Z",
  ...change,
  type: "RevokePurchase",
  userId: user(userId),
  purchaseId: purchase(purchaseId),
  context: context(change.context),
});

export const importPurchase = (
  userId: string,
  purchaseId: string,
  kind: ItemKind,
  itemId: string,
  change: Change<ImportPurchase> = {},
): ImportPurchase => ({
  item: item(kind, itemId),
  purchasedAt: "2019-08-07T06:05:04.321Z",
  evidence: { foundIn: "both", recordIds: ["5d4a6f0e9c1b2a0017e3f001"] },
  ...change,
  type: "ImportPurchase",
  userId: user(userId),
  purchaseId: purchase(purchaseId),
  context: context({ source: "legacy-import", ...change.context }),
});
