import type { Line } from "../analytics/books.js";
import { amountOf } from "../analytics/revenue.js";

/** A month whose figures are pinned: those of the log up to an event. */
export interface Closing {
  /** `2026-10`. */
  readonly month: string;
  readonly timeZone: string;
  /** ISO 8601 UTC, half-open. */
  readonly from: string;
  readonly to: string;
  /** The last event that counts, its place, and how many there were up to it. A copy of the log has other places. */
  readonly eventId: string | null;
  readonly position: string | null;
  readonly events: number;
  /** By currency: what is dated within the month. */
  readonly figures: readonly Line[];
  /** By currency: what is dated before the month, and came after the month before was closed. It counts here. */
  readonly late: readonly Line[];
  /** By currency: all that is dated before the end of the month. */
  readonly total: readonly Line[];
  /** SHA-256 of all of it, by item, and of the hash of the month before. */
  readonly hash: string;
}

/** One thing of a closed month that the log says otherwise now. */
export interface ClosingDifference {
  /** E.g. `dated in it, EUR: gross`. */
  readonly what: string;
  readonly closed: string;
  readonly now: string;
}

/** What differs between a month as it was closed and as the log counts it now. Empty if nothing does. Pure. */
export function closingDifferences(closed: Closing, now: Closing): readonly ClosingDifference[] {
  const found = [
    ...differing("events", String(closed.events), String(now.events)),
    ...differing("last event", closed.eventId ?? "none", now.eventId ?? "none"),
    ...lineDifferences("dated in it", closed.figures, now.figures),
    ...lineDifferences("late", closed.late, now.late),
    ...lineDifferences("all until its end", closed.total, now.total),
  ];
  // By currency all is as it was: one item has more, and another one less.
  return found.length > 0 ? found : differing("hash of the figures by item", closed.hash, now.hash);
}

const differing = (what: string, closed: string, now: string): readonly ClosingDifference[] =>
  closed === now ? [] : [{ what, closed, now }];

function lineDifferences(
  part: string,
  closed: readonly Line[],
  now: readonly Line[],
): readonly ClosingDifference[] {
  const currencies = new Set([...closed, ...now].map(({ currency }) => currency));
  return [...currencies].flatMap((currency) => {
    const [before, after] = [closed, now].map((lines) =>
      shown(lines.find((each) => each.currency === currency)),
    );
    return fields.flatMap((field) =>
      differing(
        `${part}, ${currency ?? "without a price"}: ${field}`,
        before?.[field] ?? "",
        after?.[field] ?? "",
      ),
    );
  });
}

const fields = ["purchases", "paid purchases", "gross", "discounts", "refund count", "refunds"] as const;

function shown(line: Line | undefined): Readonly<Record<(typeof fields)[number], string>> {
  const amount = (minor: string | undefined): string =>
    amountOf(BigInt(minor ?? "0"), line?.currency ?? "").amount;
  return {
    purchases: String(line?.purchases ?? 0),
    "paid purchases": String(line?.paidPurchases ?? 0),
    gross: amount(line?.grossMinor),
    discounts: amount(line?.discountsMinor),
    "refund count": String(line?.refundCount ?? 0),
    refunds: amount(line?.refundsMinor),
  };
}
