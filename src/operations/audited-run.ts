import { Subject } from "rxjs";
import { isLedgerError } from "../errors.js";
import type { LongRun, Progress } from "../long-run.js";
import { thisProcess } from "../running-process.js";
import type { AuditedAction, AuditedEnd, AuditEntry } from "../stores/event-store/audit-log.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";
import { timeOrderedId } from "../time-ordered-id.js";

export interface AuditedRunOptions<Result> extends Audited {
  readonly eventStore: Pick<EventStore, "audit" | "head">;
  readonly action: AuditedAction;
  readonly by: OperatedBy;
  /** The details of both entries. */
  readonly about: AuditEntry["details"];
  /** Further details of the last entry; the result is undefined if the run was stopped or has failed. */
  readonly detailsOf: (result: Result | undefined) => AuditEntry["details"];
  /** Whether a result is of all the work: false if it was stopped and ended with what it had done. True if left out. */
  readonly isWhole?: ((result: Result) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does long work with two audit entries: one before anything is done, and one at the end, whether it succeeded or not. If
 * the process is killed, only the second is missing.
 *
 * @param work gets the id of the run
 * @throws LedgerError `event_store_unavailable` if the log cannot be read, or the first entry cannot be written; nothing
 * was done then
 */
export async function auditedWork<Result>(
  options: AuditedRunOptions<Result>,
  work: (runId: string) => Promise<Result>,
): Promise<Result> {
  const { action, by, about, detailsOf, isWhole, signal, now = () => new Date(), ...audited } = options;
  // A run must not begin on a log that cannot be read, and that error says more than one about the audit log.
  await audited.eventStore.head();
  const id = timeOrderedId();
  const startedAt = now().toISOString();
  await audit({ ...audited, now }, action, by, about, { id, ...(await thisProcess()) });
  const end = (how: Pick<AuditedEnd, "outcome" | "error">, result?: Result): Promise<void> =>
    audit({ ...audited, now }, action, by, { ...about, ...detailsOf(result) }, { id, startedAt, ...how });
  let result: Result;
  try {
    result = await work(id);
  } catch (error) {
    // The first error is of more use than a second one about the audit log.
    await end(signal?.aborted === true ? { outcome: "stopped" } : failed(error)).catch(() => undefined);
    throw error;
  }
  // A signal that came too late has stopped nothing.
  await end({ outcome: isWhole?.(result) === false ? "stopped" : "succeeded" }, result);
  return result;
}

const failed = (error: unknown): Pick<AuditedEnd, "outcome" | "error"> => ({
  outcome: "failed",
  error: isLedgerError(error) ? error.code : "internal_error",
});

/** The same for work that reports its progress. */
export function auditedRun<Result>(
  options: AuditedRunOptions<Result>,
  start: () => LongRun<Result>,
): LongRun<Result> {
  const progress$ = new Subject<Progress>();
  const result = auditedWork(options, () => {
    const run = start();
    run.progress$.subscribe(progress$);
    return run.result;
  });
  // The run may fail before the work begins.
  result.catch((error: unknown) => progress$.error(error));
  // The progress needs no listener: the result reports the error as well.
  progress$.subscribe({ error: () => undefined });
  return { progress$: progress$.asObservable(), result };
}
