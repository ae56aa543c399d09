import { LedgerError } from "../../errors.js";
import type { Database } from "./database.js";

/**
 * Brings a file's schema up to date. `migrations[n - 1]` is the SQL that leads from version n - 1 to version n;
 * one that was released is never edited. The version is kept in the file itself (`PRAGMA user_version`).
 *
 * Several processes may do this at once: the check is repeated under the write lock.
 *
 * @throws LedgerError `schema_newer` for a file that a newer program has written; the file is left as it is.
 */
export function migrate(database: Database, path: string, migrations: readonly string[]): void {
  if (versionOf(database, path, migrations.length) === migrations.length) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    for (let version = versionOf(database, path, migrations.length); version < migrations.length; version++) {
      database.exec(migrations[version] ?? "");
      database.exec(`PRAGMA user_version = ${version + 1}`);
    }
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(database: Database, path: string, newest: number): number {
  const version = Number(database.prepare("PRAGMA user_version").get()?.[0] ?? 0);
  if (version > newest) {
    const message = `${path} has schema version ${version}, but this program knows only ${newest}. Use a newer version of the program. Nothing was changed.`;
    throw new LedgerError("schema_newer", message, { details: { found: version, known: newest } });
  }
  return version;
}
