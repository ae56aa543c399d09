import { Big } from "big.js";
import { minorDigits } from "../events/money.js";
import type { Tally } from "../stores/read-model/history-analytics.js";

/** A sum of money in the currency given with it. */
export interface Amount {
  /** Null if it is too large for an exact JSON number; `amount` has it then. */
  readonly amountMinor: number | null;
  /** In major units, with all the currency's decimals. Text: a sum may have more digits than a number. */
  readonly amount: string;
}

/** Income and refunds in one currency within a period, each by its own date. `docs/analytics.md` defines it. */
export interface Revenue {
  readonly currency: string;
  /** Purchases with a price over 0. */
  readonly paidPurchases: number;
  /** What was agreed, before discounts. */
  readonly gross: Amount;
  readonly discounts: Amount;
  readonly refundCount: number;
  /** Refunded within the period, whenever the purchase was made. */
  readonly refunds: Amount;
  /** Gross less discounts less refunds; below 0 if refunds exceed income. */
  readonly net: Amount;
}

/** What a revenue is counted from: the purchases and the refunds of the same period. */
export interface Sold {
  readonly purchases: readonly Tally[];
  readonly refunds: readonly Tally[];
}

/** One entry for each currency that money moved in, in the order of the alphabet: they are never added. */
export function revenueOf({ purchases, refunds }: Sold): readonly Revenue[] {
  const moved = [...purchases, ...refunds].filter(
    ({ amountMinor, discountMinor }) => amountMinor !== 0n || discountMinor !== 0n,
  );
  const currencies = [...new Set(moved.flatMap(({ currency }) => currency ?? []))].sort();
  return currencies.map((currency) => {
    const isOfCurrency = (tally: Tally): boolean => tally.currency === currency;
    const [bought, back] = [purchases.filter(isOfCurrency), refunds.filter(isOfCurrency)];
    const agreed = sumOf(bought, ({ amountMinor }) => amountMinor);
    const discounts = sumOf(bought, ({ discountMinor }) => discountMinor);
    const refunded = sumOf(back, ({ amountMinor }) => amountMinor);
    return {
      currency,
      paidPurchases: countOf(bought.filter(({ price }) => price === "paid")),
      gross: amountOf(agreed + discounts, currency),
      discounts: amountOf(discounts, currency),
      refundCount: countOf(back),
      refunds: amountOf(refunded, currency),
      net: amountOf(agreed - refunded, currency),
    };
  });
}

/** How many purchases are not part of the revenue, because their price is unknown. */
export const withoutPriceOf = (purchases: readonly Tally[]): number =>
  countOf(purchases.filter(({ price }) => price === "unknown"));

export const countOf = (tallies: readonly Tally[]): number =>
  tallies.reduce((sum, { count }) => sum + count, 0);

const sumOf = (tallies: readonly Tally[], part: (tally: Tally) => bigint): bigint =>
  tallies.reduce((sum, tally) => sum + part(tally), 0n);

export function amountOf(minor: bigint, currency: string): Amount {
  const digits = minorDigits(currency) ?? 0;
  return {
    amountMinor: Number.isSafeInteger(Number(minor)) ? Number(minor) : null,
    amount: new Big(minor.toString()).div(new Big(10).pow(digits)).toFixed(digits),
  };
}
