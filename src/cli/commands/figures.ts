import { Option, type Command } from "commander";
import { intervals } from "../../analytics/buckets.js";
import type { Revenue } from "../../analytics/revenue.js";
import { listSoldItems } from "../../analytics/sold-items.js";
import { summarise, type Undated } from "../../analytics/summary.js";
import { tallyOverTime, type Figures } from "../../analytics/timeseries.js";
import type { Stores } from "../../compose.js";
import { closedMonths, closedRange } from "../../operations/close-month.js";
import { openCellForms, type CellForms } from "../cell-forms.js";
import { csvLine, csvStart, type Cell } from "../csv.js";
import { warnOfLag } from "../lag-warning.js";
import { withStores } from "../opened-ledger.js";
import { rangeOf, type RangeOptions } from "../range-options.js";
import { drawTable } from "../table.js";
import { counted } from "../terminal.js";
import { parseZone } from "../time-zone-option.js";

type By = (typeof intervals)[number] | "item";

interface FiguresCommandOptions extends RangeOptions {
  readonly by?: By;
  readonly csv?: true;
  readonly json?: true;
}

/** `ledger figures`: purchases, revenue and refunds of a range, as `GET /api/analytics` has them. */
export function addFiguresCommand(program: Command): void {
  program
    .command("figures")
    .description(
      "Shows purchases, gross, discounts, refunds and net of a range, or of each period or item in it. Everything " +
        "counts by its own date: a refund in November of a purchase in October lowers the net of November. " +
        "docs/analytics.md defines each number.",
    )
    .option("--from <time>", "only from this time on")
    .option("--to <time>", "only before this time")
    .addOption(
      new Option("--time-zone <zone>", "where days, weeks, months and years begin")
        .argParser(parseZone)
        .default(parseZone("UTC"), "UTC"),
    )
    .addOption(new Option("--by <what>", "a row for each of these").choices([...intervals, "item"]))
    .addOption(new Option("--csv", "write CSV for spreadsheets to standard output").conflicts("json"))
    .option("--json", "write JSON to standard output, with the fields of the API")
    .addHelpText(
      "after",
      `
Examples:
  ledger figures --from 2026-10-01 --to 2026-11-01
  ledger figures --from 2026-01-01 --to 2027-01-01 --by month \\
    --time-zone Europe/Berlin --csv > 2026.csv
  ledger figures --by item --json`,
    )
    .action((options: FiguresCommandOptions) => withStores((stores) => run(stores, options)));
}

async function run(stores: Stores, options: FiguresCommandOptions): Promise<void> {
  const { csv, json, timeZone, by } = options;
  await warnOfLag(stores);
  const counts = await count(stores, options);
  if (json === true) {
    const { from, to } = rangeOf(options);
    const range = { from: from ?? null, to: to ?? null, tz: timeZone.name };
    console.log(
      JSON.stringify({ ...(by === undefined ? {} : { by }), ...range, ...counts.json }, undefined, 2),
    );
    return;
  }
  const forms = by === "item" ? await openCellForms(timeZone) : undefined;
  const rows = counts.rows(forms);
  const head = [...headOf(by), ...figureColumns];
  if (csv === true) process.stdout.write(csvStart + [head, ...rows].map(csvLine).join(""));
  else console.log(drawFigures(head, rows, by));
  const notes = notesOf(counts);
  if (notes !== "") (csv === true ? console.error : console.log)(notes);
}

/** The table for people: shorter names than those of CSV, and only the columns that matter; a single currency is below. */
function drawFigures(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  by: By | undefined,
): string {
  const currencyAt = names.indexOf("currency");
  const currencies = new Set(rows.flatMap((row) => row[currencyAt] ?? []));
  const isShown = names.map((_, column) =>
    column === currencyAt
      ? currencies.size > 1
      : rows.some((row) => isWorthAColumn(row[column], names[column])),
  );
  const kept = <Value>(values: readonly Value[]): readonly Value[] =>
    values.filter((_, column) => isShown[column]);
  const head = kept(names.map((name) => columnNames[name] ?? name));
  const table = drawTable({
    head,
    rows: rows.map((row) => kept(row.map((cell, column) => shown(cell, column === 0 ? by : undefined)))),
  });
  const [currency = null] = currencies;
  return currencies.size === 1 ? `${table}\nAmounts in ${shown(currency, undefined)}.` : table;
}

const isWorthAColumn = (cell: Cell = null, name = ""): boolean => {
  if (name === "closed") return cell !== "";
  if (name === "discounts") return cell !== null && typeof cell === "object" && Number(cell.amount) !== 0;
  return name !== "paidPurchases" && name !== "refundCount";
};

/** A month needs no day. */
function shown(cell: Cell, by: By | undefined): string | number {
  if (cell === null) return "";
  if (typeof cell === "object") return cell.amount;
  return by === "month" ? String(cell).slice(0, 7) : by === "year" ? String(cell).slice(0, 4) : cell;
}

const columnNames: Readonly<Record<string, string>> = {
  ...{ closed: "", itemId: "item ID", withoutPrice: "no price", refunds: "refunded" },
};

interface Counts {
  /** The answer of the API's endpoint, without its range. */
  readonly json: object;
  rows(forms: CellForms | undefined): readonly (readonly Cell[])[];
  readonly withoutPrice: number;
  readonly undated: number;
  /** What is in no row, because its date cannot be right. */
  readonly outside?: Figures;
}

async function count(stores: Stores, options: FiguresCommandOptions): Promise<Counts> {
  const { by, timeZone: zone } = options;
  const { analytics } = stores.readModel;
  const range = rangeOf(options);
  if (by === undefined) {
    const summary = await summarise(analytics, range);
    const { total: purchases, withoutPrice, revoked } = summary.purchases;
    const period = { purchases, withoutPrice, revoked: revoked.total, revenue: summary.revenue };
    return { json: summary, rows: () => rowsOf([], period), withoutPrice, undated: summary.undated.total };
  }
  if (by === "item") {
    const { items, undated } = await listSoldItems(analytics, { ...range, limit: Infinity });
    return {
      json: { items },
      rows: (forms) =>
        items.flatMap(({ kind, itemId: id, ...item }) =>
          rowsOf([kind, id, forms?.titleOf({ kind, id }) ?? null], item),
        ),
      ...{ withoutPrice: sumOf(items), undated: undated.total },
    };
  }
  const closed = closedRange(await closedMonths(stores.eventStore.audit));
  const series = await tallyOverTime(analytics, { ...range, interval: by, zone, closed });
  return {
    json: { interval: by, ...series },
    rows: () =>
      series.buckets.flatMap(({ start, courses, tests, closed: isClosed, ...bucket }) =>
        rowsOf([start, isClosed === true ? "closed" : ""], { ...bucket, purchases: courses + tests }),
      ),
    ...{ withoutPrice: sumOf(series.buckets), undated: series.undated.total, outside: series.outside },
  };
}

const sumOf = (all: readonly Pick<Undated, "withoutPrice">[]): number =>
  all.reduce((sum, { withoutPrice }) => sum + withoutPrice, 0);

const headOf = (by: By | undefined): readonly string[] =>
  by === undefined ? [] : by === "item" ? ["kind", "itemId", "title"] : [by, "closed"];

const figureColumns = [
  ...["purchases", "withoutPrice", "revoked", "currency", "paidPurchases"],
  ...["gross", "discounts", "refundCount", "refunds", "net"],
];

interface Period {
  readonly purchases: number;
  readonly withoutPrice: number;
  readonly revoked: number;
  readonly revenue: readonly Revenue[];
}

/** A row for each currency. What is of no currency stands in the first one only, so that a column can be added up. */
function rowsOf(
  name: readonly Cell[],
  { purchases, withoutPrice, revoked, revenue }: Period,
): readonly (readonly Cell[])[] {
  const counts = [purchases, withoutPrice, revoked];
  if (revenue.length === 0) return [[...name, ...counts, ...new Array<null>(7).fill(null)]];
  return revenue.map(({ currency, paidPurchases, gross, discounts, refundCount, refunds, net }, index) => [
    ...[...name, ...(index === 0 ? counts : [null, null, null]), currency, paidPurchases],
    ...[gross, discounts, refundCount, refunds, net],
  ]);
}

function notesOf({ withoutPrice, undated, outside }: Counts): string {
  return [
    ...(withoutPrice === 0
      ? []
      : [
          `${counted(withoutPrice, "purchase")} without a price ${are(withoutPrice)} not part of the revenue.`,
        ]),
    ...(undated === 0
      ? []
      : [`${counted(undated, "purchase")} without a date ${are(undated)} not counted in any period.`]),
    ...(outside === undefined ? [] : outsideNotes(outside)),
  ].join("\n");
}

function outsideNotes({ courses, tests, revoked, revenue }: Figures): readonly string[] {
  const refunds = revenue.reduce((sum, { refundCount }) => sum + refundCount, 0);
  const found = [
    counted(courses + tests, "purchase"),
    ...(revoked === 0 ? [] : [counted(revoked, "revocation")]),
    ...(refunds === 0 ? [] : [counted(refunds, "refund")]),
  ];
  if (courses + tests + revoked + refunds === 0) return [];
  return [`Dated before the first period or after the last, and not counted in any: ${found.join(", ")}.`];
}

const are = (count: number): string => (count === 1 ? "is" : "are");
