import type { Connections } from "./connections.js";
import type { ModelTable } from "./model-table.js";
import type { Numbers } from "./model-writes.js";

/** Keys added in one transaction: few, so that the live projector never waits long. */
const addedAtOnce = 5000;

/**
 * Adds the keys of all rows of the generations that a fill has made. They are sorted before, outside the file: each then
 * goes behind the one before it, which costs a tenth of adding them as the users come. Does no harm a second time.
 *
 * @param ownNumbers the generations; within a transaction of the writer
 */
export async function addKeys(
  { exec, write, writer }: Connections,
  tables: readonly ModelTable[],
  ownNumbers: () => Numbers,
): Promise<void> {
  for (const { projection, table, keys } of tables) {
    if (keys === undefined) continue;
    const number = await write(() => Number(ownNumbers().get(projection)));
    const rows = `(SELECT * FROM ${table} WHERE generation = ${number})`;
    // Projections that are rebuilt at once share the connection.
    const sorted = `temp.sorted_${keys.table}`;
    await exec(`DROP TABLE IF EXISTS ${sorted}`);
    await exec(`CREATE TABLE ${sorted} AS ${keys.from(rows)} ORDER BY 1, 2, 3, 4`);
    const add = await writer.prepare(
      `INSERT OR IGNORE INTO ${keys.table} SELECT * FROM ${sorted} WHERE rowid > ?1 AND rowid <= ?1 + ${addedAtOnce}`,
    );
    const last = await writer.prepare(`SELECT ifnull(max(rowid), 0) FROM ${sorted}`);
    const count = await write(() => Number(last.get()?.[0]));
    for (let done = 0; done < count; done += addedAtOnce) {
      await write(() => {
        ownNumbers();
        add.run(done);
      });
    }
    await exec(`DROP TABLE ${sorted}`);
  }
}
