import type { Database, SqlValue, Writer } from "../../sqlite/database.js";
import type { AuditEntry, AuditLog, RecordedAuditEntry } from "../audit-log.js";
import type { GroupCommit } from "./group-commit.js";

/** The audit log in a table of the event log's file. */
export async function createAuditTable(
  reader: Database,
  writer: Writer,
  commits: GroupCommit,
  assertOpen: () => void,
): Promise<AuditLog> {
  const insertStatement = await writer.prepare(
    "INSERT INTO audit (id, entry) VALUES (?, ?) ON CONFLICT (id) DO NOTHING",
  );
  const beforeStatement = reader.prepare(
    "SELECT number, id, entry FROM audit WHERE number < ? ORDER BY number DESC LIMIT ?",
  );
  return {
    record: async ({ id, ...entry }) => {
      assertOpen();
      await commits.run(1, () => insertStatement.run(id, JSON.stringify(entry)));
    },
    // eslint-disable-next-line @typescript-eslint/require-await -- async, so that a failure is a rejection as with every other adapter
    entries: async ({ limit, before = Number.MAX_SAFE_INTEGER }) => {
      assertOpen();
      return beforeStatement.all(before, limit).map(toEntry);
    },
  };
}

function toEntry([number, id, entry]: readonly SqlValue[]): RecordedAuditEntry {
  return { number: Number(number), id: String(id), ...(JSON.parse(String(entry)) as AuditEntry) };
}
