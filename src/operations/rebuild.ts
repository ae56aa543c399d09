import type { LongRun } from "../long-run.js";
import {
  discardRebuilds,
  rebuildProjections,
  type RebuildOptions,
  type RebuildReport,
} from "../projections/rebuild/rebuild.js";
import type { ProjectionName } from "../stores/read-model/documents.js";
import type { Generations } from "../stores/read-model/read-model-store.js";
import { auditedRun } from "./audited-run.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";

/** Rebuilds projections, see {@link rebuildProjections}. Its beginning and its end are in the audit log. */
export function rebuild(options: RebuildOptions & Audited, by: OperatedBy): LongRun<RebuildReport> {
  const about = { projections: options.projections };
  const detailsOf = (report: RebuildReport | undefined) =>
    report === undefined
      ? {}
      : { outcome: report.outcome, events: report.events, changed: report.parity.driftedUsers };
  return auditedRun({ ...options, action: "rebuild", by, about, detailsOf }, () =>
    rebuildProjections(options),
  );
}

/**
 * Removes what interrupted or unaccepted rebuilds have left. One that is still running ends with an error.
 *
 * @returns the projections of which something was removed
 */
export async function discardRebuild(
  options: Audited & { readonly readModel: Generations; readonly scratchFolder: string },
  by: OperatedBy,
): Promise<readonly ProjectionName[]> {
  const projections = await discardRebuilds(options.readModel, options.scratchFolder);
  if (projections.length > 0) await audit(options, "discard-rebuild", by, { projections });
  return projections;
}
