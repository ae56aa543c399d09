import { accessSync, constants } from "node:fs";
import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { LedgerError, type ErrorCode } from "../errors.js";

const mebibyte = 1024 * 1024;

/** A disk with less free space counts as full: there may be no room for a purchase. */
const fullBelowBytes = mebibyte;

/** What long runs leave free for the purchases that are recorded meanwhile. */
const reservedBytes = 32 * mebibyte;

/** The free space of a folder's disk, in bytes. The folder may be missing: then of the disk that it would be made on. */
async function freeBytesOf(folder: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (error) {
    const parent = dirname(folder);
    if ((error as NodeJS.ErrnoException).code !== "ENOENT" || parent === folder) throw error;
    return freeBytesOf(parent);
  }
}

/** A sentence that says that the disk of the folder is full; undefined while it is not. */
export async function fullDiskOf(folder: string): Promise<string | undefined> {
  const free = await freeBytesOf(folder);
  return free < fullBelowBytes
    ? `The disk of ${folder} is full: ${Math.floor(free / 1024)} KiB are free.`
    : undefined;
}

/**
 * Whether a file cannot be written, or no file created in a folder: permissions or the disk forbid it. For what is missing,
 * whether it cannot be created.
 */
export function isReadOnlyPlace(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return false;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const parent = dirname(path);
    if (code === "ENOENT" && parent !== path) return isReadOnlyPlace(parent);
    return code === "EROFS" || code === "EACCES" || code === "EPERM";
  }
}

export interface RoomNeeded {
  /** A folder on the disk. It may be missing: with all stores on servers nothing makes it before a long run. */
  readonly folder: string;
  readonly bytes: number;
  /** The beginning of a sentence, e.g. `The rebuild`. */
  readonly what: string;
  /** The code of the error. */
  readonly unavailable: ErrorCode;
}

/**
 * Finds out before a long run, or before its next step, whether the disk has room for it.
 *
 * @throws LedgerError `unavailable` that says how much is needed and how much is free
 */
export async function assertRoom({ folder, bytes, what, unavailable }: RoomNeeded): Promise<void> {
  const free = await freeBytesOf(folder);
  const needed = bytes + reservedBytes;
  if (free >= needed) return;
  const inMebibytes = (amount: number): string => `${(amount / mebibyte).toFixed(1)} MiB`;
  throw new LedgerError(
    unavailable,
    `${what} needs ${inMebibytes(needed)} on the disk of ${folder}, and ${inMebibytes(free)} are free. ` +
      "Make room and run it again.",
    { details: { cause: "disk_full", neededBytes: needed, freeBytes: free } },
  );
}
