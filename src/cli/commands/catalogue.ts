import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { Command } from "commander";
import { LedgerError } from "../../errors.js";
import { catalogueFromExport } from "../../shop/import/catalogue-export.js";
import { counted } from "../terminal.js";

interface FromExportOptions {
  readonly courses?: string;
  readonly tests?: string;
  readonly currency: string;
  readonly out?: string;
  readonly json?: true;
}

/** `ledger catalogue from-export`: makes CATALOGUE_FILE from the shop's own collections. */
export function addCatalogueCommand(program: Command): void {
  const catalogue = program.command("catalogue").description("Makes a catalogue file.");
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
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    throw new LedgerError("request_invalid", `${path} cannot be written. Name another file with --out.`, {
      cause,
    });
  }
}
