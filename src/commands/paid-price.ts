import { minorDigits, toMinorUnits, toNearestMinorUnits } from "../events/money.js";
import type { PurchaseFlag } from "../events/purchase-events.js";
import { discountOf, type Agreed, type Line, type PricedLine } from "./agreed-price.js";
import type { PurchaseOrder, PurchaseCourse, PurchaseTest } from "./commands.js";
import { splitAmount, sumOf } from "./split-amount.js";

/** What is known of a sale whose money was taken. */
interface PaidSale {
  /** Undefined if it is unknown, or if the amount charged for an order cannot be expressed in it. */
  readonly currency: string | undefined;
  /** The order's currency and total as the checkout stated them. */
  readonly stated: { readonly currency: string | null; readonly total: number | null };
}

/**
 * The prices of a sale whose money was taken. Nothing is refused, even if the catalogue has changed since: the buyer has paid
 * and gets the items. Anything odd is flagged, and `stated` keeps what the checkout stated if the price differs from it.
 */
export function paidPrices(
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
  lines: readonly Line[],
): readonly PricedLine[] {
  const total = command.type === "PurchaseOrder" ? (command.claimedTotal ?? null) : null;
  const currency = currencyOf(command.currency, lines);
  const isCounted = total === null || inMinorUnits(total, currency).amountMinor !== undefined;
  const sale = {
    currency: isCounted ? currency : undefined,
    stated: { currency: command.currency ?? null, total },
  };
  return sharedOut(
    sale,
    lines.map((line) => ({ line, agreed: paidPrice(sale, line) })),
  );
}

/** What the checkout says, or else the catalogue for all lines; undefined also for a code that ISO 4217 does not have. */
function currencyOf(stated: string | undefined, lines: readonly Line[]): string | undefined {
  const [listed, ...others] = new Set(lines.flatMap(({ offer }) => offer?.currency ?? []));
  const currency = stated ?? (others.length === 0 ? listed : undefined);
  return currency !== undefined && minorDigits(currency) !== undefined ? currency : undefined;
}

function paidPrice(sale: PaidSale, line: Line): Agreed {
  const { offer, claimedAmount, discount } = line;
  const { currency } = sale;
  const listPrice = offer === undefined ? null : { amountMinor: offer.priceMinor, currency: offer.currency };
  const off = inMinorUnits(discount?.amount ?? 0, currency);
  const asked =
    listPrice === null || listPrice.currency !== currency || off.amountMinor === undefined
      ? undefined
      : listPrice.amountMinor - off.amountMinor;
  // A line without an amount has the catalogue's price if the total of its order confirms it.
  const assumed = sale.stated.total === null || asked === undefined ? undefined : Math.max(asked, 0);
  const paid =
    claimedAmount === undefined
      ? { amountMinor: assumed, isExact: true }
      : inMinorUnits(claimedAmount, currency);
  const price =
    currency === undefined || paid.amountMinor === undefined
      ? null
      : { amountMinor: paid.amountMinor, currency };
  const flags: PurchaseFlag[] = [];
  if (listPrice !== null && price !== null && price.amountMinor !== asked) flags.push("price_differs");
  if (line.isCatalogueUnavailable === true) flags.push("catalogue_unavailable");
  else if (offer?.status !== "active") flags.push("item_withdrawn");
  if (price === null) flags.push("amount_unknown");
  else if (!paid.isExact || !off.isExact) flags.push("amount_rounded");
  const isAsStated = price !== null && paid.isExact && off.isExact;
  // An unknown price has no discount; `stated` keeps the one that was stated.
  const taken = price === null ? null : discountOf(discount, off.amountMinor);
  const agreed = { listPrice, discount: taken, price, flags };
  return isAsStated ? agreed : { ...agreed, stated: statedOf(sale, line) };
}

/** The nearest amount that the currency has; undefined if there is none. */
function inMinorUnits(amountMajor: number, currency: string | undefined) {
  if (currency === undefined) return { amountMinor: undefined, isExact: false };
  const exact = toMinorUnits(amountMajor, currency);
  return { amountMinor: exact ?? toNearestMinorUnits(amountMajor, currency), isExact: exact !== undefined };
}

const statedOf = ({ stated }: PaidSale, { claimedAmount, discount }: Line): Agreed["stated"] => ({
  ...stated,
  amount: claimedAmount ?? null,
  discount: discount ?? null,
});

/**
 * If the lines do not add up to the charge, gives each line its share of the charge and flags all of them. The provider's
 * amount is what was paid.
 */
function sharedOut(sale: PaidSale, lines: readonly PricedLine[]): readonly PricedLine[] {
  const { currency, stated } = sale;
  const { amountMinor: charged, isExact } = inMinorUnits(stated.total ?? NaN, currency);
  if (currency === undefined || charged === undefined) return lines;
  const amounts = lines.map(({ agreed }) => agreed.price?.amountMinor ?? 0);
  const addsUp = lines.every(({ agreed }) => agreed.price !== null) && charged === sumOf(amounts);
  if (addsUp && isExact) return lines;
  const flag: PurchaseFlag = addsUp ? "amount_rounded" : "total_differs";
  const shares = addsUp ? amounts : splitAmount(charged, amounts);
  return lines.map(({ line, agreed }, index) => {
    const price = { amountMinor: shares[index] ?? 0, currency };
    const flags = [...new Set<PurchaseFlag>([...agreed.flags, flag])];
    return { line, agreed: { ...agreed, price, flags, stated: statedOf(sale, line) } };
  });
}
