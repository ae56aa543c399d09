import type { Offer } from "../../src/catalogue/catalogue.js";
import type {
  CommandContext,
  DisputePurchase,
  GrantItem,
  ImportPurchase,
  PricePurchase,
  PurchaseCourse,
  PurchaseOrder,
  PurchaseTarget,
  PurchaseTest,
  RefundPurchase,
  ReinstatePurchase,
  RevokePurchase,
} from "../../src/commands/commands.js";
import { contentHash } from "../../src/commands/content-hash.js";
import type { ItemId, ItemKind } from "../../src/events/identifiers.js";
import { aDate, item, metadata, purchase, user } from "../support/events.js";

/** Commands whose events are those of `test/support/events.ts`: of a course or test at 29.99 EUR, paid at the checkout. */

type Change<Command> = Partial<Omit<Command, "type" | "userId" | "purchaseId" | "target" | "context">> & {
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

export const pricePurchase = (
  userId: string,
  purchaseId: string,
  change: Change<PricePurchase> = {},
): PricePurchase => ({
  ...{ price: { amountMinor: 2500, currency: "EUR" }, paidAt: "2019-08-07T06:05:04.000Z", reference: "4711" },
  ...change,
  type: "PricePurchase",
  userId: user(userId),
  purchaseId: purchase(purchaseId),
  context: context({ source: "legacy-import", ...change.context }),
});

const laterDate = "2026-02-03T04:05:06.789Z";

/** Of one purchase, `p-1`, or of all that a payment paid, `pay-p-1`. */
const target = (id: string): PurchaseTarget =>
  id.startsWith("pay-") ? { paymentId: id } : { purchaseId: purchase(id) };

export const refundPurchase = (
  userId: string,
  of: string,
  refundId: string,
  change: Change<RefundPurchase> = {},
): RefundPurchase => ({
  ...{ amount: undefined, reason: "requested", reference: null, revoke: false, at: laterDate },
  ...change,
  ...{ type: "RefundPurchase", userId: user(userId), target: target(of), refundId },
  context: context(change.context),
});

export const disputePurchase = (
  userId: string,
  of: string,
  status: DisputePurchase["status"],
  change: Change<DisputePurchase> = {},
): DisputePurchase => ({
  ...{ disputeId: "dp-1", amount: undefined, revoke: true, at: laterDate },
  ...change,
  ...{ type: "DisputePurchase", userId: user(userId), target: target(of), status },
  context: context(change.context),
});

export const reinstatePurchase = (userId: string, purchaseId: string): ReinstatePurchase => ({
  ...{ type: "ReinstatePurchase", userId: user(userId), purchaseId: purchase(purchaseId) },
  ...{ note: "", at: laterDate },
  context: context(),
});

export const grantItem = (
  userId: string,
  purchaseId: string,
  courseId: string,
  change: Change<GrantItem> = {},
): GrantItem => ({
  ...{
    item: item("course", courseId),
    offer: offer("course", courseId),
    reason: "goodwill",
    by: "jo",
    at: aDate,
  },
  ...change,
  ...{ type: "GrantItem", userId: user(userId), purchaseId: purchase(purchaseId) },
  context: context(change.context),
});

/** Of courses, each at its list price unless it says otherwise. */
export const purchaseOrder = (
  userId: string,
  orderId: string,
  courseIds: readonly string[],
  change: Change<PurchaseOrder> = {},
): PurchaseOrder => ({
  ...{ payment: { id: `pay-${orderId}`, method: "card" }, authority: "checkout", freeOnly: false, at: aDate },
  ...{ claimedTotal: undefined, giver: undefined },
  lines: courseIds.map((id) => ({
    ...{ item: item("course", id), purchaseId: purchase(`${orderId}-${id}`), offer: offer("course", id) },
    claimedAmount: undefined,
  })),
  ...change,
  ...{ type: "PurchaseOrder", userId: user(userId), orderId },
  context: context(change.context),
});
