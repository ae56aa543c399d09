import type { PurchaseId, UserId } from "../events/identifiers.js";
import type { Actor, Source } from "../events/purchase-events.js";
import { contentHash } from "./content-hash.js";
import type { CommandOutcome, PurchaseHandler } from "./purchase-handler.js";

/** The request to reinstate a purchase that was revoked by mistake. */
export interface ReinstatementRequest {
  readonly userId: UserId;
  readonly purchaseId: PurchaseId;
  readonly note: string;
  readonly correlationId: string;
  readonly actor: Actor;
  readonly source: Source;
}

/** @throws LedgerError `purchase_unknown`, and what the handler throws */
export const reinstatePurchase = (
  { handler, now }: { readonly handler: PurchaseHandler; readonly now: () => Date },
  { userId, purchaseId, note, correlationId, actor, source }: ReinstatementRequest,
): Promise<CommandOutcome> =>
  handler.handle({
    ...({ type: "ReinstatePurchase", userId, purchaseId, note } as const),
    at: now().toISOString(),
    context: {
      ...{ correlationId, causationId: correlationId, actor, source },
      contentHash: contentHash(["reinstate", purchaseId, note]),
    },
  });
