import { isRunning } from "../running-process.js";
import {
  isEnd,
  type AuditedEnd,
  type AuditLog,
  type AuditPage,
  type RecordedAuditEntry,
} from "../stores/event-store/audit-log.js";
import { entriesBefore } from "../stores/event-store/audit-reader.js";

/**
 * `never_ended`: the process is gone and has recorded no end. `unknown`: no end is recorded, and it was begun on another
 * machine, so that this one cannot see whether it is still under way.
 */
export const runStates = ["succeeded", "failed", "stopped", "running", "never_ended", "unknown"] as const;

/** One operation: a single entry, or the two entries of a run together. */
export interface AuditLine extends Omit<RecordedAuditEntry, "run"> {
  /** Undefined for short operations, and in entries of older versions. */
  readonly run:
    | {
        readonly state: (typeof runStates)[number];
        readonly startedAt: string;
        readonly error: AuditedEnd["error"];
        /** Undefined once it has ended. */
        readonly host: string | undefined;
      }
    | undefined;
}

type Entries = Pick<AuditLog, "entries">;

/** A page of the audit log, newest first. A run has one line: its end or, if there is none yet, its beginning. */
export async function auditLines(log: Entries, { limit, before }: AuditPage): Promise<readonly AuditLine[]> {
  const lines: AuditLine[] = [];
  const ended = new Set<string>();
  let hasLookedAhead = before === undefined;
  for await (const entry of entriesBefore(log, before)) {
    if (lines.length === limit) break;
    const { run } = entry;
    if (run !== undefined && isEnd(run)) ended.add(run.id);
    if (run !== undefined && !isEnd(run)) {
      // Its end may be on an earlier page.
      if (!ended.has(run.id) && !hasLookedAhead) {
        for (const id of await endedAfter(log, before ?? 0)) ended.add(id);
        hasLookedAhead = true;
      }
      if (ended.has(run.id)) continue;
    }
    lines.push(await lineOf(entry));
  }
  return lines;
}

async function endedAfter(log: Entries, number: number): Promise<readonly string[]> {
  const ended: string[] = [];
  for await (const { number: its, run } of entriesBefore(log, undefined)) {
    if (its < number) break;
    if (run !== undefined && isEnd(run)) ended.push(run.id);
  }
  return ended;
}

async function lineOf({ run, ...entry }: RecordedAuditEntry): Promise<AuditLine> {
  if (run === undefined) return { ...entry, run };
  if (isEnd(run)) {
    const { outcome: state, startedAt, error } = run;
    return { ...entry, run: { state, startedAt, error, host: undefined } };
  }
  const isUnderWay = await isRunning(run);
  const state = isUnderWay === undefined ? "unknown" : isUnderWay ? "running" : "never_ended";
  return { ...entry, run: { state, startedAt: entry.at, error: undefined, host: run.host } };
}
