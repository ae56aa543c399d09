import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import { LedgerError, type ErrorCode } from "../../errors.js";
import { isReadOnlyPlace } from "../disk-space.js";

/**
 * What to open to read the database at `path`. SQLite creates `-wal` and `-shm` beside a file that it opens; in a
 * read-only folder it can use them if they exist; otherwise it has to be promised that no one writes the file.
 *
 * @throws LedgerError `unavailable` if the folder is read-only and the file is missing, or is incomplete without its
 * write-ahead log
 */
export function readableLocation(path: string, unavailable: ErrorCode): string {
  if (!isReadOnlyPlace(dirname(path))) return path;
  if (!existsSync(path)) {
    throw new LedgerError(
      unavailable,
      `The file ${path} does not exist, and its folder is read-only. Copy the folder to a writable disk.`,
    );
  }
  const wal = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (wal !== undefined && existsSync(`${path}-shm`)) return path;
  if (wal === undefined || wal.size === 0) return `${pathToFileURL(path).href}?immutable=1`;
  throw new LedgerError(
    unavailable,
    `The newest changes of ${path} are in its -wal file, which cannot be read in a read-only folder without the -shm ` +
      "file. Make the folder writable, or copy both files to a writable disk.",
  );
}
