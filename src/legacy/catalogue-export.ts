import type { Offer } from "../commands/catalogue/catalogue.js";
import { LedgerError, type FieldProblem } from "../errors.js";
import { idRule, itemKey, type ItemId, type ItemKind } from "../events/identifiers.js";
import { minorDigits, toMinorUnits } from "../events/money.js";
import { readId, readNumber, type JsonObject } from "./extended-json.js";
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
      const offer = "problem" in item ? item.problem : toOffer(kind, item.document, currency);
      if (typeof offer === "string") problems.push({ path: `${file}, line ${item.line}`, message: offer });
      else if (offers.has(itemKey(offer))) {
        problems.push({
          path: `${file}, line ${item.line}`,
          message: `The ${kind} ${offer.id} is there twice.`,
        });
      } else offers.set(itemKey(offer), offer);
    }
  }
  const [first] = problems;
  if (first === undefined) return [...offers.values()];
  const more = problems.length > 1 ? ` There are ${problems.length - 1} more such problems.` : "";
  throw new LedgerError("source_invalid", `${first.path}: ${first.message}${more}`, { problems });
}

/** The offer, or what is wrong with the document. */
function toOffer(kind: ItemKind, document: JsonObject, currency: string): Offer | string {
  const id = readId(document._id);
  if (id === undefined) return `The _id is not ${idRule}.`;
  const { title } = document;
  if (typeof title !== "string" || title.trim() === "") return `The ${kind} ${id} has no title.`;
  const price = readNumber(document.price);
  if (price === undefined)
    return `The ${kind} ${id} has no price that is a number; a free one has the price 0.`;
  const priceMinor = toMinorUnits(price, currency);
  if (priceMinor === undefined) {
    return `The price ${price} of the ${kind} ${id} is not an amount of ${currency}, which has ${minorDigits(currency) ?? 0} decimals.`;
  }
  return {
    kind,
    id: id as ItemId,
    title: title.trim().slice(0, 500),
    priceMinor,
    currency,
    status: "active",
  };
}
