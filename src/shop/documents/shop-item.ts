import type { Offer } from "../../catalogue/catalogue.js";
import { idRule, type ItemId, type ItemKind } from "../../events/identifiers.js";
import { minorDigits, toMinorUnits } from "../../events/money.js";
import { readId, readNumber, type JsonObject } from "./extended-json.js";

/**
 * Reads a document of the shop's `courses` or `tests`, `{ _id, title, price }` with the price in major units, as an
 * offer of an active item.
 *
 * @returns the offer, or what is wrong with the document: no id, no title, or no price that is exact in the currency
 */
export function readShopItem(kind: ItemKind, document: JsonObject, currency: string): Offer | string {
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
