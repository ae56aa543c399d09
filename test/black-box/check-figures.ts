import { parseCsv } from "../analytics/support/parse-csv.js";
import { toMinor } from "./catalogue.js";
import type { CheckDependencies, SeenPurchase } from "./check-users.js";
import { entriesOf, monthIn, noSums, sumBy, toFigures, withoutZeros } from "./figures.js";
import type { Entry, Revenue, Sums } from "./figures.js";
import type { Installation } from "./installation.js";
import { shortened } from "./operators.js";

const analyst = { role: "analyst", id: "ann" } as const;
const all = "all";
const range = { from: "2020-01-01", to: "2100-01-01" };

interface Counted {
  readonly revoked: number;
  readonly withoutPrice: number;
  readonly revenue: readonly Revenue[];
}

export interface FiguresOptions {
  readonly seen: readonly SeenPurchase[];
  /** Where months begin. */
  readonly timeZone: string;
}

/** Compares the totals, each month's and each item's with the account, in the API and as CSV. */
export async function checkFigures(
  dependencies: CheckDependencies,
  run: Installation["run"],
  { seen, timeZone }: FiguresOptions,
): Promise<void> {
  const entries = entriesOf(dependencies.account, seen);
  const monthOf = monthIn(timeZone);
  const expected: Expected = {
    total: sumBy(entries, () => all),
    month: sumBy(entries, ({ date }) => monthOf(date)),
    item: sumBy(entries, ({ purchase: { kind, itemId } }) => `${kind}:${itemId}`),
  };
  await checkSummary(dependencies, entries, expected.total.get(all) ?? noSums());
  await checkMonthsAndItems(dependencies, expected, timeZone);
  for (const by of ["total", "month", "item"] as const)
    await checkCsv(dependencies, run, { by, expected: expected[by], timeZone });
}

type By = "total" | "month" | "item";
type Expected = Readonly<Record<By, ReadonlyMap<string, Sums>>>;

interface Summary {
  readonly purchases: {
    readonly total: number;
    readonly withoutPrice: number;
    readonly revoked: { readonly total: number };
  };
  readonly revenue: readonly Revenue[];
  readonly undated: { readonly total: number };
}

async function checkSummary(
  { client, findings }: CheckDependencies,
  entries: readonly Entry[],
  expected: Sums,
): Promise<void> {
  const { purchases, revenue, undated } = await client.read<Summary>("/api/analytics/summary", analyst);
  const { total, withoutPrice, revoked } = purchases;
  const found = { purchases: total, withoutPrice, revoked: revoked.total, revenue: toFigures(revenue) };
  findings.compare("the totals", found, expected);
  // Only a purchase can be without a date.
  const expectedUndated = entries.filter(({ date }) => date === null).length;
  findings.compare("how many purchases have no date", undated.total, expectedUndated);
}

async function checkMonthsAndItems(
  { client, findings }: CheckDependencies,
  expected: Expected,
  timeZone: string,
): Promise<void> {
  const toSums = ({ revoked, withoutPrice, revenue }: Counted, purchases: number): Sums => ({
    ...{ purchases, withoutPrice, revoked, revenue: toFigures(revenue) },
  });
  const query = new URLSearchParams({ interval: "month", ...range, tz: timeZone });
  const path = `/api/analytics/timeseries?${query.toString()}`;
  const { buckets } = await client.read<{
    buckets: (Counted & { start: string; courses: number; tests: number })[];
  }>(path, analyst);
  const months = buckets.map(
    (each) => [each.start.slice(0, 7), toSums(each, each.courses + each.tests)] as const,
  );
  findings.compare("the months", shown(months), shown(expected.month), { timeZone });
  const { items } = await client.read<{
    items: (Counted & { kind: string; itemId: string; purchases: number })[];
  }>("/api/analytics/top-items?limit=1000", analyst);
  const byItem = items.map((each) => [`${each.kind}:${each.itemId}`, toSums(each, each.purchases)] as const);
  findings.compare("the items", shown(byItem), shown(expected.item));
}

const shown = (all: Iterable<readonly [string, Sums]>) =>
  Object.fromEntries([...all].filter(([, sums]) => JSON.stringify(sums) !== JSON.stringify(noSums())));

interface CsvOptions {
  readonly by: By;
  readonly expected: ReadonlyMap<string, Sums>;
  readonly timeZone: string;
}

/** The rows of `ledger figures --csv`: one for each currency of a month or an item. */
async function checkCsv(
  { findings }: CheckDependencies,
  run: Installation["run"],
  { by, expected, timeZone }: CsvOptions,
): Promise<void> {
  const values = by === "total" ? [] : ["--by", by, "--from", range.from, "--to", range.to];
  const result = await run(["figures", ...values, "--time-zone", timeZone, "--csv"]);
  if (result.code !== 0) {
    findings.add("a command failed", { values, ...shortened(result) });
    return;
  }
  const [head = [], ...rows] = parseCsv(result.stdout);
  const found = new Map<string, Sums>();
  for (const row of rows) {
    const cell = (name: string): string => row[head.indexOf(name)] ?? "";
    const key = { total: all, month: cell("month").slice(0, 7), item: `${cell("kind")}:${cell("itemId")}` }[
      by
    ];
    const sums = found.get(key) ?? noSums();
    found.set(key, sums);
    addRow(sums, cell);
  }
  findings.compare("the figures as CSV", shown(found), shown(expected), { by, timeZone });
}

function addRow(sums: Sums, cell: (name: string) => string): void {
  for (const name of ["purchases", "withoutPrice", "revoked"] as const) sums[name] += Number(cell(name));
  const currency = cell("currency");
  if (currency === "") return;
  const minor = (name: string): number => toMinor(Number(cell(name)), currency);
  const figures = {
    ...{ paidPurchases: Number(cell("paidPurchases")), refundCount: Number(cell("refundCount")) },
    ...{ gross: minor("gross"), discounts: minor("discounts"), refunds: minor("refunds"), net: minor("net") },
  };
  sums.revenue = { ...sums.revenue, ...withoutZeros({ [currency]: figures }) };
}
