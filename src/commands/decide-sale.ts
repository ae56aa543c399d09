import { itemKey, type Item, type PurchaseId } from "../events/identifiers.js";
import { currentSchemaVersion, type Evidence, type ItemPurchased } from "../events/purchase-events.js";
import { agreedPrice, paidPrice, unknownItem, type Line, type PricedLine } from "./agreed-price.js";
import { takenAt } from "./commands.js";
import type {
  GrantItem,
  ImportPurchase,
  PurchaseCommand,
  PurchaseCourse,
  PurchaseOrder,
  PurchaseTest,
  SaleLine,
} from "./commands.js";
import { addedUp } from "./order-total.js";
import type { PurchaseState } from "./purchase-state.js";

/**
 * Sells one item, or an order of them.
 *
 * @throws LedgerError `item_unknown`, `item_unavailable`, `not_free`, `price_changed`, `checkout_required`,
 * `payment_missing`. Never, but for an amount that cannot be read, once the money was taken.
 */
export function sell(
  state: PurchaseState,
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
): readonly ItemPurchased[] {
  const priceOf = takenAt(command) === undefined ? agreedPrice : paidPrice;
  const priced = linesOf(command).map((line) => ({ line, agreed: priceOf(command, line) }));
  const lines = command.type === "PurchaseOrder" ? addedUp(command, priced) : priced;
  return lines.map((each) => sellLine(state, command, each));
}

function linesOf(command: PurchaseCourse | PurchaseTest | PurchaseOrder): readonly Line[] {
  switch (command.type) {
    case "PurchaseOrder":
      return command.lines;
    case "PurchaseCourse":
      return [lineOf(command, { kind: "course", id: command.courseId })];
    case "PurchaseTest":
      return [lineOf(command, { kind: "test", id: command.testId })];
  }
}

const lineOf = (line: SaleLine, item: Item): Line => {
  const { purchaseId, offer, isCatalogueAway, claimedAmount, discount } = line;
  return { item, purchaseId, offer, isCatalogueAway, claimedAmount, discount };
};

function sellLine(
  state: PurchaseState,
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
  { line, agreed }: PricedLine,
): ItemPurchased {
  const { payment, at, orderId = null } = command;
  const paidAt = takenAt(command);
  const isPaid = agreed.price?.amountMinor !== 0;
  const duplicateOf = state.owned.get(itemKey(line.item))?.[0] ?? null;
  const giver = command.type === "PurchaseOrder" ? command.giver : undefined;
  return purchased(command, line, {
    ...agreed,
    flags: duplicateOf !== null && isPaid ? [...agreed.flags, "duplicate_payment"] : agreed.flags,
    payment: isPaid ? payment : null,
    orderId,
    grantedBy: giver === undefined ? null : { reason: "gift", by: giver },
    duplicateOf,
    // A provider's clock may be ahead; nothing is bought in the future.
    purchasedAt: paidAt !== undefined && paidAt < at ? paidAt : at,
  });
}

/** Gives an item away. A withdrawn one, too: support knows what it does, and the event says so. */
export function grant(command: GrantItem): readonly ItemPurchased[] {
  const { item, offer, reason, by, at } = command;
  if (offer === undefined) throw unknownItem(item);
  const listPrice = { amountMinor: offer.priceMinor, currency: offer.currency };
  return [
    purchased(command, command, {
      listPrice,
      discount: listPrice.amountMinor === 0 ? null : { code: reason, amountMinor: listPrice.amountMinor },
      price: { ...listPrice, amountMinor: 0 },
      payment: null,
      orderId: null,
      grantedBy: { reason, by },
      duplicateOf: null,
      flags: offer.status === "withdrawn" ? ["item_withdrawn"] : [],
      purchasedAt: at,
    }),
  ];
}

export function takeOver(command: ImportPurchase): ItemPurchased {
  return purchased(
    command,
    command,
    {
      ...{ listPrice: null, discount: null, price: null, payment: null, orderId: null, grantedBy: null },
      ...{ duplicateOf: null, flags: [], purchasedAt: command.purchasedAt },
    },
    command.evidence,
  );
}

type Facts = Omit<ItemPurchased["data"], "purchaseId" | "userId" | "courseId" | "testId">;

function purchased(
  { userId, context }: PurchaseCommand,
  { purchaseId, item }: { readonly purchaseId: PurchaseId; readonly item: Item },
  facts: Facts,
  evidence?: Evidence,
): ItemPurchased {
  const current = { ...context, schemaVersion: currentSchemaVersion } as const;
  const metadata = evidence === undefined ? current : { ...current, evidence };
  return item.kind === "course"
    ? { type: "CoursePurchased", data: { ...facts, purchaseId, userId, courseId: item.id }, metadata }
    : { type: "TestPurchased", data: { ...facts, purchaseId, userId, testId: item.id }, metadata };
}
