import { LedgerError } from "../errors.js";
import type { Item } from "../events/identifiers.js";
import { toMajorUnits, toMinorUnits, type Money } from "../events/money.js";
import type { ItemPurchased } from "../events/purchase-events.js";
import type { SaleLine, SaleTerms } from "./commands.js";

/** A line of a sale, and the item that it is of. */
export type Line = SaleLine & { readonly item: Item };
/** What an event says of the price. */
export type Agreed = Pick<ItemPurchased["data"], "listPrice" | "discount" | "price" | "flags" | "stated">;

export interface PricedLine {
  readonly line: Line;
  readonly agreed: Agreed;
}

/** The catalogue's price less the discount, if the item may be bought at that price. */
export function agreedPrice(terms: SaleTerms, { item, offer, claimedAmount, discount }: Line): Agreed {
  const what = nameOf(item);
  if (offer === undefined) throw unknownItem(item);
  if (offer.status === "withdrawn")
    throw new LedgerError("item_unavailable", `${what} can no longer be bought.`);
  const listPrice: Money = { amountMinor: offer.priceMinor, currency: offer.currency };
  const isFree = listPrice.amountMinor === 0;
  if (terms.freeOnly && !isFree) {
    const message = `${what} is not free: it costs ${formatMajor(listPrice)}.`;
    throw new LedgerError("not_free", message, { details: shown(listPrice) });
  }
  const taken = discount === undefined ? 0 : toMinorUnits(discount.amount, listPrice.currency);
  const price = { ...listPrice, amountMinor: listPrice.amountMinor - (taken ?? Infinity) };
  const agrees =
    price.amountMinor >= 0 &&
    (terms.currency === undefined || terms.currency === listPrice.currency) &&
    (claimedAmount === undefined || toMinorUnits(claimedAmount, price.currency) === price.amountMinor);
  if (!agrees) throw priceChanged(what, listPrice, { claimedAmount, discount });
  if (!isFree && terms.authority === "self") {
    const message = `${what} costs ${formatMajor(listPrice)}. The checkout must confirm the payment with a service token.`;
    throw new LedgerError("checkout_required", message, { details: shown(listPrice) });
  }
  if (price.amountMinor !== 0 && terms.payment === null) {
    const message = `${what} costs ${formatMajor(price)}. Name the payment in paymentId.`;
    throw new LedgerError("payment_missing", message, { details: shown(price) });
  }
  return { listPrice, discount: discountOf(discount, taken), price, flags: [] };
}

export const discountOf = (
  discount: SaleLine["discount"],
  amountMinor: number | undefined,
): Agreed["discount"] =>
  discount === undefined || amountMinor === undefined ? null : { code: discount.code, amountMinor };

interface Claimed {
  readonly claimedAmount: number | undefined;
  readonly discount: SaleLine["discount"];
}

function priceChanged(what: string, listPrice: Money, { claimedAmount, discount }: Claimed): LedgerError {
  const less = discount === undefined ? "" : ` less a discount of ${discount.amount}`;
  const claimed = claimedAmount === undefined ? "" : `, not ${claimedAmount}`;
  const message = `${what} costs ${formatMajor(listPrice)}${less}${claimed}. Show the buyer the new price and try again.`;
  return new LedgerError("price_changed", message, { details: shown(listPrice) });
}

export const unknownItem = (item: Item): LedgerError =>
  new LedgerError("item_unknown", `${nameOf(item)} is not in the catalogue.`);

const nameOf = ({ kind, id }: Item): string => `${kind === "course" ? "Course" : "Test"} ${id}`;

const formatMajor = (price: Money): string => `${toMajorUnits(price)} ${price.currency}`;

export const shown = (price: Money): { readonly amount: number; readonly currency: string } => ({
  amount: toMajorUnits(price),
  currency: price.currency,
});
