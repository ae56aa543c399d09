import { revocationReasons, type RevocationReason } from "../events/purchase-events.js";
import type { HistoryAnalytics, InstantRange, Tally } from "../stores/read-model/history-analytics.js";
import { countOf, revenueOf, withoutPriceOf, type Revenue } from "./revenue.js";

/** The key figures of a range. `docs/analytics.md` defines every number here. */
export interface KeyFigures {
  readonly purchases: {
    readonly total: number;
    readonly courses: number;
    readonly tests: number;
    readonly free: number;
    readonly paid: number;
    /** In no revenue: their price is unknown. */
    readonly withoutPrice: number;
    /** Revoked within the range, whenever they were bought. */
    readonly revoked: Readonly<Record<RevocationReason | "total", number>>;
  };
  readonly revenue: readonly Revenue[];
}

export interface Summary extends KeyFigures {
  readonly undated: Undated;
}

/** Purchases with an unknown date; in no range and in no other number. */
export interface Undated {
  readonly total: number;
  readonly courses: number;
  readonly tests: number;
  readonly withoutPrice: number;
  readonly revenue: readonly Revenue[];
}

/** Counts purchases, revocations and refunds of a range, each by its own date. */
export async function summarise(analytics: HistoryAnalytics, range: InstantRange): Promise<Summary> {
  const { purchases, revocations, refunds, undated } = await analytics.tally({ ...range, cuts: [] });
  const countWhere = (holds: (tally: Tally) => boolean): number => countOf(purchases.filter(holds));
  const revokedFor = (reason: RevocationReason) =>
    [reason, countOf(revocations.filter(({ revokedReason }) => revokedReason === reason))] as const;
  return {
    purchases: {
      total: countOf(purchases),
      ...byKind(purchases),
      free: countWhere(({ price }) => price === "free"),
      paid: countWhere(({ price }) => price === "paid"),
      withoutPrice: withoutPriceOf(purchases),
      revoked: {
        total: countOf(revocations),
        ...(Object.fromEntries(revocationReasons.map(revokedFor)) as Record<RevocationReason, number>),
      },
    },
    revenue: revenueOf({ purchases, refunds }),
    undated: undatedOf(undated),
  };
}

export const undatedOf = (purchases: readonly Tally[]): Undated => ({
  total: countOf(purchases),
  ...byKind(purchases),
  withoutPrice: withoutPriceOf(purchases),
  revenue: revenueOf({ purchases, refunds: [] }),
});

export const byKind = (tallies: readonly Tally[]): { readonly courses: number; readonly tests: number } => ({
  courses: countOf(tallies.filter(({ kind }) => kind === "course")),
  tests: countOf(tallies.filter(({ kind }) => kind === "test")),
});
