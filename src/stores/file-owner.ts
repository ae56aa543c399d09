import { chownSync, closeSync, openSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes an empty file that belongs to the owner of its folder, if root runs a command on the folder of another user: that
 * user's server could not use root's files. SQLite does the same with what it keeps beside a database. Does nothing for
 * anybody else, and for a file that exists.
 *
 * @param mode as of `open`; what the umask leaves of it
 */
export function makeForOwnerOfFolder(path: string, mode = 0o644): void {
  if (process.getuid?.() !== 0) return;
  try {
    const { uid, gid } = statSync(dirname(path));
    if (uid === 0) return;
    closeSync(openSync(path, "wx", mode));
    chownSync(path, uid, gid);
  } catch {
    // Whoever opens it says why it cannot be made.
  }
}
