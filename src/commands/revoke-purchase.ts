import type { PurchaseId, UserId } from "../events/identifiers.js";
import type { Actor, RevocationReason, Source } from "../events/purchase-events.js";
import { contentHash } from "./content-hash.js";
import type { CommandOutcome, PurchaseHandler } from "./purchase-handler.js";

/** What somebody asks for who takes a purchase back. */
export interface RevocationRequest {
  readonly userId: UserId;
  readonly purchaseId: PurchaseId;
  readonly reason: RevocationReason;
  readonly note: string;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly source: Source;
}

/**
 * Revokes a purchase: the user owns the item no more, and can buy it again. A purchase that was revoked before stays
 * as it was then.
 *
 * @throws LedgerError `purchase_unknown`, and what {@link PurchaseHandler.handle} throws.
 */
export async function revokePurchase(
  { handler, now }: { readonly handler: PurchaseHandler; readonly now: () => Date },
  { userId, purchaseId, reason, note, correlationId, actor, source }: RevocationRequest,
): Promise<CommandOutcome> {
  return handler.handle({
    type: "RevokePurchase",
    userId,
    purchaseId,
    reason,
    note,
    at: now().toISOString(),
    context: {
      correlationId,
      causationId: correlationId,
      actor,
      source,
      contentHash: contentHash(["revoke", purchaseId, reason, note]),
    },
  });
}
