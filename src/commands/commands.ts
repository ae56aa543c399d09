import type { Offer } from "../catalogue/catalogue.js";
import type { Item, ItemId, PurchaseId, UserId } from "../events/identifiers.js";
import type { Money } from "../events/money.js";
import { earliestPlausibleDate } from "../events/plausible-dates.js";
import type {
  DisputeStatus,
  EventMetadata,
  Evidence,
  GrantReason,
  Payment,
  RefundReason,
  RevocationReason,
} from "../events/purchase-events.js";

/** The caller, the reason and the source; becomes the metadata of the events. */
export type CommandContext = Omit<EventMetadata, "schemaVersion" | "evidence">;

interface Command<Type extends string> {
  readonly type: Type;
  readonly userId: UserId;
  readonly context: CommandContext;
}

interface OfOnePurchase {
  readonly purchaseId: PurchaseId;
}

/** What was taken off the list price, in major units. */
export interface ClaimedDiscount {
  readonly code: string;
  readonly amount: number;
}

/** One line of a sale. */
export interface SaleLine extends OfOnePurchase {
  /** The ids to use if {@link purchaseId} is taken, in this order. They are derived from that id and the payment. */
  readonly idsIfPaidAgain?: readonly PurchaseId[] | undefined;
  /** The catalogue's entry for the item; undefined if it has none. */
  readonly offer: Offer | undefined;
  /** The catalogue could not be read: whether it has the item is unknown. */
  readonly isCatalogueUnavailable?: boolean | undefined;
  /** The price that the buyer agreed to, in major units; undefined if the caller did not say. */
  readonly claimedAmount: number | undefined;
  readonly discount?: ClaimedDiscount | undefined;
}

/** What all lines of a sale have in common. */
export interface SaleTerms {
  readonly payment: Payment | null;
  /** When the provider took the money. The sale is then recorded even if something about it is odd. ISO 8601 UTC. */
  readonly paidAt?: string | undefined;
  /** The currency of the amounts; that of the catalogue if left out. */
  readonly currency?: string | undefined;
  readonly orderId?: string | undefined;
  /** `checkout` may state that a priced item was paid; `self` may only take free items. */
  readonly authority: "self" | "checkout";
  /** Refuse anything that has a price. */
  readonly freeOnly: boolean;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** When the money was taken. Only the checkout may state it: otherwise buyers could set their own price. */
export const takenAt = ({
  authority,
  paidAt,
}: Pick<SaleTerms, "authority" | "paidAt">): string | undefined =>
  authority === "checkout" ? paidAt : undefined;

/**
 * When something happened, as a provider states it; now if it states nothing, or a time that cannot be: in the future, when
 * its clock is ahead, or before 1990, as when seconds are read as milliseconds. The figures of all months would lack that
 * money. ISO 8601 UTC.
 */
export const plausibleOrNow = (stated: string | undefined, now: string): string =>
  stated !== undefined && stated >= earliestPlausibleDate && stated < now ? stated : now;

type Purchase<Type extends string> = Command<Type> & SaleLine & SaleTerms;
export type PurchaseCourse = Purchase<"PurchaseCourse"> & { readonly courseId: ItemId };
export type PurchaseTest = Purchase<"PurchaseTest"> & { readonly testId: ItemId };

/** Several items by one payment, all or none. */
export type PurchaseOrder = Command<"PurchaseOrder"> &
  SaleTerms & {
    readonly orderId: string;
    readonly lines: readonly (SaleLine & { readonly item: Item })[];
    /** The total of the lines, in major units; undefined if the caller did not state it. */
    readonly claimedTotal: number | undefined;
    /** The giver, if another user gives it. */
    readonly giver: string | undefined;
  };

/** Grants an item for free: no payment, amount 0. */
export type GrantItem = Command<"GrantItem"> &
  OfOnePurchase & {
    readonly item: Item;
    readonly offer: Offer | undefined;
    readonly reason: GrantReason;
    readonly by: string;
    /** ISO 8601 UTC. */
    readonly at: string;
  };

/** Imports a purchase from the systems that the shop used before the ledger. */
export type ImportPurchase = Command<"ImportPurchase"> &
  OfOnePurchase & {
    readonly item: Item;
    /** ISO 8601 UTC; null where the sources have no date. */
    readonly purchasedAt: string | null;
    readonly evidence: Evidence;
  };

export type RevokePurchase = Command<"RevokePurchase"> &
  OfOnePurchase & {
    readonly reason: RevocationReason;
    readonly note: string;
    /** ISO 8601 UTC. */
    readonly at: string;
  };

/** Restores a purchase that was revoked by mistake. */
export type ReinstatePurchase = Command<"ReinstatePurchase"> &
  OfOnePurchase & {
    readonly note: string;
    /** ISO 8601 UTC. */
    readonly at: string;
  };

/** Adds the price of an imported purchase, from the shop's order export. */
export type PricePurchase = Command<"PricePurchase"> &
  OfOnePurchase & {
    readonly price: Money;
    /** ISO 8601 UTC; null where the export has no date. */
    readonly paidAt: string | null;
    /** The export's order, if it names one. */
    readonly reference: string | null;
  };

/** One purchase, or all that one payment paid. */
export type PurchaseTarget = { readonly purchaseId: PurchaseId } | { readonly paymentId: string };

export type RefundPurchase = Command<"RefundPurchase"> & {
  readonly target: PurchaseTarget;
  readonly refundId: string;
  /** Undefined: all that is left. */
  readonly amount: Money | undefined;
  readonly reason: RefundReason;
  /** The provider's. */
  readonly reference: string | null;
  /** Whether access is revoked as well. */
  readonly revoke: boolean;
  /** ISO 8601 UTC. */
  readonly at: string;
};

export type DisputePurchase = Command<"DisputePurchase"> & {
  readonly target: PurchaseTarget;
  readonly disputeId: string;
  readonly status: DisputeStatus;
  /** What the bank takes back when it is lost; undefined: all that is left. */
  readonly amount: Money | undefined;
  /** Whether access is suspended while it is open, and revoked when it is lost. */
  readonly revoke: boolean;
  /** ISO 8601 UTC. */
  readonly at: string;
};

export type PurchaseCommand =
  | PurchaseCourse
  | PurchaseTest
  | PurchaseOrder
  | GrantItem
  | ImportPurchase
  | PricePurchase
  | RevokePurchase
  | ReinstatePurchase
  | RefundPurchase
  | DisputePurchase;

/** The items that a command would have the user own. */
export function itemsOf(command: PurchaseCommand): readonly Item[] {
  switch (command.type) {
    case "PurchaseCourse":
      return [{ kind: "course", id: command.courseId }];
    case "PurchaseTest":
      return [{ kind: "test", id: command.testId }];
    case "PurchaseOrder":
      return command.lines.map(({ item }) => item);
    case "GrantItem":
    case "ImportPurchase":
      return [command.item];
    case "PricePurchase":
    case "RevokePurchase":
    case "ReinstatePurchase":
    case "RefundPurchase":
    case "DisputePurchase":
      return [];
  }
}

/** The ids of the purchases that a command makes or changes, as far as it names them itself. */
export function purchaseIdsOf(command: PurchaseCommand): readonly PurchaseId[] {
  if (command.type === "PurchaseOrder") return command.lines.map(({ purchaseId }) => purchaseId);
  if ("purchaseId" in command) return [command.purchaseId];
  return "purchaseId" in command.target ? [command.target.purchaseId] : [];
}
