import { CommanderError } from "commander";
import { isLedgerError } from "../errors.js";
import { exitCodes, exitInterrupted, exitUsage } from "./exit-codes.js";
import { terminalColumns, wrapped } from "./terminal.js";

const shownProblems = 20;

/** Reports an error on standard error in one sentence; with LOG_LEVEL=debug also its stack. */
export function reportFailure(error: unknown): number {
  // Commander has printed it already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitUsage;
  if (isAbort(error)) {
    console.error("Interrupted.");
    return exitInterrupted;
  }
  if (process.env.LOG_LEVEL === "debug" || process.env.LOG_LEVEL === "trace") console.error(error);
  if (!isLedgerError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    tell(`Error: ${message} This is a bug in the program. Run it with LOG_LEVEL=debug to see where.`);
    return exitCodes.internal_error;
  }
  tell(`Error: ${error.message}`);
  if (error.problems.length > 1) {
    for (const { path, message } of error.problems.slice(0, shownProblems)) tell(`  ${path}: ${message}`);
  }
  return exitCodes[error.code];
}

const tell = (line: string): void => console.error(wrapped(line, terminalColumns(process.stderr)));

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === "AbortError";
