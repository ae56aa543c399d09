import type { ErrorCode } from "../../errors.js";
/** What operators did; entries are never deleted. */
export const auditedActions = [
  "repair",
  "rebuild",
  "discard-rebuild",
  "rollback",
  "retry-dead-letter",
  "verify",
  "revoke",
  "grant",
  "reinstate",
  "set-aside",
  "close-month",
  "adopt",
  "import",
  "copy-events",
] as const;
export type AuditedAction = (typeof auditedActions)[number];

/** Who did what, when and why. */
export interface AuditEntry {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly action: AuditedAction;
  readonly operator: string;
  readonly reason: string;
  /** JSON values only. */
  readonly details: Readonly<Record<string, unknown>>;
  /** Undefined for short operations, and in entries of older versions, which wrote only the end. */
  readonly run?: AuditedStart | AuditedEnd;
}

export const runOutcomes = ["succeeded", "failed", "stopped"] as const;

/** A long operation has an entry for its beginning … */
export interface AuditedStart {
  readonly id: string;
  /** Where it runs: shows whether it was killed or is still under way. */
  readonly host: string;
  readonly process: string;
}

/** … and one for its end, with the same id, unless its process was killed. */
export interface AuditedEnd {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  /** `stopped`: by a signal, or cancelled. */
  readonly outcome: (typeof runOutcomes)[number];
  /** Why it failed; undefined unless it has. */
  readonly error?: ErrorCode;
}

export const isEnd = (run: AuditedStart | AuditedEnd): run is AuditedEnd => "outcome" in run;

/** An entry to record. `id` is a UUID: recording the same one again changes nothing. */
export interface NewAuditEntry extends AuditEntry {
  readonly id: string;
}

export interface RecordedAuditEntry extends NewAuditEntry {
  /** Grows with each entry of the log. */
  readonly number: number;
}

export interface AuditPage {
  /** 1 to 1,000. */
  readonly limit: number;
  /** Return what was recorded before the entry with this number; from the newest if undefined. */
  readonly before?: number | undefined;
}

/**
 * What people did to the ledger by hand. It is kept with the event log, append-only, because these are facts, as events
 * are. A read model may be deleted; this may not.
 *
 * Every method throws `event_store_unavailable` when the log cannot be reached or written.
 */
export interface AuditLog {
  /** Durable when it resolves. */
  record(entry: NewAuditEntry): Promise<void>;
  /** Newest first. */
  entries(page: AuditPage): Promise<readonly RecordedAuditEntry[]>;
}
