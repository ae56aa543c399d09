import Database from "libsql";
import { join } from "node:path";

/** Does something to the read models of a data folder, by hand, while the server runs. */
export function damage({ dataDir }: { readonly dataDir: string }, sql: string): void {
  change(join(dataDir, "read-model.db"), (database) => database.exec(sql));
}

/** The same to its event log, whose triggers refuse it otherwise. */
export function damageLog({ dataDir }: { readonly dataDir: string }, sql: string): void {
  change(join(dataDir, "events.db"), (database) => {
    const triggers = database.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as {
      readonly name: string;
    }[];
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.exec(sql);
  });
}

function change(path: string, work: (database: Database.Database) => void): void {
  const database = new Database(path, {});
  try {
    // The server may be writing.
    database.exec("PRAGMA busy_timeout = 10000");
    work(database);
  } finally {
    database.close();
  }
}
