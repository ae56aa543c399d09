import { LedgerError } from "../errors.js";
import { itemKey, type Item, type PurchaseId } from "../events/identifiers.js";
import { toMajorUnits, toMinorUnits, type Money } from "../events/money.js";
import {
  currentSchemaVersion,
  type Evidence,
  type ItemPurchased,
  type PurchaseFlag,
} from "../events/purchase-events.js";
import type {
  GrantItem,
  ImportPurchase,
  PurchaseCommand,
  PurchaseCourse,
  PurchaseOrder,
  PurchaseTest,
  SaleLine,
  SaleTerms,
} from "./commands.js";
import type { PurchaseState } from "./purchase-state.js";

type Line = SaleLine & { readonly item: Item };
type Agreed = Pick<ItemPurchased["data"], "listPrice" | "discount" | "price" | "flags">;

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
  const events = linesOf(command).map((line) => sellLine(state, command, line));
  if (command.type === "PurchaseOrder") assertAddsUp(command, events);
  return events;
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

const lineOf = ({ purchaseId, offer, claimedAmount, discount }: SaleLine, item: Item): Line => ({
  item,
  purchaseId,
  offer,
  claimedAmount,
  discount,
});

function sellLine(
  state: PurchaseState,
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
  line: Line,
): ItemPurchased {
  const { payment, paidAt, at, orderId = null } = command;
  const agreed = paidAt === undefined ? agreedPrice(command, line) : paidPrice(command, line);
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

/** The catalogue's price less the discount, once everything that can stand against buying at it is out of the way. */
function agreedPrice(terms: SaleTerms, { item, offer, claimedAmount, discount }: Line): Agreed {
  const what = nameOf(item);
  if (offer === undefined) throw unknownItem(item);
  if (offer.status === "withdrawn")
    throw new LedgerError("item_unavailable", `${what} can no longer be bought.`);
  const listPrice: Money = { amountMinor: offer.priceMinor, currency: offer.currency };
  const shownList = shown(listPrice);
  const isFree = listPrice.amountMinor === 0;
  if (terms.freeOnly && !isFree) {
    const message = `${what} is not free: it costs ${shownList.amount} ${shownList.currency}.`;
    throw new LedgerError("not_free", message, { details: shownList });
  }
  const taken = discount === undefined ? 0 : toMinorUnits(discount.amount, listPrice.currency);
  const price = { ...listPrice, amountMinor: listPrice.amountMinor - (taken ?? Infinity) };
  const agrees =
    price.amountMinor >= 0 &&
    (terms.currency === undefined || terms.currency === listPrice.currency) &&
    (claimedAmount === undefined || toMinorUnits(claimedAmount, price.currency) === price.amountMinor);
  if (!agrees) throw priceChanged(what, listPrice, { claimedAmount, discount });
  if (!isFree && terms.authority === "self") {
    const message = `${what} costs ${shownList.amount} ${shownList.currency}. The checkout must confirm the payment with a service token.`;
    throw new LedgerError("checkout_required", message, { details: shownList });
  }
  if (price.amountMinor !== 0 && terms.payment === null) {
    const message = `${what} costs ${shown(price).amount} ${price.currency}. Name the payment in paymentId.`;
    throw new LedgerError("payment_missing", message, { details: shown(price) });
  }
  return { listPrice, discount: discountOf(discount, taken), price, flags: [] };
}

/**
 * A purchase that was paid, even if the catalogue has changed since: the buyer has paid and gets the item.
 *
 * @throws LedgerError `request_invalid` if the amount is none of its currency
 */
function paidPrice(terms: SaleTerms, { item, offer, claimedAmount, discount }: Line): Agreed {
  const currency = terms.currency ?? offer?.currency;
  if (currency === undefined)
    throw invalidAmount("currency", `is needed: ${nameOf(item)} is not in the catalogue`);
  const amountMinor = toMinorUnits(claimedAmount ?? Number.NaN, currency);
  if (amountMinor === undefined) throw invalidAmount("amount", `must be an amount in ${currency}`);
  const listPrice = offer === undefined ? null : { amountMinor: offer.priceMinor, currency: offer.currency };
  const taken = discount === undefined ? 0 : toMinorUnits(discount.amount, currency);
  if (taken === undefined) throw invalidAmount("discount.amount", `must be an amount in ${currency}`);
  const isExplained =
    listPrice === null || (listPrice.currency === currency && listPrice.amountMinor - taken === amountMinor);
  const flags: PurchaseFlag[] = [];
  if (!isExplained) flags.push("price_differs");
  if (offer?.status !== "active") flags.push("item_withdrawn");
  return {
    listPrice,
    discount: discountOf(discount, taken),
    price: { amountMinor, currency },
    flags,
  };
}

const discountOf = (discount: SaleLine["discount"], amountMinor: number | undefined): Agreed["discount"] =>
  discount === undefined || amountMinor === undefined ? null : { code: discount.code, amountMinor };

/** @throws LedgerError `price_changed` if the lines of an order do not come to what its buyer agreed to. */
function assertAddsUp({ claimedTotal, paidAt }: PurchaseOrder, events: readonly ItemPurchased[]): void {
  const prices = events.flatMap(({ data }) => data.price ?? []);
  const currencies = new Set(prices.map(({ currency }) => currency));
  const [currency] = currencies;
  if (currency === undefined) return;
  if (currencies.size > 1) throw invalidAmount("lines", "must be of one currency");
  const total: Money = {
    amountMinor: prices.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    currency,
  };
  if (claimedTotal === undefined || toMinorUnits(claimedTotal, currency) === total.amountMinor) return;
  const message = `The lines add up to ${shown(total).amount} ${currency}, not ${claimedTotal}.`;
  if (paidAt !== undefined) throw invalidAmount("amount", `must be what the lines come to. ${message}`);
  throw new LedgerError("price_changed", `${message} Show the buyer the new total and try again.`, {
    details: shown(total),
  });
}

interface Claimed {
  readonly claimedAmount: number | undefined;
  readonly discount: SaleLine["discount"];
}

function priceChanged(what: string, listPrice: Money, { claimedAmount, discount }: Claimed): LedgerError {
  const { amount, currency } = shown(listPrice);
  const less = discount === undefined ? "" : ` less a discount of ${discount.amount}`;
  const claimed = claimedAmount === undefined ? "" : `, not ${claimedAmount}`;
  const message = `${what} costs ${amount} ${currency}${less}${claimed}. Show the buyer the new price and try again.`;
  return new LedgerError("price_changed", message, { details: { amount, currency } });
}

const unknownItem = (item: Item): LedgerError =>
  new LedgerError("item_unknown", `${nameOf(item)} is not in the catalogue.`);

const invalidAmount = (path: string, message: string): LedgerError =>
  new LedgerError("request_invalid", `The request is not valid: ${path} ${message}.`, {
    problems: [{ path, message }],
  });

const nameOf = ({ kind, id }: Item): string => `${kind === "course" ? "Course" : "Test"} ${id}`;

const shown = (price: Money): { readonly amount: number; readonly currency: string } => ({
  amount: toMajorUnits(price),
  currency: price.currency,
});
