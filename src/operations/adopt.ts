import { reconcileAll, type ReconcileOptions } from "../shop/adopt/reconcile.js";
import { auditedWork } from "./audited-run.js";
import type { OperatedBy } from "./operator.js";

/**
 * Compares the shop's own accounts with the log and, if it may write, updates them. Such an update is in the audit log
 * from its beginning on.
 */
export async function adopt(options: ReconcileOptions, by: OperatedBy): Promise<void> {
  if (!options.write) return reconcileAll(options);
  let users = 0;
  const onPlan: ReconcileOptions["onPlan"] = (plan) => {
    if (plan.change !== undefined) users += 1;
    options.onPlan?.(plan);
  };
  const { eventStore, signal } = options;
  const audited = {
    eventStore,
    signal,
    action: "adopt",
    by,
    about: {},
    detailsOf: () => ({ users }),
  } as const;
  await auditedWork(audited, () => reconcileAll({ ...options, onPlan }));
}
