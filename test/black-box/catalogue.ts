import type { Random } from "./random.js";

/** What the shop of the story sells. Amounts are in minor units; how many digits those are, is said here once more. */

export interface CatalogueItem {
  readonly kind: "course" | "test";
  readonly id: string;
  readonly title: string;
  readonly priceMinor: number;
  readonly currency: string;
  readonly status: "active" | "withdrawn";
}

const digitsOf: Readonly<Record<string, number>> = { EUR: 2, JPY: 0, KWD: 3, MNT: 2 };
export const currencies = Object.keys(digitsOf);

/** The number that a shop's JSON has: 2999 EUR are 29.99. */
export const toMajor = (amountMinor: number, currency: string): number =>
  Number(`${amountMinor}e-${digitsOf[currency] ?? 0}`);

/** 29.99 EUR are 2999. */
export const toMinor = (amount: number, currency: string): number =>
  Math.round(amount * 10 ** (digitsOf[currency] ?? 0));

export const keyOf = ({ kind, id }: Pick<CatalogueItem, "kind" | "id">): string => `${kind}:${id}`;

export interface Catalogue {
  /** Sold by the story. */
  readonly priced: readonly CatalogueItem[];
  readonly free: readonly CatalogueItem[];
  /** Not sold any more: owned by those who bought them in the shop before the ledger. */
  readonly old: readonly CatalogueItem[];
}

export function createCatalogue(random: Random): Catalogue {
  const item = (id: string, n: number, priceMinor: number, currency: string): CatalogueItem => ({
    ...{ kind: n % 3 === 0 ? "test" : "course", id, title: `Item ${id}`, priceMinor, currency },
    status: n % 6 === 5 ? "withdrawn" : "active",
  });
  const of = (currency: string) =>
    Array.from({ length: 6 }, (_, n) => item(`${currency}-${n}`, n, 1 + random.whole(9000), currency));
  return {
    priced: currencies.flatMap(of),
    free: [0, 1].map((n) => item(`free-${n}`, n, 0, "EUR")),
    old: [0, 1, 2].map((n) => item(`old-${n}`, n, 1000, "EUR")),
  };
}
