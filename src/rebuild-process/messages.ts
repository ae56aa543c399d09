import type { ErrorCode, FieldProblem } from "../errors.js";
import type { Progress } from "../projections/long-run.js";
import type { RebuildRequest } from "../projections/rebuild-jobs.js";
import type { RebuildReport } from "../projections/rebuild.js";

/** What the server says to the process that rebuilds. */
export type MessageToRebuild = { readonly request: RebuildRequest } | { readonly cancel: true };

/** What it hears from it. The last one is the report or the error. */
export type MessageFromRebuild =
  | { readonly progress: Progress }
  | { readonly report: RebuildReport }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly details: Readonly<Record<string, unknown>>;
        readonly problems: readonly FieldProblem[];
      };
    };
