import type { PurchaseCourse, PurchaseOrder, PurchaseTest } from "./commands.js";
import type { CommandOutcome, HandleOptions } from "./purchase-handler.js";
import { applyWaiting, type SaleDependencies } from "./payment-reports.js";

/**
 * Carries out a sale, and applies the refunds and disputes of its payment that arrived before it, even if the caller is
 * no longer there. The outcome includes their effects.
 *
 * @throws LedgerError what `PurchaseHandler.handle` throws
 */
export async function carryOutSale(
  dependencies: SaleDependencies,
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
  options?: HandleOptions,
): Promise<CommandOutcome> {
  const { handler } = dependencies;
  let applied = Promise.resolve(false);
  const outcome = await handler.handle(command, {
    ...options,
    onOutcome({ purchases, hasNewPayments }) {
      // The first line of an order may be free.
      const paidBy = purchases.find(({ payment }) => payment !== null)?.payment ?? null;
      if (paidBy === null || hasNewPayments) return;
      applied = applyWaiting(dependencies, paidBy.id, command.context);
      // It may fail after the caller has gone.
      applied.catch(() => undefined);
    },
  });
  return (await applied) ? { ...(await handler.handle(command)), result: outcome.result } : outcome;
}
