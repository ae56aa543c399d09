import type { Offer } from "../../catalogue/catalogue.js";
import { LedgerError, type FieldProblem } from "../../errors.js";
import { itemKey } from "../../events/identifiers.js";
import { minorDigits } from "../../events/money.js";
import { readShopItem } from "../documents/shop-item.js";
import { readMongoExport } from "./mongo-export-reader.js";

export interface CatalogueExportFiles {
  readonly courses?: string | undefined;
  readonly tests?: string | undefined;
}

/**
 * Makes a catalogue of the shop's exported courses and tests, `{ _id, title, price }` with prices in major units.
 * Every item becomes an active one.
 *
 * @throws LedgerError `source_invalid`, with all `problems` at once, if an item has no id or title, or no price that is
 * exact in the currency; `request_invalid` if the currency does not exist.
 */
export async function catalogueFromExport(
  files: CatalogueExportFiles,
  currency: string,
): Promise<readonly Offer[]> {
  if (minorDigits(currency) === undefined) {
    throw new LedgerError(
      "request_invalid",
      `${currency} is not an ISO 4217 currency code, such as EUR or MNT.`,
    );
  }
  const offers = new Map<string, Offer>();
  const problems: FieldProblem[] = [];
  for (const kind of ["course", "test"] as const) {
    const file = kind === "course" ? files.courses : files.tests;
    if (file === undefined) continue;
    for await (const item of readMongoExport(file)) {
      const offer = "problem" in item ? item.problem : readShopItem(kind, item.document, currency);
      if (typeof offer === "string") problems.push({ path: `${file}, line ${item.line}`, message: offer });
      else if (offers.has(itemKey(offer))) {
        problems.push({
          path: `${file}, line ${item.line}`,
          message: `The ${kind} ${offer.id} is listed twice.`,
        });
      } else offers.set(itemKey(offer), offer);
    }
  }
  const [first] = problems;
  if (first === undefined) return [...offers.values()];
  const more = problems.length > 1 ? ` There are ${problems.length - 1} more such problems.` : "";
  throw new LedgerError("source_invalid", `${first.path}: ${first.message}${more}`, { problems });
}
