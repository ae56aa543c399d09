import type { Database } from "../../sqlite/database.js";
import type { ModelTable } from "./model-table.js";

/**
 * Creates the tables of the projections and an empty live generation of each. Tables that another version of the
 * program made with other columns are dropped: the projector folds them again from the log.
 *
 * Several processes may do this at once: the check is repeated under the write lock.
 */
export function ensureModels(database: Database, tables: readonly ModelTable[]): void {
  if (tables.every((table) => isThere(database, table))) return;
  database.exec("BEGIN IMMEDIATE");
  try {
    const missing = tables.filter((table) => !isThere(database, table));
    for (const table of missing) makeAnew(database, table);
    if (missing.length > 0) database.exec("UPDATE counters SET epoch = epoch + 1");
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

function isThere(database: Database, { projection, schema, table, columns }: ModelTable): boolean {
  const found = database
    .prepare("SELECT name FROM pragma_table_info(?)")
    .all(table)
    .map(([name]) => String(name));
  const live = database
    .prepare("SELECT number FROM generations WHERE projection = ? AND role = 'live'")
    .get(projection);
  const isSame = found.join() === ["generation", ...columns].join();
  return live !== undefined && (schema === undefined || isSame);
}

function makeAnew(database: Database, { projection, table, revisions, keys, schema }: ModelTable): void {
  // Nothing may be left: the new generation may have the number of one that was there.
  for (const each of [table, revisions, keys?.table]) {
    if (each === undefined) continue;
    database.exec(schema === undefined ? `DELETE FROM ${each}` : `DROP TABLE IF EXISTS ${each}`);
  }
  if (schema !== undefined) database.exec(schema);
  database.exec(`
    DELETE FROM generations WHERE projection = '${projection}';
    INSERT INTO generations (projection, number, role, event_count, fold_version)
      SELECT '${projection}', next_generation - 1, 'live', 0, 0 FROM counters;`);
}
