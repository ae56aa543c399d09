import { amountOf, type Revenue } from "./revenue.js";

/** A sum of entries. Amounts are in minor units, as text: they may be larger than a JSON number holds. */
export interface Line {
  /** Null where all items are added up. */
  readonly item: string | null;
  /** Null for purchases without a price. */
  readonly currency: string | null;
  readonly purchases: number;
  readonly paidPurchases: number;
  readonly grossMinor: string;
  readonly discountsMinor: string;
  readonly refundCount: number;
  readonly refundsMinor: string;
}

/** Adds up entries, or lines, by item and currency. */
export interface Sums {
  add(entry: Addend): void;
  /** In the order of item and currency; those that come to nothing are left out. */
  lines(): readonly Line[];
}

type Addend = Counts & Readonly<Record<"grossMinor" | "discountsMinor" | "refundsMinor", number | bigint>>;
type Counts = Pick<Line, "item" | "currency" | "purchases" | "paidPurchases" | "refundCount">;

export function createSums(): Sums {
  const sums = new Map<string, Sum>();
  return {
    add({ item, currency, ...entry }) {
      const key = JSON.stringify([item, currency]);
      const sum = sums.get(key) ?? { ...nothing, item, currency };
      sums.set(key, sum);
      sum.purchases += entry.purchases;
      sum.paidPurchases += entry.paidPurchases;
      sum.grossMinor += BigInt(entry.grossMinor);
      sum.discountsMinor += BigInt(entry.discountsMinor);
      sum.refundCount += entry.refundCount;
      sum.refundsMinor += BigInt(entry.refundsMinor);
    },
    lines: () =>
      [...sums.entries()]
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .filter(([, sum]) => !isNothing(sum))
        .map(([, sum]) => toLine(sum)),
  };
}

interface Sum {
  readonly item: string | null;
  readonly currency: string | null;
  purchases: number;
  paidPurchases: number;
  grossMinor: bigint;
  discountsMinor: bigint;
  refundCount: number;
  refundsMinor: bigint;
}

const nothing = {
  ...{ purchases: 0, paidPurchases: 0, grossMinor: 0n },
  ...{ discountsMinor: 0n, refundCount: 0, refundsMinor: 0n },
};

const isNothing = ({ item: _item, currency: _currency, ...counts }: Sum): boolean =>
  Object.values(counts).every((count) => count === 0 || count === 0n);

const toLine = ({ grossMinor, discountsMinor, refundsMinor, ...counts }: Sum): Line => ({
  ...counts,
  grossMinor: String(grossMinor),
  discountsMinor: String(discountsMinor),
  refundsMinor: String(refundsMinor),
});

/** Lines by currency alone: those of `added` less those of `taken`. */
export function totalsOf(added: readonly Line[], taken: readonly Line[] = []): readonly Line[] {
  const sums = createSums();
  for (const line of added) sums.add(signed(line, 1));
  for (const line of taken) sums.add(signed(line, -1));
  return sums.lines();
}

const signed = (line: Line, sign: 1 | -1): Addend => ({
  item: null,
  currency: line.currency,
  purchases: sign * line.purchases,
  paidPurchases: sign * line.paidPurchases,
  grossMinor: BigInt(sign) * BigInt(line.grossMinor),
  discountsMinor: BigInt(sign) * BigInt(line.discountsMinor),
  refundCount: sign * line.refundCount,
  refundsMinor: BigInt(sign) * BigInt(line.refundsMinor),
});

/** The figures of a period, for people. */
export interface PeriodFigures {
  readonly purchases: number;
  /** Not in any revenue: their prices are unknown. */
  readonly withoutPrice: number;
  readonly revenue: readonly Revenue[];
}

/** @param lines by currency alone */
export const figuresOf = (lines: readonly Line[]): PeriodFigures => ({
  purchases: lines.reduce((sum, { purchases }) => sum + purchases, 0),
  withoutPrice: lines.find(({ currency }) => currency === null)?.purchases ?? 0,
  revenue: lines.flatMap(({ currency, ...line }) => {
    if (currency === null) return [];
    const [gross, discounts, refunds] = [line.grossMinor, line.discountsMinor, line.refundsMinor].map(
      BigInt,
    ) as [bigint, bigint, bigint];
    return [
      {
        ...{ currency, paidPurchases: line.paidPurchases, refundCount: line.refundCount },
        gross: amountOf(gross, currency),
        discounts: amountOf(discounts, currency),
        refunds: amountOf(refunds, currency),
        net: amountOf(gross - discounts - refunds, currency),
      },
    ];
  }),
});
