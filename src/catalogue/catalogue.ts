import type { Item, ItemId, ItemKind } from "../events/identifiers.js";

/** One item of the shop as the catalogue offers it. */
export interface Offer {
  readonly kind: ItemKind;
  readonly id: ItemId;
  readonly title: string;
  /** In the currency's minor units; 0 is free. */
  readonly priceMinor: number;
  /** ISO 4217. */
  readonly currency: string;
  /** A withdrawn item can no longer be bought; its owners keep it. */
  readonly status: "active" | "withdrawn";
}

/** What the shop sells, now. */
export interface Catalogue {
  /**
   * The offer for an item; undefined if the shop does not know it.
   *
   * @throws LedgerError `catalogue_invalid` if there has never been a catalogue that could be read.
   */
  offer(item: Item): Promise<Offer | undefined>;
  /**
   * All offers.
   *
   * @throws LedgerError `catalogue_invalid` as {@link offer}
   */
  offers(): Promise<readonly Offer[]>;
  close(): Promise<void>;
}
