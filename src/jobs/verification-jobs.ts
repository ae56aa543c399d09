import { LedgerError } from "../errors.js";
import type { Drift } from "../projections/check/compare-user.js";
import { createJobs, jobStates, type Job, type Jobs, type JobsOptions } from "./jobs.js";
import type { LongRun } from "../long-run.js";
import { verifyProjections } from "../operations/verify.js";
import type { Audited } from "../operations/operator.js";
import {
  verifyOutcomes,
  type VerifyOptions,
  type VerifyOutcome,
  type VerifyReport,
} from "../projections/check/verify.js";

/** The operator of a verification in the background, for the audit log. */
export interface VerificationRequest {
  readonly operator: string;
}

/** Where something has drifted, without the values: a verification need not show what users bought. */
export type DriftPlace = Omit<Drift, "stored" | "expected">;

export interface VerificationReport extends VerifyReport {
  /** The first that were found. */
  readonly places: readonly DriftPlace[];
}

export const verificationJobStates = [...jobStates, ...verifyOutcomes] as const;

export type VerificationJob = Job<VerificationRequest, VerificationReport, VerifyOutcome>;
export type VerificationJobs = Jobs<VerificationRequest, VerificationReport, VerifyOutcome>;

/** How many places of drift a report names; `ledger verify --out` writes all of them. */
export const shownPlaces = 200;

/** Verifies for a job, which reports the first places of drift. */
export function runVerification(
  { operator }: VerificationRequest,
  options: VerifyOptions & Audited,
): LongRun<VerificationReport> {
  const places: DriftPlace[] = [];
  const { progress$, result } = verifyProjections(
    {
      ...options,
      onDrift({ stored: _, expected: __, ...place }) {
        if (places.length < shownPlaces) places.push(place);
      },
    },
    { operator, reason: "" },
  );
  return { progress$, result: result.then((report) => ({ ...report, places })) };
}

type Options = Pick<
  JobsOptions<VerificationRequest, VerificationReport, VerifyOutcome>,
  "start" | "now" | "onChange"
>;

/** A second one at a time is refused with `verification_running` (details: `id`). */
export function createVerificationJobs(options: Options): VerificationJobs {
  return createJobs({
    ...options,
    outcomeOf: ({ outcome }) => outcome,
    alreadyRunning({ id }) {
      return new LedgerError(
        "verification_running",
        `A verification is running (${id}): wait for it, or cancel it.`,
        { details: { id } },
      );
    },
  });
}
