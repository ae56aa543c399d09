import type { Item, ItemId, PurchaseId, UserId } from "../events/identifiers.js";
import type { EventMetadata, Evidence, Payment, RevocationReason } from "../events/purchase-events.js";
import type { Offer } from "../catalogue/catalogue.js";

/** Who asks, why and from where; becomes the metadata of the events. */
export type CommandContext = Omit<EventMetadata, "schemaVersion" | "evidence">;

interface Command<Type extends string> {
  readonly type: Type;
  readonly userId: UserId;
  readonly purchaseId: PurchaseId;
  readonly context: CommandContext;
}

interface Purchase {
  /** The catalogue's entry for the item; undefined if it has none. */
  readonly offer: Offer | undefined;
  /** The price that the caller was shown, in major units; undefined if it did not say. */
  readonly claimedAmount: number | undefined;
  readonly payment: Payment | null;
  /** `checkout` may say that a priced item was paid; a user's own word does for free items only. */
  readonly authority: "self" | "checkout";
  /** Refuse anything that has a price. */
  readonly freeOnly: boolean;
  /** ISO 8601 UTC. */
  readonly at: string;
}

export type PurchaseCourse = Command<"PurchaseCourse"> & Purchase & { readonly courseId: ItemId };
export type PurchaseTest = Command<"PurchaseTest"> & Purchase & { readonly testId: ItemId };

export type RevokePurchase = Command<"RevokePurchase"> & {
  readonly reason: RevocationReason;
  readonly note: string;
  /** ISO 8601 UTC. */
  readonly at: string;
};

/** Takes over a purchase from the systems that the shop had before the ledger. */
export type ImportPurchase = Command<"ImportPurchase"> & {
  readonly item: Item;
  /** ISO 8601 UTC; null where the sources have no date. */
  readonly purchasedAt: string | null;
  readonly evidence: Evidence;
};

export type PurchaseCommand = PurchaseCourse | PurchaseTest | RevokePurchase | ImportPurchase;

/** The item that a command would have the user own; undefined for a revocation. */
export function itemOf(command: PurchaseCommand): Item | undefined {
  switch (command.type) {
    case "PurchaseCourse":
      return { kind: "course", id: command.courseId };
    case "PurchaseTest":
      return { kind: "test", id: command.testId };
    case "ImportPurchase":
      return command.item;
    case "RevokePurchase":
      return undefined;
  }
}
