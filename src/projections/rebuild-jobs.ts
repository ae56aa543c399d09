import { randomUUID } from "node:crypto";
import { ReplaySubject, type Observable } from "rxjs";
import { isLedgerError, LedgerError } from "../errors.js";
import type { ProjectionName } from "./documents.js";
import type { LongRun, Progress } from "./long-run.js";
import type { RebuildReport } from "./rebuild.js";

/** What somebody asks of a rebuild that goes on by itself. */
export interface RebuildRequest {
  readonly projections: readonly ProjectionName[];
  readonly resume: boolean;
  readonly acceptChanges: boolean;
  /** A share of the users, 0 to 1. */
  readonly mostChanged: number;
  /** Who asks for it, and why: for the audit log. */
  readonly operator: string;
  readonly reason: string;
}

/** Runs a rebuild somewhere. When the signal is aborted it ends, with what it made kept for a resume. */
export type StartRebuild = (request: RebuildRequest, signal: AbortSignal) => LongRun<RebuildReport>;

export const rebuildJobStates = ["running", "swapped", "not_accepted", "cancelled", "failed"] as const;
export type RebuildJobState = (typeof rebuildJobStates)[number];

/** A rebuild that was asked for, and what has become of it. Each is one moment's picture and never changes. */
export interface RebuildJob {
  readonly id: string;
  readonly request: RebuildRequest;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly state: RebuildJobState;
  /** The latest; undefined before the first event is folded. */
  readonly progress: Progress | undefined;
  /** Undefined until it has ended well. */
  readonly report: RebuildReport | undefined;
  /** Why it failed; undefined unless it has. */
  readonly error: LedgerError | undefined;
}

/** The rebuilds of this process, one at a time. */
export interface RebuildJobs {
  /** @throws LedgerError `rebuild_running` (details: `id`, `projections`) while another one runs. */
  start(request: RebuildRequest): RebuildJob;
  /** Newest first; those that ended long ago are forgotten. */
  list(): readonly RebuildJob[];
  find(id: string): RebuildJob | undefined;
  /** Emits the job at once and whenever it has changed; completes with its end. Undefined for an id that is unknown. */
  watch(id: string): Observable<RebuildJob> | undefined;
  /**
   * Ends a running job. What is live is untouched, what was built is kept for a resume. One that has ended stays as it is.
   *
   * @returns the job after its end, or undefined for an id that is unknown
   */
  cancel(id: string): Promise<RebuildJob | undefined>;
  /** Cancels what runs, and starts no more. */
  close(): Promise<void>;
}

export interface RebuildJobsOptions {
  readonly start: StartRebuild;
  readonly now: () => Date;
  /** Told of each job when it starts and when it has ended; for the log. */
  readonly onChange?: (job: RebuildJob) => void;
}

const keptJobs = 50;

export function createRebuildJobs({
  start,
  now,
  onChange = () => undefined,
}: RebuildJobsOptions): RebuildJobs {
  interface Entry {
    job: RebuildJob;
    /** Replays the latest, so that who comes after the end is told of it as well. */
    readonly job$: ReplaySubject<RebuildJob>;
    readonly cancellation: AbortController;
  }
  /** Oldest first. */
  const entries = new Map<string, Entry>();
  const ends = new WeakMap<Entry, Promise<void>>();
  let closed = false;

  const running = (): RebuildJob | undefined =>
    [...entries.values()].map(({ job }) => job).find(({ state }) => state === "running");

  function assertFree(): void {
    if (closed) throw new LedgerError("read_model_unavailable", "The ledger is closing.");
    const other = running();
    if (other === undefined) return;
    const { projections } = other.request;
    throw new LedgerError(
      "rebuild_running",
      `A rebuild of ${projections.join(" and ")} is running (${other.id}): wait for it, or cancel it.`,
      { details: { id: other.id, projections } },
    );
  }

  function update(entry: Entry, change: Partial<RebuildJob>): void {
    entry.job = { ...entry.job, ...change };
    entry.job$.next(entry.job);
  }

  async function follow(entry: Entry, { progress$, result }: LongRun<RebuildReport>): Promise<void> {
    const told = new Promise<void>((resolve) => {
      progress$.subscribe({
        next: (progress) => update(entry, { progress }),
        // The result fails with the same.
        error: () => resolve(),
        complete: resolve,
      });
    });
    const end = await result.then(
      (report): Partial<RebuildJob> => ({ state: report.outcome, report }),
      (error: unknown): Partial<RebuildJob> =>
        entry.cancellation.signal.aborted
          ? { state: "cancelled" }
          : { state: "failed", error: asLedgerError(error) },
    );
    await told;
    update(entry, { ...end, endedAt: now().toISOString() });
    onChange(entry.job);
    entry.job$.complete();
  }

  async function end(entry: Entry): Promise<void> {
    entry.cancellation.abort();
    await ends.get(entry);
  }

  return {
    start(request) {
      assertFree();
      const job: RebuildJob = {
        id: randomUUID(),
        request,
        startedAt: now().toISOString(),
        endedAt: undefined,
        state: "running",
        progress: undefined,
        report: undefined,
        error: undefined,
      };
      const entry: Entry = { job, job$: new ReplaySubject(1), cancellation: new AbortController() };
      entries.set(job.id, entry);
      const [oldest] = entries.keys();
      if (entries.size > keptJobs && oldest !== undefined) entries.delete(oldest);
      update(entry, {});
      onChange(job);
      ends.set(entry, follow(entry, start(request, entry.cancellation.signal)));
      return job;
    },
    list: () => [...entries.values()].map(({ job }) => job).reverse(),
    find: (id) => entries.get(id)?.job,
    watch: (id) => entries.get(id)?.job$.asObservable(),
    async cancel(id) {
      const entry = entries.get(id);
      if (entry === undefined) return undefined;
      await end(entry);
      return entry.job;
    },
    async close() {
      closed = true;
      for (const entry of entries.values()) await end(entry);
    },
  };
}

const asLedgerError = (error: unknown): LedgerError =>
  isLedgerError(error) ? error : new LedgerError("internal_error", String(error), { cause: error });
