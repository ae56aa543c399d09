import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import {
  entriesOf,
  monthIn,
  noSums,
  sumBy,
  toFigures,
  withoutZeros,
  type Revenue,
  type Sums,
} from "./figures.js";
import type { Findings } from "./findings.js";
import type { Installation } from "./installation.js";
import { shortened } from "./operators.js";

interface Book {
  readonly purchases: number;
  readonly withoutPrice: number;
  readonly revenue: readonly Revenue[];
}

/** A closed month as `ledger close --json` lists it. */
interface Closing {
  readonly month: string;
  readonly figures: readonly Line[];
  readonly total: readonly Line[];
}

interface Line {
  /** Null without a price. */
  readonly currency: string | null;
  readonly purchases: number;
  readonly paidPurchases: number;
  readonly grossMinor: string;
  readonly discountsMinor: string;
  readonly refundCount: number;
  readonly refundsMinor: string;
}

export interface MonthsOptions {
  readonly seen: readonly SeenPurchase[];
  readonly months: readonly string[];
  readonly timeZone: string;
}

/**
 * Closes what is not closed, proves all, and compares what was dated before the first closed month, together with the books
 * of all, with what is dated before the end of the last one.
 */
export async function checkMonths(
  dependencies: CheckDependencies,
  run: Installation["run"],
  { seen, months, timeZone }: MonthsOptions,
): Promise<void> {
  const { account, client, findings } = dependencies;
  for (const month of months) {
    const result = await run(["close", month, "--time-zone", timeZone]);
    if (result.code !== 0) findings.add("a month is not closed", { month, ...shortened(result) });
  }
  const closings = await proveMonths(findings, run);
  const { months: closed } = await client.read<{ months: { month: string; booked: Book }[] }>(
    "/api/analytics/months",
    { role: "analyst", id: "ann" },
  );
  findings.compareLists(
    "the closed months",
    closed.map(({ month }) => month),
    months,
  );
  const sums = openingOf(closings[0]);
  for (const { booked } of closed) add(sums, { ...booked, revenue: toFigures(booked.revenue), revoked: 0 });
  const monthOf = monthIn(timeZone);
  const isBooked = ({ date }: { date: string }): string | undefined =>
    monthOf(date) <= (months.at(-1) ?? "") ? "booked" : undefined;
  const expected = sumBy(entriesOf(account, seen), isBooked).get("booked") ?? noSums();
  const found = { ...sums, revenue: withoutZeros(sums.revenue) };
  findings.compare("the books of all closed months", found, { ...expected, revoked: 0 }, { timeZone });
}

/** Proves each closed month of a log: this one, a backup or a copy. */
export async function proveMonths(
  findings: Findings,
  run: Installation["run"],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly Closing[]> {
  const listed = await run(["close", "--json"], environment);
  if (listed.code !== 0) findings.add("the closed months cannot be listed", shortened(listed));
  const closings = listed.code === 0 ? (JSON.parse(listed.stdout) as readonly Closing[]) : [];
  for (const { month } of closings) {
    const result = await run(["close", month], environment);
    if (result.code !== 0) findings.add("a closed month is not what it was", { month, ...shortened(result) });
  }
  return closings;
}

/** What was dated before the first closed month, and known when it was closed: it is in no book. */
function openingOf(first: Closing | undefined): Sums {
  const sums = noSums();
  for (const line of first?.total ?? []) add(sums, sumsOf(line), 1);
  for (const line of first?.figures ?? []) add(sums, sumsOf(line), -1);
  return sums;
}

function sumsOf({ currency, purchases, paidPurchases, refundCount, ...line }: Line): Sums {
  if (currency === null) return { ...noSums(), purchases, withoutPrice: purchases };
  const [gross, discounts, refunds] = [line.grossMinor, line.discountsMinor, line.refundsMinor].map(Number);
  const money = { gross: gross!, discounts: discounts!, refunds: refunds! };
  const net = money.gross - money.discounts - money.refunds;
  return { ...noSums(), purchases, revenue: { [currency]: { paidPurchases, refundCount, ...money, net } } };
}

function add(sums: Sums, { purchases, withoutPrice, revenue }: Sums, sign: 1 | -1 = 1): void {
  sums.purchases += sign * purchases;
  sums.withoutPrice += sign * withoutPrice;
  for (const [currency, figures] of Object.entries(revenue)) {
    const before = sums.revenue[currency];
    const names = Object.keys(figures) as (keyof typeof figures)[];
    sums.revenue[currency] = Object.fromEntries(
      names.map((name) => [name, (before?.[name] ?? 0) + sign * figures[name]]),
    ) as unknown as typeof figures;
  }
}
