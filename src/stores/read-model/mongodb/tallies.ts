import type { HistoryRecord } from "../documents.js";
import { isWithin, type IntervalTally, type Tallies, type TallyQuery } from "../history-analytics.js";
import { soldAtOf } from "../documents.js";

/** The fields that are counted. */
export type CountedRecord = Pick<
  HistoryRecord,
  "kind" | "itemId" | "price" | "purchasedAt" | "revokedAt" | "revokedReason" | "details"
>;

/** Counts records one by one. */
export interface Count<T> {
  add(record: CountedRecord): void;
  result(): T;
}

export function countTallies(query: TallyQuery): Count<Tallies> {
  const { cuts, byItem = false, kind, itemId } = query;
  const all: Record<keyof Tallies, Map<string, MutableTally>> = {
    purchases: new Map(),
    revocations: new Map(),
    refunds: new Map(),
    undated: new Map(),
  };
  const listOf = (what: keyof Tallies): IntervalTally[] => [...all[what].values()];

  function addTo(what: keyof Tallies, interval: number, record: CountedRecord, amounts: Amounts): void {
    const group = { interval, ...groupOf(record, byItem) };
    const key = JSON.stringify(group);
    const tally = all[what].get(key) ?? { ...group, count: 0, amountMinor: 0n, discountMinor: 0n };
    all[what].set(key, tally);
    tally.count += 1;
    tally.amountMinor += BigInt(amounts.amountMinor);
    tally.discountMinor += BigInt(amounts.discountMinor);
  }
  /** Adds an amount if its date is within the range. */
  function addDated(what: keyof Tallies, date: string, record: CountedRecord, amounts: Amounts): void {
    if (isWithin(query, date)) addTo(what, intervalOf(cuts, date), record, amounts);
  }

  return {
    add(record) {
      if ((kind ?? record.kind) !== record.kind || (itemId ?? record.itemId) !== record.itemId) return;
      const agreed = { amountMinor: record.price?.amountMinor ?? 0, discountMinor: discountOf(record) };
      const soldAt = soldAtOf(record);
      if (soldAt === null) addTo("undated", 0, record, agreed);
      else addDated("purchases", soldAt, record, agreed);
      if (record.revokedAt !== null) addDated("revocations", record.revokedAt, record, agreed);
      for (const { refundedAt, amountMinor } of record.details?.refunds ?? [])
        addDated("refunds", refundedAt, record, { amountMinor, discountMinor: 0 });
    },
    result: () => ({
      purchases: listOf("purchases"),
      revocations: listOf("revocations"),
      refunds: listOf("refunds"),
      undated: listOf("undated").map(({ interval: _none, ...tally }) => tally),
    }),
  };
}

interface Amounts {
  readonly amountMinor: number;
  readonly discountMinor: number;
}

function groupOf({ kind, itemId, price, revokedReason }: CountedRecord, byItem: boolean) {
  return {
    kind,
    itemId: byItem ? itemId : null,
    price:
      price === null ? ("unknown" as const) : price.amountMinor === 0 ? ("free" as const) : ("paid" as const),
    currency: price?.currency ?? null,
    revokedReason,
  };
}

function discountOf({ price, details }: CountedRecord): number {
  const { discount = null, listPrice = null } = details ?? {};
  return discount === null || price === null || listPrice?.currency !== price.currency
    ? 0
    : discount.amountMinor;
}

export function countSpan(): Count<{ readonly first: string; readonly last: string } | undefined> {
  let first: string | undefined;
  let last: string | undefined;
  return {
    add(record) {
      const refunds = (record.details?.refunds ?? []).map(({ refundedAt }) => refundedAt);
      for (const date of [soldAtOf(record), record.revokedAt, ...refunds]) {
        if (date === null) continue;
        if (first === undefined || date < first) first = date;
        if (last === undefined || date > last) last = date;
      }
    },
    result: () => (first === undefined || last === undefined ? undefined : { first, last }),
  };
}

type MutableTally = { -readonly [Field in keyof IntervalTally]: IntervalTally[Field] };

/** How many cuts are at or before the date. A binary search, because there may be thousands. */
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
