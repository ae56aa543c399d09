import { LedgerError } from "../../../errors.js";
import { openDatabase, openWriter, type Database } from "../../sqlite/database.js";
import { watchFile } from "../../sqlite/file-identity.js";
import { createLazyWriter } from "../../sqlite/lazy-writer.js";
import { migrate } from "../../sqlite/migrations.js";
import type { EventStore, LogHead, Position } from "../event-store.js";
import { createAppendEvents } from "./append-events.js";
import { createAuditTable } from "./audit-table.js";
import { createAppendSignal } from "./append-signal.js";
import { findDamage, findStreamDamage } from "./find-damage.js";
import { createGroupCommit } from "./group-commit.js";
import { readingLog, writingLog } from "./open-options.js";
import { createReadAll, createReadStream, parsePosition } from "./read-log.js";
import { createReadStreams } from "./read-streams.js";
import { migrations } from "./schema.js";
import { createSkippedTable } from "./skipped-table.js";

export interface EmbeddedEventStoreOptions {
  /** The SQLite file; made, with its folder, if it is missing. */
  readonly path: string;
  readonly now?: () => Date;
  /** How often a live reader looks for appends of other processes, in milliseconds. */
  readonly pollMs?: number;
}

/**
 * The event log in one SQLite file. Several processes may have it open at once.
 *
 * @throws LedgerError `event_store_unavailable`, `schema_newer`
 */
export async function openEmbeddedEventStore(options: EmbeddedEventStoreOptions): Promise<EventStore> {
  const { path, now = () => new Date(), pollMs = 100 } = options;
  const reader = openDatabase(path, readingLog);
  migrate(reader, path, migrations);
  const assertInPlace = watchFile(path, "event_store_unavailable");
  const writer = createLazyWriter(() => openWriter(path, writingLog), assertInPlace);
  const ends = createEnds(reader, () => {
    assertOpen();
    assertInPlace();
  });
  const signal = createAppendSignal({ path, readHead: ends.position, pollMs });
  const commits = createGroupCommit(writer, assertInPlace);
  const appends = await createAppendEvents(writer, commits, now);
  let closing = false;

  function assertOpen(): void {
    if (closing) throw new LedgerError("event_store_unavailable", "The event store is closed.");
  }

  /** Runs an append, and then wakes waiting readers. */
  async function appended<T>(append: () => Promise<T>): Promise<T> {
    assertOpen();
    const result = await append();
    signal.notify();
    return result;
  }

  return {
    kind: "embedded",
    audit: await createAuditTable(reader, writer, commits, assertOpen),
    skipped: await createSkippedTable(reader, writer, commits, assertOpen),
    readStream: createReadStream(reader, assertOpen),
    readAll: createReadAll(reader, signal, assertOpen),
    readStreams: createReadStreams(path, reader, assertOpen),
    damage: (stream) => (stream === undefined ? findDamage(path, reader) : findStreamDamage(reader, stream)),
    comparePositions: (a, b) => parsePosition(a) - parsePosition(b),

    append: (stream, events, expected) => appended(() => appends.append(stream, events, expected)),
    appendTogether: (together) => appended(() => appends.appendTogether(together)),

    async tryWriting() {
      assertOpen();
      await appends.tryWriting();
    },

    head: () => attempt(ends.head),
    holds: (event) => attempt(() => ends.holds(event)),

    async close() {
      if (closing) return;
      closing = true;
      signal.close();
      await commits.settled();
      writer.close();
      reader.close();
    },
  };
}

/** A failure is a rejection, as with every other adapter. */
const attempt = <T>(read: () => T): Promise<T> => new Promise((resolve) => resolve(read()));

/** Where the log ends, and which event stands at a position. */
function createEnds(reader: Database, assertUsable: () => void) {
  const idStatement = reader.prepare("SELECT id FROM events WHERE position = ?");
  const headStatement = reader.prepare("SELECT position, id FROM events ORDER BY position DESC LIMIT 1");
  return {
    /** 0 while the log is empty. */
    position: () => Number(headStatement.get()?.[0] ?? 0),
    head(): LogHead {
      assertUsable();
      const [position, id] = headStatement.get() ?? [];
      if (position === undefined) return { position: undefined, eventCount: 0 };
      // Positions count from 1 without a gap, because events are never deleted: the newest is also their number.
      return { position: String(position) as Position, eventId: String(id), eventCount: Number(position) };
    },
    holds({ id, position }: Parameters<EventStore["holds"]>[0]): boolean {
      assertUsable();
      return idStatement.get(parsePosition(position))?.[0] === id;
    },
  };
}
