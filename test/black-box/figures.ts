import type { Account } from "./account.js";
import type { SeenPurchase } from "./check-users.js";

/** What came in and went back in one currency, in minor units. */
export interface Figures {
  paidPurchases: number;
  gross: number;
  discounts: number;
  refundCount: number;
  refunds: number;
  net: number;
}

/** What happened in a period, or to an item. */
export interface Sums {
  purchases: number;
  withoutPrice: number;
  revoked: number;
  /** By currency; those that are all 0 are left out. */
  revenue: Record<string, Figures>;
}

/** Something that counts by a date of its own: a purchase, a refund or a revocation. */
export interface Entry {
  readonly purchase: SeenPurchase;
  /** Null: it counts in no period. */
  readonly date: string | null;
  addTo(sums: Sums): void;
}

export const noSums = (): Sums => ({ purchases: 0, withoutPrice: 0, revoked: 0, revenue: {} });

/** All that counts, reckoned from what support sees and from the discounts that were sent. */
export function entriesOf(account: Account, seen: readonly SeenPurchase[]): readonly Entry[] {
  const known = new Map(account.purchases().map((each) => [`${each.userId}/${each.purchaseId}`, each]));
  return seen.flatMap((purchase): readonly Entry[] => {
    const { purchasedAt, revokedAt, refunds, currency, userId, purchaseId } = purchase;
    const { discountMinor = 0, pricedAt = null } = known.get(`${userId}/${purchaseId}`) ?? {};
    return [
      {
        ...{ purchase, date: purchasedAt ?? pricedAt },
        addTo: (sums) => {
          addPurchase(sums, purchase, discountMinor);
        },
      },
      ...refunds.map(({ refundedAt: date, amountMinor }) => ({
        ...{ purchase, date },
        addTo: (sums: Sums) => {
          const figures = ofCurrency(sums, currency);
          figures.refundCount += 1;
          figures.refunds += amountMinor;
          figures.net -= amountMinor;
        },
      })),
      ...(revokedAt === null ? [] : [{ purchase, date: revokedAt, addTo: addRevocation }]),
    ];
  });
}

function addPurchase(sums: Sums, { amountMinor, currency }: SeenPurchase, discountMinor: number): void {
  sums.purchases += 1;
  if (amountMinor === null) {
    sums.withoutPrice += 1;
    return;
  }
  const figures = ofCurrency(sums, currency);
  if (amountMinor > 0) figures.paidPurchases += 1;
  figures.gross += amountMinor + discountMinor;
  figures.discounts += discountMinor;
  figures.net += amountMinor;
}

const addRevocation = (sums: Sums): void => {
  sums.revoked += 1;
};

const ofCurrency = (sums: Sums, currency: string | null): Figures =>
  (sums.revenue[currency ?? ""] ??= {
    ...{ paidPurchases: 0, gross: 0, discounts: 0, refundCount: 0, refunds: 0, net: 0 },
  });

/** Adds up what has a date, by a key of yours; undefined leaves an entry out. */
export function sumBy(
  entries: readonly Entry[],
  keyOf: (entry: Entry & { readonly date: string }) => string | undefined,
): ReadonlyMap<string, Sums> {
  const all = new Map<string, Sums>();
  for (const { date, ...entry } of entries) {
    const key = date === null ? undefined : keyOf({ ...entry, date });
    if (key === undefined) continue;
    const sums = all.get(key) ?? noSums();
    all.set(key, sums);
    entry.addTo(sums);
  }
  for (const sums of all.values()) sums.revenue = withoutZeros(sums.revenue);
  return all;
}

/** One side may leave out what is all 0. */
export const withoutZeros = (revenue: Readonly<Record<string, Figures>>): Record<string, Figures> =>
  Object.fromEntries(Object.entries(revenue).filter(([, each]) => Object.values(each).some((n) => n !== 0)));

/** The month of an instant where a place is: `2025-03`. */
export function monthIn(timeZone: string): (instant: string) => string {
  const format = new Intl.DateTimeFormat("en", { timeZone, year: "numeric", month: "2-digit" });
  return (instant) => {
    const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
    return `${parts.get("year")}-${parts.get("month")}`;
  };
}

export interface Revenue {
  readonly currency: string;
  readonly paidPurchases: number;
  readonly gross: { readonly amountMinor: number };
  readonly discounts: { readonly amountMinor: number };
  readonly refundCount: number;
  readonly refunds: { readonly amountMinor: number };
  readonly net: { readonly amountMinor: number };
}

/** What the ledger answers, in the form of the account. */
export const toFigures = (revenue: readonly Revenue[]): Record<string, Figures> =>
  withoutZeros(
    Object.fromEntries(
      revenue.map(({ currency, gross, discounts, refunds, net, paidPurchases, refundCount }) => [
        currency,
        {
          ...{ paidPurchases, gross: gross.amountMinor, discounts: discounts.amountMinor, refundCount },
          ...{ refunds: refunds.amountMinor, net: net.amountMinor },
        },
      ]),
    ),
  );
