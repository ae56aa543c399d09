import type { HistoryRecord } from "../documents.js";
import type {
  InstantRange,
  IntervalTally,
  ItemTally,
  Tallies,
  TallyQuery,
  TopItemsQuery,
} from "../history-analytics.js";

/** What a count looks at. */
export type CountedRecord = Pick<
  HistoryRecord,
  "kind" | "itemId" | "price" | "purchasedAt" | "revokedAt" | "revokedReason"
>;

/** Counts records one by one. */
export interface Count<T> {
  add(record: CountedRecord): void;
  result(): T;
}

export function countTallies({ cuts, revocations, ...range }: TallyQuery): Count<Tallies> {
  const all: Record<keyof Tallies, Map<string, MutableTally>> = {
    purchases: new Map(),
    revocations: new Map(),
    undated: new Map(),
  };
  const listOf = (what: keyof Tallies): IntervalTally[] => [...all[what].values()];

  function addTo(what: keyof Tallies, interval: number, record: CountedRecord): void {
    const { kind, price, revokedReason } = record;
    const priceClass = price === null ? "unknown" : price.amountMinor === 0 ? "free" : "paid";
    const currency = price?.currency ?? null;
    const key = JSON.stringify([interval, kind, priceClass, currency, revokedReason]);
    const amountMinor = BigInt(price?.amountMinor ?? 0);
    const tally = all[what].get(key);
    if (tally === undefined) {
      const first = { interval, kind, price: priceClass, currency, revokedReason } as const;
      all[what].set(key, { ...first, purchases: 1, amountMinor });
    } else {
      tally.purchases += 1;
      tally.amountMinor += amountMinor;
    }
  }

  return {
    add(record) {
      const { purchasedAt, revokedAt } = record;
      if (purchasedAt === null) addTo("undated", 0, record);
      else if (isWithin(range, purchasedAt)) addTo("purchases", intervalOf(cuts, purchasedAt), record);
      if (revocations && revokedAt !== null && isWithin(range, revokedAt))
        addTo("revocations", intervalOf(cuts, revokedAt), record);
    },
    result: () => ({
      purchases: listOf("purchases"),
      revocations: listOf("revocations"),
      undated: listOf("undated").map(({ interval: _none, ...tally }) => tally),
    }),
  };
}

export function countItems({ kind, limit, ...range }: TopItemsQuery): Count<readonly ItemTally[]> {
  const items = new Map<string, MutableItemTally>();
  return {
    add({ kind: itemKind, itemId, purchasedAt, revokedAt }) {
      if (kind !== undefined && kind !== itemKind) return;
      if (purchasedAt !== null && !isWithin(range, purchasedAt)) return;
      const key = `${itemKind}/${itemId}`;
      const item = items.get(key) ?? { kind: itemKind, itemId, purchases: 0, revoked: 0, undated: 0 };
      items.set(key, item);
      if (purchasedAt === null) item.undated += 1;
      else item.purchases += 1;
      if (purchasedAt !== null && revokedAt !== null) item.revoked += 1;
    },
    result: () =>
      [...items.values()]
        .filter(({ purchases }) => purchases > 0)
        .sort(byRank)
        .slice(0, limit),
  };
}

export function countSpan(): Count<{ readonly first: string; readonly last: string } | undefined> {
  let first: string | undefined;
  let last: string | undefined;
  return {
    add({ purchasedAt, revokedAt }) {
      for (const date of [purchasedAt, revokedAt]) {
        if (date === null) continue;
        if (first === undefined || date < first) first = date;
        if (last === undefined || date > last) last = date;
      }
    },
    result: () => (first === undefined || last === undefined ? undefined : { first, last }),
  };
}

type MutableTally = { -readonly [Field in keyof IntervalTally]: IntervalTally[Field] };
type MutableItemTally = { -readonly [Field in keyof ItemTally]: ItemTally[Field] };

/** Instants are text that sorts by time. */
const isWithin = ({ from, to }: InstantRange, date: string): boolean =>
  (from === undefined || date >= from) && (to === undefined || date < to);

/** How many cuts are at or before the date, by halves: there may be thousands. */
function intervalOf(cuts: readonly string[], date: string): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] ?? "") <= date) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Those with the most purchases that stand, then with the most purchases, then by kind and id. */
function byRank(a: ItemTally, b: ItemTally): number {
  const standing = b.purchases - b.revoked - (a.purchases - a.revoked);
  if (standing !== 0) return standing;
  if (a.purchases !== b.purchases) return b.purchases - a.purchases;
  return a.kind === b.kind ? compareTexts(a.itemId, b.itemId) : compareTexts(a.kind, b.kind);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
