import { openTimeZone } from "../analytics/time-zone.js";
import { LedgerError } from "../errors.js";
import { startLongRun, type LongRun } from "../long-run.js";
import {
  closeMonth,
  closeMonthOutcomes,
  type CloseMonthOptions,
  type CloseMonthOutcome,
} from "../operations/close-month.js";
import { createJobs, jobStates, type Job, type Jobs, type JobsOptions } from "./jobs.js";

/** The request to close a month in the background, or to prove a closed one. */
export interface ClosingRequest {
  /** `2026-10`. */
  readonly month: string;
  /** An IANA time zone; that of the months before if undefined. */
  readonly timeZone: string | undefined;
  /** The operator and the reason, for the audit log. */
  readonly operator: string;
  readonly reason: string;
}

type Outcome = CloseMonthOutcome["outcome"];

export const closingJobStates = [...jobStates, ...closeMonthOutcomes] as const;

export type ClosingJob = Job<ClosingRequest, CloseMonthOutcome, Outcome>;
export type ClosingJobs = Jobs<ClosingRequest, CloseMonthOutcome, Outcome>;

/** Closes a month for a job. */
export function runClosing(
  { month, timeZone, ...by }: ClosingRequest,
  options: Pick<CloseMonthOptions, "eventStore" | "signal" | "now">,
): LongRun<CloseMonthOutcome> {
  const zone = timeZone === undefined ? undefined : openTimeZone(timeZone);
  return startLongRun((report) => {
    const onProgress = (events: number): void => report("reading", events, undefined);
    return closeMonth({ ...options, month, zone, onProgress }, by);
  });
}

type Options = Pick<JobsOptions<ClosingRequest, CloseMonthOutcome, Outcome>, "start" | "now" | "onChange">;

/** A second one at a time is refused with `closing_running` (details: `id`). */
export function createClosingJobs(options: Options): ClosingJobs {
  return createJobs({
    ...options,
    outcomeOf: ({ outcome }) => outcome,
    alreadyRunning: ({ id, request: { month } }) =>
      new LedgerError("closing_running", `${month} is being counted (${id}): wait for it, or cancel it.`, {
        details: { id },
      }),
  });
}
