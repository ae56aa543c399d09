import type { Writer } from "../../sqlite/database.js";
import { checksumOf } from "../embedded/checksum.js";
import { isLedgerStream, toLedgerColumns } from "./ledger-events.js";
import type { ProposedEvent, WriteOutcome } from "./records.js";
import { streamKey } from "./stored-streams.js";

/** Appends events, or none, to a stream. The first gets the given revision. Synchronous. */
export type InsertEvents = (stream: string, first: number, events: readonly ProposedEvent[]) => WriteOutcome;

export async function prepareInsertEvents(writer: Writer, now: () => Date): Promise<InsertEvents> {
  const ledgerEnd = await writer.prepare(
    "SELECT position, created FROM events ORDER BY position DESC LIMIT 1",
  );
  const foreignCount = await writer.prepare(
    "SELECT position - after_position FROM foreign_events ORDER BY position DESC LIMIT 1",
  );
  const insertLedger = await writer.prepare(
    `INSERT INTO events (position, stream, revision, id, type, data, metadata, created, wire, checksum)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertForeign = await writer.prepare(
    `INSERT INTO foreign_events
     (position, after_position, stream, revision, id, type, is_json, data, metadata, created)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  return (stream, first, events) => {
    const [position, lastCreated] = ledgerEnd.get() ?? [];
    const ledger = Number(position ?? 0);
    const foreign = Number(foreignCount.get()?.[0] ?? 0);
    const time = now().toISOString();
    events.forEach((event, index) => {
      const revision = first + index;
      const { id } = event;
      if (isLedgerStream(stream)) {
        const { type, data, metadata, wire } = toLedgerColumns(event);
        // As in the ledger's own appends, dates never decrease, even if the clock was set back.
        const created = time > String(lastCreated ?? "") ? time : String(lastCreated);
        const checksum = checksumOf({ stream, revision, id, type, data, metadata, created });
        const at = ledger + 1 + index;
        insertLedger.run(at, stream, revision, id, type, data, metadata, created, wire, checksum);
      } else {
        const at = ledger + foreign + 1 + index;
        const type = Buffer.from(event.type);
        const isJson = event.isJson ? 1 : 0;
        const { data, metadata } = event;
        insertForeign.run(at, ledger, streamKey(stream), revision, id, type, isJson, data, metadata, time);
      }
    });
    return {
      kind: "written",
      revision: first + events.length - 1,
      position: ledger + foreign + events.length,
    };
  };
}
