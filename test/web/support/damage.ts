import Database from "libsql";
import { join } from "node:path";

/** Does something to the read models of a data folder, by hand, while the server runs. */
export function damage({ dataDir }: { readonly dataDir: string }, sql: string): void {
  const database = new Database(join(dataDir, "read-model.db"), {});
  try {
    // The projector may be writing.
    database.exec("PRAGMA busy_timeout = 10000");
    database.exec(sql);
  } finally {
    database.close();
  }
}
