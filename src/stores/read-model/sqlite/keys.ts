import type { Connections } from "./connections.js";
import type { ModelTable } from "./model-table.js";

/** Keys added in one transaction: few, so that the live projector never waits long. */
const addedAtOnce = 5000;

/**
 * Adds the look-up keys of all rows of a generation that was filled. The keys are sorted first, in a temporary table:
 * adding them in order takes a tenth of the time of adding them user by user. A second run does no harm.
 *
 * @param assertOwned called within each transaction; throws if the generation is another process's
 */
export async function addKeys(
  { exec, write, writer }: Connections,
  tables: readonly ModelTable[],
  generation: number,
  assertOwned: () => void,
): Promise<void> {
  for (const { table, keys } of tables) {
    if (keys === undefined) continue;
    // Projections that are rebuilt at once share the connection.
    const sorted = `temp.sorted_${keys.table}`;
    const rows = `(SELECT * FROM ${table} WHERE generation = ${generation})`;
    await exec(`DROP TABLE IF EXISTS ${sorted};
      CREATE TABLE ${sorted} AS ${keys.from(rows)} ORDER BY 1, 2, 3, 4`);
    const add = await writer.prepare(
      `INSERT OR IGNORE INTO ${keys.table} SELECT * FROM ${sorted} WHERE rowid > ?1 AND rowid <= ?1 + ${addedAtOnce}`,
    );
    const last = await writer.prepare(`SELECT ifnull(max(rowid), 0) FROM ${sorted}`);
    for (let done = 0, count = Infinity; done < count; done += addedAtOnce) {
      await write(() => {
        assertOwned();
        count = Math.min(count, Number(last.get()?.[0]));
        add.run(done);
      });
    }
    await exec(`DROP TABLE ${sorted}`);
  }
}
