import { join } from "node:path";
import { openWriter } from "../../src/stores/sqlite/database.js";

/**
 * Runs long statements on four connections, then a short transaction on a fifth, and prints the name of each when it has
 * ended. Argument: a folder.
 */
const [folder = ""] = process.argv.slice(2);
const open = (name: string) =>
  openWriter(join(folder, `${name}.db`), {
    ...{ synchronous: "full", cacheMiB: 1, unavailable: "read_model_unavailable" },
  });

/** Takes a second or more of processor time. */
const count = `CREATE TEMP TABLE counted (total INTEGER);
  INSERT INTO temp.counted WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000000)
  SELECT sum(n) FROM numbers`;

const log = await open("log");
await log.exec("CREATE TABLE purchases (id INTEGER)");
const counters = await Promise.all(["a", "b", "c", "d"].map(open));
const counts = counters.map(async (counter) => {
  await counter.exec(count);
  console.log("count");
});
await log.transaction((runLater) => {
  runLater("INSERT INTO purchases VALUES (1)");
});
console.log("purchase");
await Promise.all(counts);
for (const writer of [log, ...counters]) writer.close();
