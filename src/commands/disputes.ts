import { currentSchemaVersion, type DisputeStatus } from "../events/purchase-events.js";
import { plausibleOrNow } from "./commands.js";
import { contentHash } from "./content-hash.js";
import {
  applyOrKeep,
  contextOf,
  type ReportDependencies,
  type ReportOutcome,
  type ReportRequest,
} from "./payment-reports.js";

export interface DisputeRequest extends ReportRequest {
  readonly disputeId: string;
  readonly status: DisputeStatus;
  /** When the bank said so; default: now, see {@link plausibleOrNow}. ISO 8601 UTC. */
  readonly disputedAt: string | undefined;
}

/**
 * Records the status of a dispute, and what follows from it for money and access. A dispute of a payment may wait for its
 * purchase, see {@link applyOrKeep}.
 *
 * @throws LedgerError `purchase_unknown`, `dispute_decided`
 */
export async function recordDispute(
  dependencies: ReportDependencies,
  request: DisputeRequest,
): Promise<ReportOutcome> {
  const { target, disputeId, status, amount, revoke, disputedAt } = request;
  const at = plausibleOrNow(disputedAt, dependencies.now().toISOString());
  const context = contextOf(request, contentHash(["dispute", disputeId, status]));
  if ("paymentId" in target) {
    const { paymentId } = target;
    const data = { paymentId, disputeId, status, amount: amount ?? null, revoke, receivedAt: at };
    return applyOrKeep(dependencies, {
      ...{ type: "DisputeReceived", data, metadata: { schemaVersion: currentSchemaVersion, ...context } },
    });
  }
  const { userId } = target;
  const outcome = await dependencies.handler.handle({
    ...{ type: "DisputePurchase", userId, target, disputeId, status, amount, revoke, at, context },
  });
  return { user: userId, outcome };
}
