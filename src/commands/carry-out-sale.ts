import type { PurchaseCourse, PurchaseOrder, PurchaseTest } from "./commands.js";
import type { CommandOutcome, HandleOptions } from "./purchase-handler.js";
import { applyWaiting, type SaleDependencies } from "./payment-reports.js";

/**
 * Carries out a sale, and applies the refunds and disputes of its payment that arrived before it. The outcome
 * includes their effects.
 *
 * @throws LedgerError what `PurchaseHandler.handle` throws
 */
export async function carryOutSale(
  dependencies: SaleDependencies,
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
  options?: HandleOptions,
): Promise<CommandOutcome> {
  const { handler } = dependencies;
  const outcome = await handler.handle(command, options);
  // The first line of an order may be free.
  const paidBy = outcome.purchases.find(({ payment }) => payment !== null)?.payment ?? null;
  if (
    paidBy === null ||
    outcome.hasNewPayments ||
    !(await applyWaiting(dependencies, paidBy.id, command.context))
  )
    return outcome;
  return { ...(await handler.handle(command)), result: outcome.result };
}
