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
  /** The last event that counts, its position, and the number of events up to it. A copy of the log has other positions. */
  readonly eventId: string | null;
  readonly position: string | null;
  readonly events: number;
  /** By currency: what is dated within the month. */
  readonly figures: readonly Line[];
  /** By currency: what is dated earlier, but was recorded after that month was closed. It counts in this month. */
  readonly late: readonly Line[];
  /** By currency: all that is dated before the end of the month. */
  readonly total: readonly Line[];
  /** SHA-256 of all figures by item, and of the previous month's hash. */
  readonly hash: string;
}

/** One difference between a closed month and what the log says now. */
export interface ClosingDifference {
  readonly part: ClosingPart;
  /** Null if it has none, and for purchases without a price. */
  readonly currency: string | null;
  /** Null if it is not the figure of a currency. */
  readonly figure: ClosingFigure | null;
  /** Its name in English, e.g. `dated in it, EUR: gross`. */
  readonly what: string;
  readonly closed: string;
  readonly now: string;
}

/** `hash`: the figures by currency are the same, but one item has more and another has less. */
export const closingParts = ["events", "last_event", "dated", "late", "total", "hash"] as const;
export type ClosingPart = (typeof closingParts)[number];

export const closingFigures = [
  "purchases",
  "paid_purchases",
  "gross",
  "discounts",
  "refund_count",
  "refunds",
] as const;
export type ClosingFigure = (typeof closingFigures)[number];

/** What differs between a month as it was closed and as the log counts it now. Empty if nothing does. Pure. */
export function closingDifferences(closed: Closing, now: Closing): readonly ClosingDifference[] {
  const found = [
    ...differing("events", String(closed.events), String(now.events)),
    ...differing("last_event", closed.eventId ?? "none", now.eventId ?? "none"),
    ...lineDifferences("dated", closed.figures, now.figures),
    ...lineDifferences("late", closed.late, now.late),
    ...lineDifferences("total", closed.total, now.total),
  ];
  return found.length > 0 ? found : differing("hash", closed.hash, now.hash);
}

interface Place {
  readonly currency: string | null;
  readonly figure: ClosingFigure | null;
}

const differing = (
  part: ClosingPart,
  closed: string,
  now: string,
  place: Place = { currency: null, figure: null },
): readonly ClosingDifference[] =>
  closed === now ? [] : [{ part, ...place, what: nameOf(part, place), closed, now }];

const nameOf = (part: ClosingPart, { currency, figure }: Place): string =>
  figure === null
    ? partNames[part]
    : `${partNames[part]}, ${currency ?? "without a price"}: ${figure.replaceAll("_", " ")}`;

const partNames = {
  events: "events",
  last_event: "last event",
  dated: "dated in it",
  late: "late",
  total: "all until its end",
  hash: "hash of the figures by item",
} as const satisfies Record<ClosingPart, string>;

function lineDifferences(
  part: ClosingPart,
  closed: readonly Line[],
  now: readonly Line[],
): readonly ClosingDifference[] {
  const currencies = new Set([...closed, ...now].map(({ currency }) => currency));
  return [...currencies].flatMap((currency) => {
    const [before, after] = [closed, now].map((lines) =>
      shown(lines.find((each) => each.currency === currency)),
    );
    return closingFigures.flatMap((figure) =>
      differing(part, before?.[figure] ?? "", after?.[figure] ?? "", { currency, figure }),
    );
  });
}

function shown(line: Line | undefined): Readonly<Record<ClosingFigure, string>> {
  const amount = (minor: string | undefined): string =>
    amountOf(BigInt(minor ?? "0"), line?.currency ?? "").amount;
  return {
    purchases: String(line?.purchases ?? 0),
    paid_purchases: String(line?.paidPurchases ?? 0),
    gross: amount(line?.grossMinor),
    discounts: amount(line?.discountsMinor),
    refund_count: String(line?.refundCount ?? 0),
    refunds: amount(line?.refundsMinor),
  };
}
