import { copyRest, findCopied, type CopyLogOptions, type CopyReport } from "../log/copy-log.js";
import { startLongRun, type LongRun } from "../long-run.js";
import { auditedWork } from "./audited-run.js";
import type { OperatedBy } from "./operator.js";

/**
 * Copies a log, see {@link copyLog}. Its beginning and its end are in the audit log of the copy, but not in that of a
 * target that holds something else: nothing is written there.
 */
export function copyEvents(options: CopyLogOptions, by: OperatedBy): LongRun<CopyReport> {
  const { from, to: eventStore, signal } = options;
  const detailsOf = (report: CopyReport | undefined) =>
    report === undefined ? {} : { events: report.events, found: report.found };
  const about = { from: from.kind };
  return startLongRun(async (report) => {
    const found = await findCopied(options, report);
    return auditedWork({ eventStore, signal, action: "copy-events", by, about, detailsOf }, () =>
      copyRest(options, found, report),
    );
  });
}
