import { amountOf } from "../analytics/revenue.js";
import type { TimeZone } from "../analytics/time-zone.js";
import { isLedgerError } from "../errors.js";
import { itemKey, type Item } from "../events/identifiers.js";
import type { Money } from "../events/money.js";
import type { Cell } from "./csv.js";
import { withCatalogue } from "./opened-ledger.js";

/** How values are shown to people in a spreadsheet. */
export interface CellForms {
  /** The catalogue's title of an item; empty where it has none. */
  titleOf(item: Item): Cell;
  /** The date on the clocks of a place. */
  dateOf(instant: string | null): Cell;
}

/** In major units, with all decimals of the currency. */
export const amountCell = (money: Money | null): Cell =>
  money === null ? null : amountOf(BigInt(money.amountMinor), money.currency);

/** Reads the catalogue once. Titles are optional: if there is no catalogue, standard error says so. */
export async function openCellForms(zone: TimeZone): Promise<CellForms> {
  const titles = await readTitles();
  return {
    titleOf: (item) => titles.get(itemKey(item)) ?? null,
    dateOf: (instant) => (instant === null ? null : zone.clockAt(instant)),
  };
}

async function readTitles(): Promise<ReadonlyMap<string, string>> {
  try {
    const offers = await withCatalogue((catalogue) => catalogue.offers());
    return new Map(offers.map((offer) => [itemKey(offer), offer.title]));
  } catch (error) {
    if (!isLedgerError(error)) throw error;
    console.error(`Titles are left out. ${error.message}`);
    return new Map();
  }
}
