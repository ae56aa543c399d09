import type { Catalogue } from "../catalogue/catalogue.js";
import { isLedgerError } from "../errors.js";
import type { Item } from "../events/identifiers.js";
import { takenAt, type SaleLine, type SaleTerms } from "./commands.js";

/**
 * Looks up an item in the catalogue. Once the money was taken, a sale proceeds even if the catalogue cannot be read,
 * provided that its currency is stated.
 *
 * @throws LedgerError `catalogue_invalid`
 */
export async function lookUpOffer(
  catalogue: Pick<Catalogue, "offer">,
  item: Item,
  terms: Pick<SaleTerms, "authority" | "paidAt" | "currency">,
): Promise<Pick<SaleLine, "offer" | "isCatalogueUnavailable">> {
  try {
    return { offer: await catalogue.offer(item) };
  } catch (error) {
    const isTaken = takenAt(terms) !== undefined && terms.currency !== undefined;
    if (isTaken && isLedgerError(error, "catalogue_invalid"))
      return { offer: undefined, isCatalogueUnavailable: true };
    throw error;
  }
}
