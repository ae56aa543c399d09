import { grantItem, type GrantRequest } from "../commands/grant-item.js";
import type { CommandOutcome } from "../commands/purchase-handler.js";
import type { PurchaseItemDependencies } from "../commands/purchase-item.js";
import { reinstatePurchase, type ReinstatementRequest } from "../commands/reinstate-purchase.js";
import { audit, type Audited } from "./operator.js";

type Dependencies = Audited & Pick<PurchaseItemDependencies, "catalogue" | "handler" | "now">;

/**
 * Grants an item for free, see {@link grantItem}. The grant is in the audit log as well as in the user's stream. A repeated
 * one, or one of an item that the user owns, is not recorded again.
 */
export async function grant(options: Dependencies, request: GrantRequest): Promise<CommandOutcome> {
  const outcome = await grantItem(options, request);
  if (outcome.result === "recorded") {
    const { userId, item, reason, actor } = request;
    const { purchaseId } = outcome.purchase;
    const details = { user: userId, item, purchaseId, revision: outcome.revision };
    await audit(options, "grant", { operator: actor.id, reason }, details);
  }
  return outcome;
}

/** Gives access back that was revoked by mistake, see {@link reinstatePurchase}, and writes the audit entry. */
export async function reinstate(
  options: Omit<Dependencies, "catalogue">,
  request: ReinstatementRequest,
): Promise<CommandOutcome> {
  const outcome = await reinstatePurchase(options, request);
  if (outcome.result === "recorded") {
    const { userId, purchaseId, note, actor } = request;
    const details = { user: userId, purchaseId, revision: outcome.revision };
    await audit(options, "reinstate", { operator: actor.id, reason: note }, details);
  }
  return outcome;
}
