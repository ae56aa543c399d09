import { statSync } from "node:fs";
import { LedgerError, type ErrorCode } from "../../errors.js";

/**
 * Remembers which file stands at `path` now. An open file that is deleted or replaced goes on taking writes, which are
 * lost with it; so those who acknowledge a write ask first.
 *
 * @returns throws `unavailable` when another file, or none, stands there
 */
export function watchFile(path: string, unavailable: ErrorCode): () => void {
  const identity = (): string | undefined => {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : `${stats.dev}/${stats.ino}`;
  };
  const opened = identity();
  return () => {
    if (identity() === opened) return;
    throw new LedgerError(
      unavailable,
      `The file ${path} was deleted or replaced while the ledger had it open. Restart the ledger to use what is there now.`,
    );
  };
}
