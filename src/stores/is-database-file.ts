import { closeSync, openSync, readSync, statSync } from "node:fs";

/** What every SQLite database begins with (https://www.sqlite.org/fileformat.html, 1.3.1). */
const beginning = Buffer.from("SQLite format 3\0");

/** Whether a path names a database, or a file that SQLite keeps beside one. */
export const isDatabaseFile = (path: string): boolean =>
  beginsAsDatabase(path) || beginsAsDatabase(path.replace(/-(?:wal|shm|journal)$/, ""));

function beginsAsDatabase(path: string): boolean {
  try {
    // A pipe would wait for its writer.
    if (!statSync(path).isFile()) return false;
    const file = openSync(path, "r");
    try {
      const read = Buffer.alloc(beginning.length);
      readSync(file, read);
      return read.equals(beginning);
    } finally {
      closeSync(file);
    }
  } catch {
    return false;
  }
}
