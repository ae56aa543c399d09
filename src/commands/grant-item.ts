import type { Item, UserId } from "../events/identifiers.js";
import type { Actor, GrantReason, Source } from "../events/purchase-events.js";
import type { PurchaseId } from "../events/identifiers.js";
import { contentHash, derivedPurchaseId } from "./content-hash.js";
import type { CommandOutcome } from "./purchase-handler.js";
import type { PurchaseItemDependencies } from "./purchase-item.js";
import { timeOrderedId } from "../time-ordered-id.js";

/** The request to grant an item for free. */
export interface GrantRequest {
  readonly userId: UserId;
  readonly item: Item;
  readonly reason: GrantReason;
  readonly idempotencyKey: string | undefined;
  readonly correlationId: string;
  /** Who gives it. */
  readonly actor: Actor;
  readonly source: Source;
}

/**
 * Grants an item for free: amount 0, no payment. Records nothing for what the user owns already.
 *
 * @throws LedgerError `item_unknown`, and what the handler throws
 */
export async function grantItem(
  { catalogue, handler, now }: Omit<PurchaseItemDependencies, "eventStore">,
  { userId, item, reason, idempotencyKey, correlationId, actor, source }: GrantRequest,
): Promise<CommandOutcome> {
  return handler.handle({
    ...({ type: "GrantItem", userId, item, reason, by: actor.id } as const),
    purchaseId:
      idempotencyKey === undefined
        ? (timeOrderedId() as PurchaseId)
        : derivedPurchaseId(userId, "grant", idempotencyKey),
    offer: await catalogue.offer(item),
    at: now().toISOString(),
    context: {
      ...{ correlationId, causationId: correlationId, actor, source },
      contentHash: contentHash(["grant", item.kind, item.id, reason]),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    },
  });
}
