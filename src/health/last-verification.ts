import { isRunning } from "../running-process.js";
import {
  isEnd,
  type AuditedAction,
  type AuditEntry,
  type AuditLog,
} from "../stores/event-store/audit-log.js";
import { createAuditReader } from "../stores/event-store/audit-reader.js";

/** The last verification, by the API or at the command line. */
export interface LastVerification {
  readonly at: string;
  readonly operator: string;
  readonly isClean: boolean;
  /** Whether nothing was wrong, but events were not folded. */
  readonly isBehind: boolean;
  readonly users: number;
  readonly driftedUsers: number;
  /** Users of whom part of the log cannot be read or folded. */
  readonly heldBackUsers: number;
  /** What has written the projections since, so that it says nothing of what is there now. */
  readonly outdatedBy: AuditEntry | undefined;
}

/** What writes the projections by hand. */
const writing: readonly AuditedAction[] = ["repair", "rebuild", "rollback", "retry-dead-letter", "set-aside"];

/** Finds the last verification in the audit log, and what has made it old; see {@link createAuditReader}. */
export function createVerificationReader(
  log: Pick<AuditLog, "entries">,
): () => Promise<LastVerification | undefined> {
  const read = createAuditReader(log, {
    matters: (entry) => isVerification(entry) || writing.includes(entry.action),
    since: isVerification,
  });
  return async () => judge(await read());
}

/** @param entries newest first */
async function judge(entries: readonly AuditEntry[]): Promise<LastVerification | undefined> {
  let outdatedBy: AuditEntry | undefined;
  const ended = new Set<string>();
  for (const entry of entries) {
    if (isVerification(entry)) return toVerification(entry, outdatedBy);
    if (entry.run !== undefined && isEnd(entry.run)) ended.add(entry.run.id);
    if (await mayHaveWritten(entry, ended)) outdatedBy ??= entry;
  }
  return undefined;
}

/** Whether a verification has come to its end. */
const isVerification = ({ action, run }: AuditEntry): boolean =>
  action === "verify" && (run === undefined || (isEnd(run) && run.outcome === "succeeded"));

/** A rebuild writes when it is swapped in, at its end; a repair from its beginning on. */
async function mayHaveWritten(
  { action, run, details }: AuditEntry,
  ended: ReadonlySet<string>,
): Promise<boolean> {
  if (run === undefined) return true;
  // A repair counts its users, a retry of dead letters names them.
  const changed = Array.isArray(details.users) ? details.users.length : details.users;
  if (isEnd(run)) return action === "rebuild" ? details.outcome === "swapped" : changed !== 0;
  return !ended.has(run.id) && !(action === "rebuild" && (await isRunning(run)) === true);
}

function toVerification(
  { at, operator, details }: AuditEntry,
  outdatedBy: AuditEntry | undefined,
): LastVerification {
  const { clean, outcome, users, driftedUsers, heldBackUsers } = details;
  const count = (value: unknown): number => (typeof value === "number" ? value : 0);
  return {
    at,
    operator,
    isClean: clean === true,
    isBehind: outcome === "behind",
    users: count(users),
    driftedUsers: count(driftedUsers),
    heldBackUsers: count(heldBackUsers),
    outdatedBy,
  };
}
