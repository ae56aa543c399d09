import type { EventStore } from "../stores/event-store/event-store.js";
import type { PurchaseCourse, PurchaseOrder, PurchaseTest } from "./commands.js";
import type { CommandOutcome, HandleOptions, PurchaseHandler } from "./purchase-handler.js";
import { applyWaiting } from "./payment-reports.js";

/**
 * Carries out a sale, and applies the refunds and disputes of its payment that came before it. The answer is of the moment after them.
 *
 * @throws LedgerError what {@link PurchaseHandler.handle} throws
 */
export async function carryOutSale(
  dependencies: { readonly eventStore: Pick<EventStore, "readStream">; readonly handler: PurchaseHandler },
  command: PurchaseCourse | PurchaseTest | PurchaseOrder,
  options?: HandleOptions,
): Promise<CommandOutcome> {
  const { handler } = dependencies;
  const outcome = await handler.handle(command, options);
  // Of an order, the first line may be free.
  const paidBy = outcome.purchases.find(({ payment }) => payment !== null)?.payment ?? null;
  if (
    paidBy === null ||
    outcome.hasNewPayments ||
    !(await applyWaiting(dependencies, paidBy.id, command.context))
  )
    return outcome;
  return { ...(await handler.handle(command)), result: outcome.result };
}
