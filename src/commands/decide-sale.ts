import { itemKey, type Item, type PurchaseId } from "../events/identifiers.js";
import { currentSchemaVersion, type Evidence, type ItemPurchased } from "../events/purchase-events.js";
import { agreedPrice, unknownItem, type Line, type PricedLine } from "./agreed-price.js";
import { plausibleOrNow, takenAt } from "./commands.js";
import type {
  GrantItem,
  ImportPurchase,
  PurchaseCommand,
  PurchaseCourse,
  PurchaseOrder,
  PurchaseTest,
  SaleLine,
} from "./commands.js";
import { assertAddsUp } from "./order-total.js";
import { paidPrices } from "./paid-price.js";
import type { PurchaseState } from "./purchase-state.js";

/**
 * Sells one item, or an order of them.
 *
 * @throws LedgerError `item_unknown`, `item_unavailable`, `not_free`, `price_changed`, `checkout_required`,
 * `payment_missing`. Once the money was taken, nothing is refused.
 */
export function sell(
  state: PurchaseState,
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
): readonly ItemPurchased[] {
  const lines = pricedLines(command);
  return lines.map((each, index) => {
    const key = itemKey(each.line.item);
    const earlier = lines.slice(0, index).find(({ line }) => itemKey(line.item) === key);
    const duplicateOf = state.owned.get(key)?.[0] ?? earlier?.line.purchaseId ?? null;
    return sellLine(command, each, duplicateOf);
  });
}

function pricedLines(command: PurchaseCourse | PurchaseTest | PurchaseOrder): readonly PricedLine[] {
  const lines = linesOf(command);
  if (takenAt(command) !== undefined) return paidPrices(command, lines);
  const priced = lines.map((line) => ({ line, agreed: agreedPrice(command, line) }));
  if (command.type === "PurchaseOrder") assertAddsUp(command, priced);
  return priced;
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
  const { purchaseId, offer, isCatalogueUnavailable, claimedAmount, discount } = line;
  return { item, purchaseId, offer, isCatalogueUnavailable, claimedAmount, discount };
};

function sellLine(
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
  { line, agreed }: PricedLine,
  duplicateOf: PurchaseId | null,
): ItemPurchased {
  const { payment, at, orderId = null } = command;
  // The stated amount counts too: a line's share of the charge, or a rounded amount, may be 0.
  const isPaid = agreed.price?.amountMinor !== 0 || (line.claimedAmount ?? 0) > 0;
  const giver = command.type === "PurchaseOrder" ? command.giver : undefined;
  const { flags, ...terms } = agreed;
  return purchased(command, line, {
    flags: duplicateOf !== null && isPaid ? [...flags, "duplicate_payment"] : flags,
    payment: isPaid ? payment : null,
    orderId,
    grantedBy: giver === undefined ? null : { reason: "gift", by: giver },
    duplicateOf,
    purchasedAt: plausibleOrNow(takenAt(command), at),
    ...terms,
  });
}

/** Grants an item for free. Support may also give a withdrawn one; the event is flagged. */
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

/** The spread comes last, because a field after it costs a microsecond in V8, for each purchase. */
function purchased(
  { userId, context }: PurchaseCommand,
  { purchaseId, item }: { readonly purchaseId: PurchaseId; readonly item: Item },
  facts: Facts,
  evidence?: Evidence,
): ItemPurchased {
  const current = { schemaVersion: currentSchemaVersion, ...context } as const;
  const metadata = evidence === undefined ? current : { ...current, evidence };
  return item.kind === "course"
    ? { type: "CoursePurchased", data: { purchaseId, userId, courseId: item.id, ...facts }, metadata }
    : { type: "TestPurchased", data: { purchaseId, userId, testId: item.id, ...facts }, metadata };
}
