import * as z from "zod";
import { atMost } from "../events/text-length.js";
import type { PurchaseId, UserId } from "../events/identifiers.js";
import type { Actor, RevocationReason, Source } from "../events/purchase-events.js";
import { contentHash } from "./content-hash.js";
import type { CommandOutcome, PurchaseHandler } from "./purchase-handler.js";

/** A note is for people: lines and tabs are fine, other control characters and halves of characters are not. */
export const revocationNoteSchema = z
  .string()
  .check(atMost(2000, "must have at most 2000 characters"))
  .regex(/^(?:[^\p{Cc}\p{Cs}]|[\n\t])*$/u, {
    error: "must have no control characters but line feeds and tabs, and be well-formed Unicode",
  });

/** The request to revoke a purchase. */
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
 * Revokes a purchase: it no longer gives access, and the item can be bought again. A purchase that is already revoked does
 * not change.
 *
 * @throws LedgerError `purchase_unknown`; `user_held_back` if what the user owns cannot be known, because an event of the
 * stream cannot be read; and what {@link PurchaseHandler.handle} throws.
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
