import type { AuditEntry, AuditedAction } from "../stores/event-store/audit-log.js";
import type { EventStore } from "../stores/event-store/event-store.js";

/** The operator of an operation and the reason, for the audit log. */
export interface OperatedBy {
  readonly operator: string;
  readonly reason: string;
}

/** What an operation needs to write its audit entry. */
export interface Audited {
  readonly eventStore: Pick<EventStore, "audit">;
  readonly now?: () => Date;
}

/** Writes an audit entry: of an operation that was carried out, or of the beginning or the end of a run. */
export async function audit(
  { eventStore, now = () => new Date() }: Audited,
  action: AuditedAction,
  { operator, reason }: OperatedBy,
  details: AuditEntry["details"],
  run?: AuditEntry["run"],
): Promise<void> {
  await eventStore.audit.record({
    id: crypto.randomUUID(),
    at: now().toISOString(),
    action,
    operator,
    reason,
    details,
    ...(run === undefined ? {} : { run }),
  });
}
