import type { ItemId, ItemKind, UserId } from "../../events/identifiers.js";
import type { StoredId } from "./stored-ids.js";

export interface ShopUserArrays {
  /** As it is stored. */
  readonly rawId: StoredId;
  /** Empty where the field is missing; undefined where it is something else than a list. */
  readonly arrays: Readonly<Record<ItemKind, readonly Entry[] | undefined>>;
}

/** An id as it is stored, and as the ledger writes it; undefined if it is none. */
export interface Entry {
  readonly raw: unknown;
  readonly id: ItemId | undefined;
}

/** What is to be done to one account. Nothing else in it is touched. */
export interface AccountChange {
  readonly userId: UserId;
  readonly user: ShopUserArrays;
  readonly add: Readonly<Record<ItemKind, readonly ItemId[]>>;
  readonly remove: Readonly<Record<ItemKind, readonly Entry[]>>;
  readonly insert: readonly NewShopRecord[];
  /** The ids of records that the ledger has inserted: 24 hexadecimal digits. */
  readonly delete: readonly string[];
}

export interface NewShopRecord {
  /** 24 hexadecimal digits, the same each time: inserting it again does nothing. */
  readonly recordId: string;
  readonly kind: ItemKind;
  readonly itemId: ItemId;
  /** ISO 8601 UTC; null if unknown. */
  readonly purchasedAt: string | null;
}
