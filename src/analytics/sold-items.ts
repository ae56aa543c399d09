import { Big } from "big.js";
import type { ItemId, ItemKind } from "../events/identifiers.js";
import type { HistoryAnalytics, InstantRange, Tally } from "../stores/read-model/history-analytics.js";
import { groupBy } from "./group-by.js";
import { countOf, revenueOf, withoutPriceOf, type Revenue } from "./revenue.js";
import { undatedOf, type Undated } from "./summary.js";

/** What was sold of one item within a range, each by its own date. */
export interface SoldItem {
  readonly kind: ItemKind;
  readonly itemId: ItemId;
  readonly purchases: number;
  /** Revoked within the range, whenever they were bought. */
  readonly revoked: number;
  /** In no revenue: their price is unknown. */
  readonly withoutPrice: number;
  readonly revenue: readonly Revenue[];
  /** Purchases of it without a date, which count nowhere else. */
  readonly undated: number;
}

export interface SoldItems {
  /** Best-selling first; equal ones by kind and id. */
  readonly items: readonly SoldItem[];
  /** Of all items, also of those without any purchase that has a date. */
  readonly undated: Undated;
}

export interface SoldItemsQuery extends InstantRange {
  readonly kind?: ItemKind | undefined;
  /** Rank by the net revenue in it, and leave out items without any; by purchases if undefined. */
  readonly currency?: string | undefined;
  readonly limit: number;
}

/** The items that something was sold, refunded or revoked of. */
export async function listSoldItems(
  analytics: HistoryAnalytics,
  { currency, limit, ...query }: SoldItemsQuery,
): Promise<SoldItems> {
  const tallies = await analytics.tally({ ...query, cuts: [], byItem: true });
  const purchases = groupBy(tallies.purchases, keyOf);
  const revocations = groupBy(tallies.revocations, keyOf);
  const refunds = groupBy(tallies.refunds, keyOf);
  const undated = groupBy(tallies.undated, keyOf);
  const keys = [...new Set([...purchases.keys(), ...revocations.keys(), ...refunds.keys()])].sort();
  const items = keys.map((key): SoldItem => {
    const sold = { purchases: purchases.get(key) ?? [], refunds: refunds.get(key) ?? [] };
    const [kind, itemId] = key.split("/") as [ItemKind, ItemId];
    return {
      kind,
      itemId,
      purchases: countOf(sold.purchases),
      revoked: countOf(revocations.get(key) ?? []),
      withoutPrice: withoutPriceOf(sold.purchases),
      revenue: revenueOf(sold),
      undated: countOf(undated.get(key) ?? []),
    };
  });
  return { items: ranked(items, currency).slice(0, limit), undated: undatedOf(tallies.undated) };
}

/** No id holds a slash. */
const keyOf = ({ kind, itemId }: Tally): string => `${kind}/${itemId}`;

function ranked(items: readonly SoldItem[], currency: string | undefined): readonly SoldItem[] {
  if (currency === undefined) return items.toSorted((one, other) => other.purchases - one.purchases);
  const netOf = ({ revenue }: SoldItem): Big | undefined => {
    const found = revenue.find((each) => each.currency === currency);
    return found === undefined ? undefined : new Big(found.net.amount);
  };
  return items
    .flatMap((item) => {
      const net = netOf(item);
      return net === undefined ? [] : [{ item, net }];
    })
    .toSorted((one, other) => other.net.cmp(one.net))
    .map(({ item }) => item);
}
