import { formatMoney } from "../../events/money.js";
import { soldAtOf, type HistoryRecord } from "../../stores/read-model/documents.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { HistoryAnalytics, IntervalTally, Tallies } from "../../stores/read-model/history-analytics.js";
import type { ModelTarget } from "../../stores/read-model/read-model-store.js";
import type { Violation } from "./invariants.js";

interface Figure {
  count: number;
  amountMinor: bigint;
  discountMinor: bigint;
}

/** Figures by what they count, month and currency. */
type Figures = Map<string, Figure>;

/** The figures of each month (UTC), folded from the log. */
export interface MonthFigures {
  /** Adds the history of one more user. */
  add(records: readonly HistoryRecord[]): void;
  readonly figures: Figures;
}

type Counted = "purchases" | "refunds";
const undated = "undated";

const keyOf = (what: Counted, month: string, currency: string | null): string =>
  `${month} ${what}${currency === null ? "" : ` ${currency}`}`;

function addTo(figures: Figures, key: string, { count, amountMinor, discountMinor }: Figure): void {
  const figure = figures.get(key);
  if (figure === undefined) {
    figures.set(key, { count, amountMinor, discountMinor });
    return;
  }
  figure.count += count;
  figure.amountMinor += amountMinor;
  figure.discountMinor += discountMinor;
}

const monthLength = "2026-10".length;

export function createMonthFigures(): MonthFigures {
  const figures: Figures = new Map();
  const one = (amountMinor: number, discountMinor = 0): Figure => ({
    ...{ count: 1, amountMinor: BigInt(amountMinor), discountMinor: BigInt(discountMinor) },
  });
  return {
    figures,
    add(records) {
      for (const record of records) {
        const { price, details } = record;
        const month = soldAtOf(record)?.slice(0, monthLength) ?? undated;
        const currency = price?.currency ?? null;
        const { discount = null, listPrice = null } = details ?? {};
        const discountMinor = listPrice?.currency === currency ? (discount?.amountMinor ?? 0) : 0;
        addTo(figures, keyOf("purchases", month, currency), one(price?.amountMinor ?? 0, discountMinor));
        for (const { refundedAt, amountMinor } of details?.refunds ?? [])
          addTo(figures, keyOf("refunds", refundedAt.slice(0, monthLength), currency), one(amountMinor));
      }
    },
  };
}

export interface CompareMonthsOptions {
  readonly analytics: Pick<HistoryAnalytics, "tally">;
  readonly readModel: Pick<ModelTarget, "checkpoint">;
  readonly eventStore: Pick<EventStore, "head">;
  /** What the log says. */
  readonly expected: MonthFigures;
  /** The number of events; undefined if the stored figures may not include all of them. */
  readonly events: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const attempts = 5;

/**
 * Compares the stored figures of the months with those of all time and, if exactly the same events are folded into
 * them, with the log. Only figures that were counted at rest are compared: with the whole log folded, before and after.
 * A checkpoint that has not moved does not prove that, as a store without transactions writes records ahead of it.
 *
 * @returns undefined if events were waiting to be folded whenever they were counted
 */
export async function compareMonths(
  options: CompareMonthsOptions,
): Promise<readonly Violation[] | undefined> {
  const { analytics, readModel, eventStore, expected, events, signal } = options;
  const months = monthsIn(expected.figures);
  for (let attempt = 0; attempt < attempts; attempt++) {
    signal?.throwIfAborted();
    const before = await readModel.checkpoint();
    const byMonth = await analytics.tally({ cuts: months.cuts });
    const all = await analytics.tally({ cuts: [] });
    const head = await eventStore.head();
    const after = await readModel.checkpoint();
    if (before.version !== after.version || before.position !== head.position) continue;
    const stored = figuresOf(byMonth, (interval) => months.nameOf(interval));
    const total = figuresOf(all, () => allTime);
    return [
      ...differences(summed(stored), total, "the months add up to"),
      ...(after.eventCount === events ? differences(stored, expected.figures, "the projection says") : []),
    ];
  }
  return undefined;
}

const allTime = "all-time";
const noMonth = "outside";

/** The months that the log has figures for, as the instants at which they begin. */
function monthsIn(figures: Figures) {
  const names = [...new Set([...figures.keys()].map((key) => key.slice(0, key.indexOf(" "))))].filter(
    (name) => name !== undated,
  );
  const cuts = [...new Set(names.flatMap((name) => [startOf(name), startOf(monthAfter(name))]))].sort();
  const known = new Set(names);
  return {
    cuts,
    /** The month of an interval; none before the first cut, and none for a gap between months. */
    nameOf(interval: number): string {
      const name = cuts[interval - 1]?.slice(0, monthLength) ?? noMonth;
      return known.has(name) ? name : noMonth;
    },
  };
}

const startOf = (month: string): string => `${month}-01T00:00:00.000Z`;

function monthAfter(name: string): string {
  const [year, month] = [name.slice(0, -"-10".length), name.slice(-"10".length)];
  return month === "12"
    ? `${String(Number(year) + 1).padStart(year.length, "0")}-01`
    : `${year}-${String(Number(month) + 1).padStart(2, "0")}`;
}

function figuresOf(tallies: Tallies, nameOf: (interval: number) => string): Figures {
  const figures: Figures = new Map();
  const addAll = (what: Counted, found: readonly IntervalTally[]): void => {
    for (const { interval, currency, ...figure } of found)
      addTo(figures, keyOf(what, nameOf(interval), currency), figure);
  };
  addAll("purchases", tallies.purchases);
  addAll("refunds", tallies.refunds);
  for (const { currency, ...figure } of tallies.undated)
    addTo(figures, keyOf("purchases", undated, currency), figure);
  return figures;
}

/** All months together. Figures without a date stay separate. */
function summed(figures: Figures): Figures {
  const sums: Figures = new Map();
  for (const [key, figure] of figures)
    addTo(sums, key.startsWith(undated) ? key : key.replace(/^\S+/, allTime), figure);
  return sums;
}

function differences(found: Figures, expected: Figures, says: string): readonly Violation[] {
  return [...new Set([...expected.keys(), ...found.keys()])].sort().flatMap((key) => {
    const [one, other] = [found.get(key), expected.get(key)];
    if (isSame(one, other)) return [];
    const [month = "", what = "", currency] = key.split(" ");
    const shown = (figure: Figure | undefined): string => inWords(figure, currency);
    return [
      {
        ...{ rule: "month" as const, userId: undefined, subject: month },
        found: `Of its ${what} ${says} ${shown(one)}; expected: ${shown(other)}.`,
        advice: "Run `ledger repair`. If that does not help, run `ledger rebuild history`, and report it.",
      },
    ];
  });
}

const isSame = (one: Figure | undefined, other: Figure | undefined): boolean =>
  one?.count === other?.count &&
  one?.amountMinor === other?.amountMinor &&
  one?.discountMinor === other?.discountMinor;

function inWords(figure: Figure | undefined, currency: string | undefined): string {
  if (figure === undefined) return "none";
  const { count, amountMinor, discountMinor } = figure;
  if (currency === undefined) return `${count} without a price`;
  const [amount, discount] = [amountMinor, discountMinor].map((each) =>
    formatMoney({ amountMinor: Number(each), currency }),
  );
  return `${count} at ${amount}${discountMinor === 0n ? "" : `, ${discount} discount`}`;
}
