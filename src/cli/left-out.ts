import type { CopyReport } from "../log/copy-log.js";
import { exitDrift } from "./exit-codes.js";
import { coloured, counted, wrapped } from "./terminal.js";

/** Says what a copy of a log lacks, and ends the command with 1 then. */
export function warnOfLeftOut({
  leftOutEvents = 0,
  leftOut = [],
}: Partial<Pick<CopyReport, "leftOutEvents" | "leftOut">>): void {
  if (leftOutEvents === 0) return;
  const message =
    `Left out: ${counted(leftOutEvents, "event")} of ${leftOut.join(", ")}. The server has removed events before them, or ` +
    "the stream was deleted. In the copy these users have only what comes before.";
  console.error(coloured("yellow", wrapped(message)));
  process.exitCode = exitDrift;
}
