import { revokePurchase, type RevocationRequest } from "../commands/revoke-purchase.js";
import type { CommandOutcome, PurchaseHandler } from "../commands/purchase-handler.js";
import { audit, type Audited } from "./operator.js";

/**
 * Revokes a purchase, see {@link revokePurchase}. The revocation is in the audit log as well as in the user's stream. A
 * repeated one is not recorded again.
 */
export async function revoke(
  options: Audited & { readonly handler: PurchaseHandler; readonly now: () => Date },
  request: RevocationRequest,
): Promise<CommandOutcome> {
  const outcome = await revokePurchase(options, request);
  if (outcome.result === "recorded") {
    const { userId, purchaseId, reason, note, actor } = request;
    const by = { operator: actor.id, reason: note === "" ? reason : `${reason}: ${note}` };
    await audit(options, "revoke", by, { user: userId, purchaseId, revision: outcome.revision });
  }
  return outcome;
}
