import { randomUUID } from "node:crypto";
import { ReplaySubject, type Observable } from "rxjs";
import { isLedgerError, LedgerError } from "../errors.js";
import type { LongRun, Progress } from "../long-run.js";

/** Starts a long piece of work somewhere. When the signal is aborted it ends. */
export type StartJob<Request, Report> = (request: Request, signal: AbortSignal) => LongRun<Report>;

/** The states of a job, besides the successful outcomes of its work. */
export const jobStates = ["running", "cancelled", "failed"] as const;

/** A job and its state. Each object is a snapshot and never changes. */
export interface Job<Request, Report, Outcome extends string> {
  readonly id: string;
  readonly request: Request;
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endedAt: string | undefined;
  readonly state: (typeof jobStates)[number] | Outcome;
  /** The latest; undefined before the first event is folded. */
  readonly progress: Progress | undefined;
  /** Undefined until it has ended well. */
  readonly report: Report | undefined;
  /** Why it failed; undefined unless it has. */
  readonly error: LedgerError | undefined;
}

/** The jobs of one kind in this process, one at a time. */
export interface Jobs<Request, Report, Outcome extends string> {
  /** @throws LedgerError what `alreadyRunning` says, while another one runs. */
  start(request: Request): Job<Request, Report, Outcome>;
  /** Newest first; those that ended long ago are forgotten. */
  list(): readonly Job<Request, Report, Outcome>[];
  find(id: string): Job<Request, Report, Outcome> | undefined;
  /** Emits the job at once and whenever it has changed; completes with its end. Undefined for an id that is unknown. */
  watch(id: string): Observable<Job<Request, Report, Outcome>> | undefined;
  /** Ends a running job; one that has ended stays as it is. @returns the job after its end; undefined for an unknown id */
  cancel(id: string): Promise<Job<Request, Report, Outcome> | undefined>;
  /** Cancels the running job and starts no others. */
  close(): Promise<void>;
}

export interface JobsOptions<Request, Report, Outcome extends string> {
  readonly start: StartJob<Request, Report>;
  readonly outcomeOf: (report: Report) => Outcome;
  /** The refusal of a second one. */
  readonly alreadyRunning: (running: Job<Request, Report, Outcome>) => LedgerError;
  readonly now: () => Date;
  /** Called with each job when it starts and when it has ended; for the log. */
  readonly onChange?: ((job: Job<Request, Report, Outcome>) => void) | undefined;
}

const keptJobs = 50;

/** Keeps the jobs of one kind and their outcomes, whether or not a client watches. */
export function createJobs<Request, Report, Outcome extends string>(
  options: JobsOptions<Request, Report, Outcome>,
): Jobs<Request, Report, Outcome> {
  const { alreadyRunning, now, onChange = () => undefined } = options;
  type OneJob = Job<Request, Report, Outcome>;
  /** Oldest first. */
  const entries = new Map<string, Entry<OneJob>>();
  let closed = false;

  function assertFree(): void {
    if (closed) throw new LedgerError("read_model_unavailable", "The ledger is closing.");
    const running = [...entries.values()].map(({ job }) => job).find(({ state }) => state === "running");
    if (running !== undefined) throw alreadyRunning(running);
  }

  async function run(entry: Entry<OneJob>): Promise<void> {
    const end = await followRun(entry, options);
    update(entry, { ...end, endedAt: now().toISOString() });
    onChange(entry.job);
    entry.job$.complete();
  }

  async function end(entry: Entry<OneJob>): Promise<OneJob> {
    entry.cancellation.abort();
    await entry.ended;
    return entry.job;
  }

  return {
    start(request) {
      assertFree();
      const entry: Entry<OneJob> = {
        job: newJob(request, now()),
        job$: new ReplaySubject(1),
        cancellation: new AbortController(),
        ended: undefined,
      };
      const { job } = entry;
      entries.set(job.id, entry);
      const [oldest] = entries.keys();
      if (entries.size > keptJobs && oldest !== undefined) entries.delete(oldest);
      update(entry, {});
      onChange(job);
      entry.ended = run(entry);
      return job;
    },
    list: () => [...entries.values()].map(({ job }) => job).reverse(),
    find: (id) => entries.get(id)?.job,
    watch: (id) => entries.get(id)?.job$.asObservable(),
    async cancel(id) {
      const entry = entries.get(id);
      return entry === undefined ? undefined : end(entry);
    },
    async close() {
      closed = true;
      for (const entry of entries.values()) await end(entry);
    },
  };
}

interface Entry<OneJob> {
  job: OneJob;
  /** Replays the latest, so that a subscriber who comes after the end sees it as well. */
  readonly job$: ReplaySubject<OneJob>;
  readonly cancellation: AbortController;
  ended: Promise<void> | undefined;
}

function update<OneJob>(entry: Entry<OneJob>, change: Partial<OneJob>): void {
  entry.job = { ...entry.job, ...change };
  entry.job$.next(entry.job);
}

/** Starts the run and keeps the job's progress up to date. @returns how the run has ended */
async function followRun<Request, Report, Outcome extends string>(
  entry: Entry<Job<Request, Report, Outcome>>,
  { start, outcomeOf }: Pick<JobsOptions<Request, Report, Outcome>, "start" | "outcomeOf">,
): Promise<Partial<Job<Request, Report, Outcome>>> {
  const { signal } = entry.cancellation;
  try {
    const { progress$, result } = start(entry.job.request, signal);
    const progressEnded = new Promise<void>((resolve) => {
      progress$.subscribe({
        next: (progress) => update(entry, { progress }),
        // The result fails with the same.
        error: () => resolve(),
        complete: resolve,
      });
    });
    const report = await result.finally(() => progressEnded);
    return { state: outcomeOf(report), report };
  } catch (error) {
    return signal.aborted ? { state: "cancelled" } : { state: "failed", error: asLedgerError(error) };
  }
}

const newJob = <Request>(request: Request, startedAt: Date) => ({
  id: randomUUID(),
  request,
  startedAt: startedAt.toISOString(),
  endedAt: undefined,
  state: "running" as const,
  progress: undefined,
  report: undefined,
  error: undefined,
});

const asLedgerError = (error: unknown): LedgerError =>
  isLedgerError(error) ? error : new LedgerError("internal_error", String(error), { cause: error });
