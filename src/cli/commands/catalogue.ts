import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { Option, type Command } from "commander";
import { LedgerError } from "../../errors.js";
import { catalogueFromExport } from "../../shop/import/catalogue-export.js";
import { formatMoney } from "../../events/money.js";
import { openExportOutput } from "../export-output.js";
import { withCatalogue } from "../opened-ledger.js";
import { wholeNumber } from "../source-options.js";
import { drawTable } from "../table.js";
import { counted } from "../terminal.js";

interface FromExportOptions {
  readonly courses?: string;
  readonly tests?: string;
  readonly currency: string;
  readonly out?: string;
  readonly json?: true;
}

/** `ledger catalogue`: shows the catalogue, or makes CATALOGUE_FILE from the shop's own collections. */
export function addCatalogueCommand(program: Command): void {
  const catalogue = program
    .command("catalogue")
    .description("Lists the catalogue, or makes a catalogue file.");
  addListCommand(catalogue);
  addFromExportCommand(catalogue);
}

interface ListOptions {
  readonly free?: true;
  readonly paid?: true;
  readonly limit: number;
  readonly json?: true;
}

function addListCommand(catalogue: Command): void {
  catalogue
    .command("list", { isDefault: true })
    .summary("list the items on offer")
    .description("Lists the items on offer with their prices. Withdrawn items are left out.")
    .addOption(new Option("--free", "free items only").conflicts(["paid"]))
    .option("--paid", "items with a price only")
    .addOption(
      new Option("--limit <count>", "show at most this many items").argParser(wholeNumber).default(50),
    )
    .option("--json", "write JSON to standard output, a line for each item")
    .addHelpText("after", "\nExamples:\n  ledger catalogue list --paid --limit 1 --json")
    .action(({ free, paid, limit, json }: ListOptions) =>
      withCatalogue(async (opened) => {
        const offers = (await opened.offers())
          .filter(({ status, priceMinor }) => status === "active" && !(priceMinor > 0 ? free : paid))
          .slice(0, limit);
        if (json === true) {
          for (const offer of offers) console.log(JSON.stringify(offer));
          return;
        }
        const rows = offers.map(({ kind, id, title, ...price }) => [
          ...[kind, id, title],
          formatMoney({ amountMinor: price.priceMinor, currency: price.currency }),
        ]);
        console.log(drawTable({ head: ["kind", "id", "title", "price"], rows }));
      }),
    );
}

function addFromExportCommand(catalogue: Command): void {
  catalogue
    .command("from-export")
    .summary("make a catalogue file from the shop's exported courses and tests")
    .description(
      "Makes a catalogue file, for CATALOGUE_FILE, from the shop's courses and tests as mongoexport writes them. " +
        "Prices are in major units, e.g. 29.99. A price with too many decimals for the currency is an error.",
    )
    .option("--courses <file>", "the collection courses")
    .option("--tests <file>", "the collection tests")
    .requiredOption("--currency <code>", "the ISO 4217 code of the prices, e.g. EUR")
    .option("--out <file>", "where to write it (default: standard output)")
    .option("--json", "with --out: write what was done as JSON to standard output")
    .addHelpText(
      "after",
      `
Examples:
  ledger catalogue from-export --courses courses.json --tests tests.json \\
    --currency MNT --out catalogue.json`,
    )
    .action(async ({ currency, out, json, ...files }: FromExportOptions) => {
      if (files.courses === undefined && files.tests === undefined) {
        throw new LedgerError("request_invalid", "Name at least one file, with --courses or --tests.");
      }
      const offers = await catalogueFromExport(files, currency);
      const text = `${JSON.stringify(offers, undefined, 2)}\n`;
      if (out === undefined) process.stdout.write(text);
      else {
        await writeCatalogue(out, text);
        if (json === true) console.log(JSON.stringify({ file: out, items: offers.length }));
        else console.error(`Wrote ${counted(offers.length, "item")} to ${out}.`);
      }
    });
}

async function writeCatalogue(path: string, text: string): Promise<void> {
  // Where that fails, opening the file says so.
  await mkdir(dirname(path), { recursive: true }).catch(() => undefined);
  // Replaced as a whole: a running server reads the file as soon as it changes.
  const output = await openExportOutput(path);
  try {
    await output.write(text);
    await output.finish();
  } finally {
    await output.discard();
  }
}
