import { LedgerError } from "../errors.js";
import type { ProjectionName } from "../stores/read-model/documents.js";
import { createJobs, jobStates, type Job, type Jobs, type JobsOptions, type StartJob } from "./jobs.js";
import { rebuildOutcomes, type RebuildOutcome, type RebuildReport } from "../projections/rebuild/rebuild.js";

/** The request for a rebuild in the background. */
export interface RebuildRequest {
  readonly projections: readonly ProjectionName[];
  readonly resume: boolean;
  readonly acceptChanges: boolean;
  /** A share of the users, 0 to 1. */
  readonly mostChanged?: number | undefined;
  /** The operator and the reason, for the audit log. */
  readonly operator: string;
  readonly reason: string;
}

/** Runs a rebuild somewhere. When the signal is aborted it ends, with what it made kept for a resume. */
export type StartRebuild = StartJob<RebuildRequest, RebuildReport>;

export const rebuildJobStates = [...jobStates, ...rebuildOutcomes] as const;

export type RebuildJob = Job<RebuildRequest, RebuildReport, RebuildOutcome>;

/** The rebuilds of this process. Cancelling one keeps what it has built for a resume, and leaves alone what is live. */
export type RebuildJobs = Jobs<RebuildRequest, RebuildReport, RebuildOutcome>;

type Options = Pick<JobsOptions<RebuildRequest, RebuildReport, RebuildOutcome>, "start" | "now" | "onChange">;

/** A second one at a time is refused with `rebuild_running` (details: `id`, `projections`). */
export function createRebuildJobs(options: Options): RebuildJobs {
  return createJobs({
    ...options,
    outcomeOf: ({ outcome }) => outcome,
    alreadyRunning({ id, request: { projections } }) {
      return new LedgerError(
        "rebuild_running",
        `A rebuild of ${projections.join(" and ")} is running (${id}): wait for it, or cancel it.`,
        { details: { id, projections } },
      );
    },
  });
}
