import type { Kind, Ownership, Purchase, WholeHistory } from "./purchases.js";

/** How the history and ownership stand to each other. */
export type Agreement =
  | { readonly state: "moving" }
  | { readonly state: "equal"; readonly owned: number }
  | {
      readonly state: "different";
      /** In the history, and not owned. */
      readonly unowned: readonly string[];
      /** Owned, and not in the history. */
      readonly unlisted: readonly string[];
    };

/** Holds the purchases that stand against what is owned. Of different revisions nothing can be said yet. */
export function reconcile(kind: Kind, history: WholeHistory, ownership: Ownership): Agreement {
  if (history.revision !== ownership.revision) return { state: "moving" };
  const owned = kind === "course" ? ownership.courses : ownership.tests;
  const standing = history.purchases.filter(({ revokedAt }) => revokedAt === null).map(itemIdOf);
  const unowned = without(standing, owned);
  const unlisted = without(owned, standing);
  if (unowned.length === 0 && unlisted.length === 0) return { state: "equal", owned: owned.length };
  return { state: "different", unowned, unlisted };
}

export const itemIdOf = ({ courseId, testId }: Purchase): string => courseId ?? testId ?? "";

/** Each id counts: what is there twice and here once is one too many. */
function without(ids: readonly string[], others: readonly string[]): readonly string[] {
  const left = [...others];
  return ids.filter((id) => {
    const index = left.indexOf(id);
    if (index === -1) return true;
    left.splice(index, 1);
    return false;
  });
}

export interface Totals {
  readonly purchases: number;
  readonly revoked: number;
  /** Of the purchases that stand, by currency, in major units. */
  readonly spent: ReadonlyMap<string, number>;
  readonly unknownPrices: number;
}

export function totalsOf(purchases: readonly Purchase[]): Totals {
  const standing = purchases.filter(({ revokedAt }) => revokedAt === null);
  const spent = new Map<string, number>();
  for (const { amount, currency } of standing) {
    if (amount === null || currency === null || amount === 0) continue;
    spent.set(currency, (spent.get(currency) ?? 0) + amount);
  }
  return {
    purchases: purchases.length,
    revoked: purchases.length - standing.length,
    spent,
    unknownPrices: standing.filter(({ amount }) => amount === null).length,
  };
}
