import Database from "libsql";
import { migrations } from "../../src/stores/event-store/embedded/schema.js";

/**
 * Converts a log of schema version 6, and is killed before that is committed, when a part of it is on the disk already.
 * Arguments: the file, and the mode of its journal.
 */
const [path = "", mode = ""] = process.argv.slice(2);
const database = new Database(path, {});
database.exec(`PRAGMA journal_mode = ${mode}`);
// Pages that were changed are written at once, and not kept for the commit.
database.exec("PRAGMA cache_size = 1");
database.exec("BEGIN IMMEDIATE");
database.exec(migrations[6] ?? "");
database.exec("PRAGMA user_version = 7");
process.stdout.write("converted\n", () => process.kill(process.pid, "SIGKILL"));
