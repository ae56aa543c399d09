import type { Database, SqlValue, Writer } from "../../sqlite/database.js";
import type { SkippedEntry, SkippedLog } from "../skipped-log.js";
import type { GroupCommit } from "./group-commit.js";

const batchSize = 1000;

/** What imports have skipped, in a table of the event log's file. */
export async function createSkippedTable(
  reader: Database,
  writer: Writer,
  commits: GroupCommit,
  assertOpen: () => void,
): Promise<SkippedLog> {
  const insertStatement = await writer.prepare(
    "INSERT INTO skipped (id, user_id, entry) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
  );
  const ofUserStatement = reader.prepare("SELECT entry FROM skipped WHERE user_id = ? ORDER BY number");
  const pageStatement = reader.prepare(
    "SELECT entry, number FROM skipped WHERE number > ? ORDER BY number LIMIT ?",
  );
  return {
    record: async (userId, entries) => {
      assertOpen();
      return commits.run(entries.length, () =>
        entries.reduce(
          (added, entry) => added + insertStatement.run(entry.id, userId, JSON.stringify(entry)),
          0,
        ),
      );
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- async, so that a failure is a rejection as with every other adapter
    of: async (userId) => {
      assertOpen();
      return ofUserStatement.all(userId).map(toEntry);
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- as above
    async *all() {
      for (let after = 0; ;) {
        assertOpen();
        const rows = pageStatement.all(after, batchSize);
        if (rows.length > 0) yield rows.map(toEntry);
        if (rows.length < batchSize) return;
        after = Number(rows.at(-1)?.[1]);
      }
    },
  };
}

const toEntry = ([entry]: readonly SqlValue[]): SkippedEntry => JSON.parse(String(entry)) as SkippedEntry;
