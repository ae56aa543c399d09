import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import { figuresOf, totalsOf, type Line } from "../../analytics/books.js";
import type { TimeZone } from "../../analytics/time-zone.js";
import { assertWritable } from "../../data-folder.js";
import {
  closedMonths,
  closeMonth,
  type CloseMonthOutcome,
  type RecordedClosing,
} from "../../operations/close-month.js";
import { exitChanged } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { withStores } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { withProgress } from "../progress.js";
import { drawTable } from "../table.js";
import { coloured, counted, inUtc } from "../terminal.js";
import { parseZone } from "../time-zone-option.js";

interface CloseCommandOptions {
  readonly timeZone?: TimeZone;
  readonly reason: string;
  readonly json?: true;
}

/** `ledger close`: pins the figures of a month, and proves later that they are unchanged. */
export function addCloseCommand(program: Command): void {
  program
    .command("close")
    .description(
      "Closes a month: pins its figures, the last event that they include, and their hash, in the audit log. For a " +
        "closed month it counts the log again up to that event, and ends with 6 if the figures have changed. What is " +
        "recorded later with a date in a closed month counts in the next month. Without a month, lists the closed ones.",
    )
    .addArgument(new Argument("[month]", "e.g. 2026-10").argParser(parseMonth))
    .addOption(
      new Option(
        "--time-zone <zone>",
        "where the month begins (default: that of the closed months, or UTC)",
      ).argParser(parseZone),
    )
    .addOption(new Option("--reason <text>", "a note for the audit log").default("", "none"))
    .option("--json", "write JSON to standard output")
    .addHelpText(
      "after",
      "\nExamples:\n  ledger close 2026-10 --time-zone Europe/Berlin\n  ledger close 2026-10   # later: proves that it is unchanged\n  ledger close",
    )
    .action((month: string | undefined, options: CloseCommandOptions) =>
      month === undefined ? list(options) : interruptibly((signal) => close(month, options, signal)),
    );
}

async function list({ json }: CloseCommandOptions): Promise<void> {
  const closings = await withStores(({ eventStore }) => closedMonths(eventStore.audit));
  if (json === true) console.log(JSON.stringify(closings, undefined, 2));
  else if (closings.length === 0) console.log("No month is closed.");
  else console.log(drawFigures(closings));
}

async function close(
  month: string,
  { timeZone: zone, reason, json }: CloseCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const result = await withStores(async ({ eventStore }, config) => {
    const isClosed = (await closedMonths(eventStore.audit)).some((closing) => closing.month === month);
    // A closed month is only counted again.
    if (!isClosed) assertWritable(config);
    return withProgress(
      { label: "Counting", format: (events) => counted(events, "event"), signal },
      (update) =>
        closeMonth(
          {
            ...{ eventStore, month, zone, signal },
            onProgress: (events) => {
              update(events, undefined);
            },
          },
          { operator: currentOperator().id, reason },
        ),
    );
  });
  if (result.outcome === "changed") process.exitCode = exitChanged;
  console.log(json === true ? JSON.stringify(result, undefined, 2) : formatOutcome(result));
}

function formatOutcome({ outcome, closing, differences }: CloseMonthOutcome): string {
  const { month, closedAt, operator, events, hash } = closing;
  const closed = `${operator} closed it at ${inUtc(closedAt)} UTC`;
  const table = drawFigures([closing]);
  const proof = `Last event ${closing.eventId ?? "(none)"}, number ${events} of the log\nHash ${hash}`;
  switch (outcome) {
    case "closed":
      return `${month} is closed.\n${table}\n${proof}`;
    case "unchanged":
      return `${coloured("green", `${month} is unchanged`)} since ${closed}.\n${table}\n${proof}`;
    case "changed": {
      const advice = "The log has changed. Check it with `ledger verify`, and restore it from a backup.";
      return [
        coloured("red", `${month} has changed since ${closed}.`),
        drawTable({
          head: ["what differs", "closed with", "now"],
          rows: differences.map((each) => [each.what, each.closed, each.now]),
        }),
        ...["It was closed with:", table, proof, advice],
      ].join("\n");
    }
  }
}

const drawFigures = (closings: readonly RecordedClosing[]): string =>
  drawTable({
    head: ["month", "", "purchases", "no price", "currency", "gross", "discounts", "refunds", "net"],
    rows: closings.flatMap(({ month, figures, late }) => [
      ...rowsOf(month, late.length === 0 ? "" : "dated in it", figures),
      ...(late.length === 0
        ? []
        : [...rowsOf(month, "late", late), ...rowsOf(month, "together", totalsOf([...figures, ...late]))]),
    ]),
  });

function rowsOf(
  month: string,
  what: string,
  lines: readonly Line[],
): readonly (readonly (string | number)[])[] {
  const { purchases, withoutPrice, revenue } = figuresOf(lines);
  if (revenue.length === 0) return [[month, what, purchases, withoutPrice, "", "", "", "", ""]];
  return revenue.map(({ currency, gross, discounts, refunds, net }, index) => [
    ...[month, what, index === 0 ? purchases : "", index === 0 ? withoutPrice : "", currency],
    ...[gross.amount, discounts.amount, refunds.amount, net.amount],
  ]);
}

function parseMonth(text: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) return text;
  throw new InvalidArgumentError("It must be a month such as 2026-10.");
}
