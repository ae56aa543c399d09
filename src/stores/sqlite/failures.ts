import { LedgerError, type ErrorCode, type StoreCause } from "../../errors.js";
import { writeLockHolder } from "./write-lock.js";

export interface FailureNames {
  /** What a failure of the file or the disk is called, e.g. `event_store_unavailable`. */
  readonly unavailable: ErrorCode;
  /** What a damaged file is called, and what to do about it; `unavailable` where that is left out. */
  readonly damaged?: { readonly code: ErrorCode; readonly remedy: string };
}

/** Whether the error says that a row with the same unique key is there already. */
export function isUniqueViolation(error: unknown): boolean {
  return codeOf(error) === "SQLITE_CONSTRAINT_UNIQUE" || codeOf(error) === "SQLITE_CONSTRAINT_PRIMARYKEY";
}

/** A full disk, a lock held for too long and a damaged file become the store's own error; all else stays what it is. */
export function createTranslation(
  path: string,
  { unavailable, damaged }: FailureNames,
): (error: unknown) => unknown {
  return (cause) => {
    const code = codeOf(cause);
    const known = Object.entries(troubles).find(([prefix]) => code.startsWith(prefix));
    const cannotOpen =
      cause instanceof Error &&
      /unable to open|ENOSPC|EACCES|EROFS|ENOTDIR|EEXIST|ENAMETOOLONG/i.test(cause.message);
    if (known === undefined && !cannotOpen) return cause;
    const holder = known?.[1] === isLocked ? writeLockHolder(path) : undefined;
    const by = holder === undefined ? "" : ` (its id is ${holder})`;
    const message = `The file ${path} ${known?.[1] ?? "cannot be opened"}${by}.`;
    if (damaged === undefined || !damageCodes.some((each) => code.startsWith(each))) {
      const details: { readonly cause?: StoreCause } =
        known?.[1] === diskIsFull ? { cause: "disk_full" } : {};
      return new LedgerError(unavailable, message, { cause, details });
    }
    return new LedgerError(damaged.code, `${message} ${damaged.remedy}`, { cause });
  };
}

const damageCodes = ["SQLITE_CORRUPT", "SQLITE_NOTADB"];

const diskIsFull = "cannot grow: the disk is full";
const isLocked = "is locked by another process";

/** By the beginning of SQLite's code; the first that fits counts. */
const troubles: Readonly<Record<string, string>> = {
  SQLITE_BUSY: isLocked,
  SQLITE_LOCKED: isLocked,
  SQLITE_FULL: diskIsFull,
  // The file beside a write-ahead log that processes share cannot grow.
  SQLITE_IOERR_SHMSIZE: diskIsFull,
  SQLITE_IOERR: "cannot be read or written",
  SQLITE_READONLY: "is read-only",
  SQLITE_CANTOPEN: "cannot be opened",
  SQLITE_PERM: "cannot be opened: permission denied",
  SQLITE_CORRUPT: "is damaged",
  SQLITE_NOTADB: "is not a database",
  SQLITE_NOMEM: "cannot be read: out of memory",
};

export function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}
