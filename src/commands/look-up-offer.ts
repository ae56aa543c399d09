import type { Catalogue } from "../catalogue/catalogue.js";
import { isLedgerError } from "../errors.js";
import type { Item } from "../events/identifiers.js";
import { takenAt, type SaleLine, type SaleTerms } from "./commands.js";

/**
 * What the catalogue says of an item. Once the money was taken, a sale does not wait for a catalogue that cannot be read;
 * the currency must be said then.
 *
 * @throws LedgerError `catalogue_invalid`
 */
export async function lookUpOffer(
  catalogue: Pick<Catalogue, "offer">,
  item: Item,
  terms: Pick<SaleTerms, "authority" | "paidAt" | "currency">,
): Promise<Pick<SaleLine, "offer" | "isCatalogueAway">> {
  try {
    return { offer: await catalogue.offer(item) };
  } catch (error) {
    const isTaken = takenAt(terms) !== undefined && terms.currency !== undefined;
    if (isTaken && isLedgerError(error, "catalogue_invalid"))
      return { offer: undefined, isCatalogueAway: true };
    throw error;
  }
}
