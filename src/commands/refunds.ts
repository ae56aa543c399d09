import { currentSchemaVersion, type RefundReason } from "../events/purchase-events.js";
import { plausibleOrNow } from "./commands.js";
import { contentHash } from "./content-hash.js";
import {
  applyOrKeep,
  contextOf,
  type ReportDependencies,
  type ReportOutcome,
  type ReportRequest,
} from "./payment-reports.js";

export interface RefundRequest extends ReportRequest {
  readonly refundId: string;
  readonly reason: RefundReason;
  readonly reference: string | null;
  /** When the provider sent the money back; default: now, see {@link plausibleOrNow}. ISO 8601 UTC. */
  readonly refundedAt: string | undefined;
}

/**
 * Refunds a purchase, or the purchases of a payment. A refund of a payment may wait for its purchase, see
 * {@link applyOrKeep}. Without an amount it refunds the whole payment, including lines of its order that arrive later.
 *
 * @throws LedgerError `purchase_unknown`, `refund_exceeds_payment`, `refund_id_reused`
 */
export async function refund(
  dependencies: ReportDependencies,
  request: RefundRequest,
): Promise<ReportOutcome> {
  const { target, refundId, amount, reason, reference, revoke, refundedAt } = request;
  const at = plausibleOrNow(refundedAt, dependencies.now().toISOString());
  const context = contextOf(request, contentHash(["refund", refundId]));
  if ("paymentId" in target) {
    const { paymentId } = target;
    const data = { paymentId, refundId, amount: amount ?? null, reason, reference, revoke, receivedAt: at };
    return applyOrKeep(dependencies, {
      ...{ type: "RefundReceived", data, metadata: { schemaVersion: currentSchemaVersion, ...context } },
    });
  }
  const { userId } = target;
  const outcome = await dependencies.handler.handle({
    ...{ type: "RefundPurchase", userId, target, refundId, amount, reason, reference, revoke, at, context },
  });
  return { user: userId, outcome };
}
