import { Big } from "big.js";
import { minorDigits } from "../events/money.js";
import type { RevocationReason } from "../events/purchase-events.js";
import type { HistoryAnalytics, InstantRange, Tally } from "../stores/read-model/history-analytics.js";

/** `docs/analytics.md` defines every number here. */
export interface Summary {
  readonly purchases: {
    readonly total: number;
    readonly courses: number;
    readonly tests: number;
    readonly free: number;
    readonly paid: number;
    /** Without a price: their sources had none. */
    readonly imported: number;
    readonly revoked: Readonly<Record<RevocationReason | "total", number>>;
  };
  /** By currency code. */
  readonly revenue: readonly {
    readonly currency: string;
    readonly gross: Amount;
    readonly revoked: Amount;
    readonly net: Amount;
  }[];
  readonly undated: Undated;
}

/** Purchases whose date nobody knows: in no range, and in no other number. */
export interface Undated {
  readonly total: number;
  readonly courses: number;
  readonly tests: number;
  readonly revoked: number;
}

/** What some paid purchases cost together. */
export interface Amount {
  /** Null where it is more than a JSON number holds exactly; `amount` says it then. */
  readonly amountMinor: number | null;
  /** In major units, with all the currency's decimals. Text: a sum may have more digits than a number. */
  readonly amount: string;
  readonly purchases: number;
}

/** Counts the purchases of a range, by their own dates. */
export async function summarise(analytics: HistoryAnalytics, range: InstantRange): Promise<Summary> {
  const { purchases, undated } = await analytics.tally({ ...range, cuts: [], revocations: false });
  const count = (holds: (tally: Tally) => boolean): number => purchasesOf(purchases.filter(holds));
  const revoked = purchases.filter(isRevoked);
  return {
    purchases: {
      total: purchasesOf(purchases),
      courses: count(({ kind }) => kind === "course"),
      tests: count(({ kind }) => kind === "test"),
      free: count(({ price }) => price === "free"),
      paid: count(({ price }) => price === "paid"),
      imported: count(({ price }) => price === "unknown"),
      revoked: {
        total: purchasesOf(revoked),
        refund: count(({ revokedReason }) => revokedReason === "refund"),
        chargeback: count(({ revokedReason }) => revokedReason === "chargeback"),
        correction: count(({ revokedReason }) => revokedReason === "correction"),
      },
    },
    revenue: currenciesOf(purchases).map((currency) => ({
      currency,
      gross: amountOf(purchases, currency),
      revoked: amountOf(revoked, currency),
      net: amountOf(
        purchases.filter((tally) => !isRevoked(tally)),
        currency,
      ),
    })),
    undated: undatedOf(undated),
  };
}

const isRevoked = ({ revokedReason }: Tally): boolean => revokedReason !== null;

export const purchasesOf = (tallies: readonly Tally[]): number =>
  tallies.reduce((sum, { purchases }) => sum + purchases, 0);

export const undatedOf = (tallies: readonly Tally[]): Undated => ({
  total: purchasesOf(tallies),
  courses: purchasesOf(tallies.filter(({ kind }) => kind === "course")),
  tests: purchasesOf(tallies.filter(({ kind }) => kind === "test")),
  revoked: purchasesOf(tallies.filter(isRevoked)),
});

/** The currencies that something was paid in, in the order of the alphabet. */
export const currenciesOf = (tallies: readonly Tally[]): readonly string[] =>
  [
    ...new Set(
      tallies.flatMap(({ price, currency }) => (price === "paid" && currency !== null ? [currency] : [])),
    ),
  ].sort();

export function amountOf(tallies: readonly Tally[], currency: string): Amount {
  const paid = tallies.filter((tally) => tally.price === "paid" && tally.currency === currency);
  const minor = paid.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const digits = minorDigits(currency) ?? 0;
  return {
    amountMinor: Number.isSafeInteger(Number(minor)) ? Number(minor) : null,
    amount: new Big(minor.toString()).div(new Big(10).pow(digits)).toFixed(digits),
    purchases: purchasesOf(paid),
  };
}
