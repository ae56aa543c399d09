import type { EventStore } from "../stores/event-store/event-store.js";
import { auditedWork, type AuditedRunOptions } from "./audited-run.js";
import type { OperatedBy } from "./operator.js";
import { timeOrderedId } from "../time-ordered-id.js";

interface ImportOptions<Result> {
  readonly eventStore: EventStore;
  readonly what: "purchases" | "prices";
  readonly isDryRun: boolean;
  readonly isWhole?: AuditedRunOptions<Result>["isWhole"];
  readonly signal?: AbortSignal;
}

/**
 * Imports something that the shop has. Unless it is a dry run, its beginning and its end are in the audit log.
 *
 * @param work gets the id of the run, which is also in the events
 */
export async function runImport<Result extends { readonly eventsAdded: number }>(
  { eventStore, what, isDryRun, ...options }: ImportOptions<Result>,
  by: OperatedBy,
  work: (runId: string) => Promise<Result>,
): Promise<Result> {
  if (isDryRun) return work(timeOrderedId());
  const detailsOf = (result: Result | undefined) =>
    result === undefined ? {} : { eventsAdded: result.eventsAdded };
  return auditedWork({ ...options, eventStore, action: "import", by, about: { what }, detailsOf }, work);
}
