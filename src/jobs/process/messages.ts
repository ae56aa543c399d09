import type { ErrorCode, FieldProblem } from "../../errors.js";
import type { Progress } from "../../long-run.js";
import type { CloseMonthOutcome } from "../../operations/close-month.js";
import type { ClosingRequest } from "../closing-jobs.js";
import type { RebuildRequest } from "../rebuild-jobs.js";
import type { RebuildReport } from "../../projections/rebuild/rebuild.js";
import type { VerificationReport, VerificationRequest } from "../verification-jobs.js";

/** The kinds of work that run in a process of their own, with the request and the result of each. */
export interface ProcessedJobs {
  readonly rebuild: { readonly request: RebuildRequest; readonly report: RebuildReport };
  readonly closing: { readonly request: ClosingRequest; readonly report: CloseMonthOutcome };
  readonly verification: { readonly request: VerificationRequest; readonly report: VerificationReport };
}

export type JobKind = keyof ProcessedJobs;

/** One of the kinds with its request. */
export type JobOrder = {
  readonly [Kind in JobKind]: { readonly kind: Kind; readonly request: ProcessedJobs[Kind]["request"] };
}[JobKind];

/** Messages to the process. */
export type MessageToJob = { readonly order: JobOrder } | { readonly cancel: true };

/** Messages from the process. The last one is the report or the error. */
export type MessageFromJob =
  | { readonly progress: Progress }
  | { readonly report: ProcessedJobs[JobKind]["report"] }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly details: Readonly<Record<string, unknown>>;
        readonly problems: readonly FieldProblem[];
      };
    };
