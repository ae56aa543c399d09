import type { Writer } from "../../sqlite/database.js";
import type { Connections } from "./connections.js";
import type { ModelTable } from "./model-table.js";

/** Keys added in one transaction: few, so that the live projector never waits long. */
const addedAtOnce = 5000;
/** One kind of key is sorted while another is sorted or added, on two cores. */
const sortedAtOnce = 2;

/**
 * Adds the look-up keys of all rows of a generation that was filled. The keys of each kind are sorted first, in a temporary
 * table: adding them in order takes a tenth of the time of adding them user by user. A second run does no harm.
 *
 * @param assertOwned called within each transaction; throws if the generation is another process's
 */
export async function addKeys(
  { openSorter }: Connections,
  tables: readonly ModelTable[],
  generation: number,
  assertOwned: () => void,
): Promise<void> {
  const kinds = kindsOf(tables, generation);
  await Promise.all(
    Array.from({ length: sortedAtOnce }, async () => {
      const sorter = await openSorter();
      try {
        // A failure ends the loop that is common to all of them.
        for (const kind of kinds) await addKind(sorter, kind, assertOwned);
      } finally {
        sorter.close();
      }
    }),
  );
}

interface Kind {
  readonly into: string;
  /** SQL for the rows. */
  readonly rows: string;
}

function* kindsOf(tables: readonly ModelTable[], generation: number): Generator<Kind> {
  for (const { table, keys } of tables) {
    if (keys === undefined) continue;
    for (const rows of keys.from(`(SELECT * FROM ${table} WHERE generation = ${generation})`))
      yield { into: keys.table, rows };
  }
}

async function addKind(sorter: Writer, { into, rows }: Kind, assertOwned: () => void): Promise<void> {
  await sorter.exec(`CREATE TEMP TABLE sorted AS ${rows} ORDER BY 1, 2, 3, 4`);
  const last = await sorter.prepare("SELECT ifnull(max(rowid), 0) FROM temp.sorted");
  const count = Number(last.get()?.[0]);
  for (let done = 0; done < count; done += addedAtOnce) {
    await sorter.transaction((runLater) => {
      assertOwned();
      runLater(`INSERT OR IGNORE INTO ${into}
        SELECT * FROM temp.sorted WHERE rowid > ${done} AND rowid <= ${done + addedAtOnce}`);
    });
  }
  await sorter.exec("DROP TABLE temp.sorted");
}
