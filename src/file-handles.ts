import { closeSync, openSync } from "node:fs";

/** The program's own modules are read many at a time; a server needs more for each connection. */
const needed = 192;
/** As for a store that cannot be used. */
const exitCode = 3;

/**
 * Makes sure that enough files can be open at once, before anything else is loaded: a module that cannot be read would
 * end the program with a stack trace.
 *
 * @returns whether they can; otherwise it has said so, and set the exit code
 */
export function assertFileHandles(): boolean {
  const opened: number[] = [];
  try {
    while (opened.length < needed) opened.push(openSync(process.execPath, "r"));
    return true;
  } catch {
    process.stderr.write(
      `Only ${opened.length} more files may be open at once, and the ledger needs ${needed}. Raise the limit: ulimit -n 1024\n`,
    );
    process.exitCode = exitCode;
    return false;
  } finally {
    opened.forEach(closeSync);
  }
}
