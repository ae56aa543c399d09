import { copyLog, type CopyLogOptions, type CopyReport } from "../log/copy-log.js";
import type { LongRun } from "../long-run.js";
import { auditedRun } from "./audited-run.js";
import type { OperatedBy } from "./operator.js";

/** Copies a log, see {@link copyLog}. Its beginning and its end are in the audit log of the copy. */
export function copyEvents(options: CopyLogOptions, by: OperatedBy): LongRun<CopyReport> {
  const { from, to: eventStore, signal } = options;
  const detailsOf = (report: CopyReport | undefined) =>
    report === undefined ? {} : { events: report.events, found: report.found };
  const audited = {
    eventStore,
    signal,
    action: "copy-events",
    by,
    about: { from: from.kind },
    detailsOf,
  } as const;
  return auditedRun(audited, () => copyLog(options));
}
