import { statSync } from "node:fs";
import { LedgerError, type ErrorCode } from "../../errors.js";

/** A text that is different for each file; undefined if there is none. */
export function identifyFile(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}/${stats.ino}`;
}

/**
 * Remembers which file stands at `path` now. An open file that is deleted or replaced goes on taking writes, which are
 * lost with it; so those who acknowledge a write ask first.
 *
 * @returns throws `unavailable` when another file, or none, stands there
 */
export function watchFile(path: string, unavailable: ErrorCode): () => void {
  const opened = identifyFile(path);
  return () => {
    if (identifyFile(path) === opened) return;
    throw new LedgerError(
      unavailable,
      `The file ${path} was deleted or replaced while the ledger had it open. Restart the ledger to use what is there now.`,
    );
  };
}
