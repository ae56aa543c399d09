import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import type { Stores } from "../../compose.js";
import { itemIdSchema } from "../../events/id-schemas.js";
import { itemKinds, type Item, type UserId } from "../../events/identifiers.js";
import type { HistoryFilter } from "../../stores/read-model/history-analytics.js";
import { openCellForms, type CellForms } from "../cell-forms.js";
import { csvLine, csvStart } from "../csv.js";
import { exitDrift } from "../exit-codes.js";
import { openExportOutput, type ExportOutput } from "../export-output.js";
import { eventsTable, historyTable, ownershipTable, type ExportTable } from "../export-tables.js";
import { parseUser } from "../id-arguments.js";
import { interruptibly } from "../interruption.js";
import { withStores } from "../opened-ledger.js";
import { warnOfLag } from "../lag-warning.js";
import { withProgress } from "../progress.js";
import { rangeOf, type RangeOptions } from "../range-options.js";
import { counted } from "../terminal.js";
import { parseZone } from "../time-zone-option.js";

const exports = ["events", "ownership", "history"] as const;
type ExportName = (typeof exports)[number];

interface ExportCommandOptions extends RangeOptions {
  readonly format: "ndjson" | "csv";
  readonly user?: UserId;
  readonly item?: Item;
  readonly out?: string;
}

/** `ledger export`: the log, or a projection, for other programs. */
export function addExportCommand(program: Command): void {
  program
    .command("export")
    .description(
      "Writes the events of the log, what users own, or all purchases, to standard output or to a file. " +
        "docs/analytics.md describes the fields, and how CSV differs from JSON.",
    )
    .addArgument(new Argument("<what>").choices(exports))
    .addOption(
      new Option("--format <format>", "JSON, one object on each line, or CSV for spreadsheets")
        .choices(["ndjson", "csv"])
        .default("ndjson"),
    )
    .option("--from <time>", "only from this time on: of the purchase, or of the recording for events")
    .option("--to <time>", "only before this time")
    .addOption(
      new Option("--time-zone <zone>", "the time zone of dates in --from and --to, and in CSV")
        .argParser(parseZone)
        .default(parseZone("UTC"), "UTC"),
    )
    .addOption(new Option("--user <id>", "this user only").argParser(parseUser))
    .addOption(new Option("--item <kind:id>", "this item only, e.g. course:c-1").argParser(parseItem))
    .option("--out <file>", "write to this file, which appears when it is complete")
    .addHelpText(
      "after",
      `
Examples:
  ledger export history --format csv --from 2026-01-01 --to 2026-02-01 \\
    --time-zone Asia/Ulaanbaatar --out january.csv
  ledger export ownership --item course:study-skills
  ledger export events --user learner-1

With --from or --to, purchases without a date are left out. Ends with 1 if
events cannot be read; they are written as stored, each with the reason.`,
    )
    .action((what: ExportName, options: ExportCommandOptions) => {
      const filter = { ...rangeOf(options), userId: options.user, item: options.item };
      return interruptibly((signal) =>
        withStores((ledger) => run(ledger, { what, filter, options, signal })),
      );
    });
}

interface ExportRun {
  readonly what: ExportName;
  readonly filter: HistoryFilter;
  readonly options: ExportCommandOptions;
  readonly signal: AbortSignal;
}

async function run(ledger: Stores, { what, filter, options, signal }: ExportRun): Promise<void> {
  const { eventStore, readModel } = ledger;
  if (what !== "events") await warnOfLag(ledger);
  const forms = options.format === "csv" ? await openCellForms(options.timeZone) : undefined;
  const output = await openExportOutput(options.out);
  const writeAll = <Entry>(table: ExportTable<Entry>, see?: (entry: Entry) => void): Promise<void> => {
    const writing = { table, forms, output, signal, see };
    // On a terminal the entries themselves show the progress.
    if (options.out === undefined && process.stdout.isTTY) return writeTable(writing, () => undefined);
    const counting = { label: "Exported", format: (count: number) => counted(count, "entry", "entries") };
    return withProgress(counting, (update) =>
      writeTable(writing, (count) => {
        update(count, undefined);
      }),
    );
  };
  let unreadable = 0;
  try {
    if (what === "history") {
      await writeAll(historyTable(readModel.analytics, filter));
    } else if (what === "ownership") {
      await writeAll(ownershipTable(readModel.analytics, filter));
    } else {
      await writeAll(eventsTable({ eventStore, filter, signal }), ({ error }) => {
        if (error !== undefined) unreadable += 1;
      });
    }
    await output.finish();
  } finally {
    await output.discard();
  }
  if (unreadable === 0) return;
  console.error(
    `${counted(unreadable, "event")} could not be read. Such events are written as stored, with the error.`,
  );
  process.exitCode = exitDrift;
}

interface TableWriting<Entry> {
  readonly table: ExportTable<Entry>;
  /** Of CSV; JSON if undefined. */
  readonly forms: CellForms | undefined;
  readonly output: ExportOutput;
  readonly signal: AbortSignal;
  readonly see: ((entry: Entry) => void) | undefined;
}

/** Reads the next batch only when this one is written, so that memory holds one batch, however slow the reader is. */
async function writeTable<Entry>(
  { table, forms, output, signal, see }: TableWriting<Entry>,
  onProgress: (entries: number) => void,
): Promise<void> {
  const toText = (entry: Entry): string =>
    forms === undefined
      ? `${JSON.stringify(table.toJson(entry))}\n`
      : table.toRows(entry, forms).map(csvLine).join("");
  let written = 0;
  if (forms !== undefined) await output.write(csvStart + csvLine(table.columns));
  for await (const batch of table.batches) {
    signal.throwIfAborted();
    if (see !== undefined) batch.forEach(see);
    if (!(await output.write(batch.map(toText).join("")))) return;
    written += batch.length;
    onProgress(written);
  }
  // A read that a signal has ended looks like one that came to its end.
  signal.throwIfAborted();
}

function parseItem(text: string): Item {
  const colon = text.indexOf(":");
  const kind = itemKinds.find((each) => each === text.slice(0, colon));
  const id = itemIdSchema.safeParse(text.slice(colon + 1));
  if (kind !== undefined && id.success) return { kind, id: id.data };
  throw new InvalidArgumentError("It must be course:<id> or test:<id>.");
}
