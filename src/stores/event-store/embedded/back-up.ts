import { existsSync } from "node:fs";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { LedgerError } from "../../../errors.js";
import { assertRoom } from "../../disk-space.js";
import { makeForOwnerOfFolder } from "../../file-owner.js";
import { openDatabase, type Database } from "../../sqlite/database.js";
import { readingLog } from "./open-options.js";

/**
 * Copies the whole log file as it is at one moment; others may read and write it meanwhile. The copy is checked and
 * synced to disk before it gets its final name.
 *
 * @param path the log's file
 * @param target the file to make
 * @returns how many events the copy holds
 * @throws LedgerError `source_invalid` if the target, or what belongs to it, exists or cannot be written; `event_store_unavailable`
 */
export async function backUpEmbeddedLog(path: string, target: string): Promise<number> {
  assertVacant(target);
  const partial = `${target}.partial-${process.pid}`;
  const database = openDatabase(path, readingLog);
  try {
    const folder = dirname(target);
    await mkdir(folder, { recursive: true });
    await assertRoom({ folder, bytes: sizeOf(database), what: "The backup", unavailable: "source_invalid" });
    makeForOwnerOfFolder(partial);
    database.exec(`VACUUM INTO ${quoted(partial)}`);
    const events = checkCopy(database, partial);
    const file = await open(partial, "r+");
    await file.sync();
    await file.close();
    await rename(partial, target);
    return events;
  } catch (cause) {
    // Fails if the folder could not be created. Then there is nothing to remove.
    await rm(partial, { force: true }).catch(() => undefined);
    if (cause instanceof LedgerError) throw cause;
    throw new LedgerError("source_invalid", `The backup ${target} cannot be written.`, { cause });
  } finally {
    database.close();
  }
}

/**
 * SQLite would take a write-ahead log or a journal that an earlier database left under this name for a part of the copy:
 * whoever opens the copy would get events of both.
 *
 * @throws LedgerError `source_invalid`
 */
function assertVacant(target: string): void {
  const found = ["", "-wal", "-shm", "-journal"].map((end) => target + end).find((path) => existsSync(path));
  if (found === undefined) return;
  throw new LedgerError("source_invalid", `${found} exists already. Name an empty folder for the backup.`);
}

/** The size of the pages in use, which is the size of the copy. Pages in the write-ahead log count as well. */
const sizeOf = (database: Database): number =>
  Number(
    database
      .prepare(
        "SELECT (page_count - freelist_count) * page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
      )
      .get()?.[0],
  );

/** Attaches the copy: a separate connection would leave files beside it. */
function checkCopy(database: Database, copy: string): number {
  database.exec(`ATTACH ${quoted(copy)} AS copy`);
  try {
    const [found] = database.prepare("PRAGMA copy.integrity_check").all();
    if (found?.[0] !== "ok") {
      throw new LedgerError("event_store_unavailable", `The copy is damaged: ${String(found?.[0])}.`);
    }
    return Number(database.prepare("SELECT count(*) FROM copy.events").all()[0]?.[0]);
  } finally {
    database.exec("DETACH copy");
  }
}

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
