import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import { isUniqueViolation, type Writer } from "../../sqlite/database.js";
import type { Appended, EventStore, ExpectedRevision, NewEvent, Position } from "../event-store.js";
import { checksumOf } from "./checksum.js";
import type { GroupCommit } from "./group-commit.js";

interface Row {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

interface Append {
  readonly stream: StreamName;
  readonly rows: readonly Row[];
  /** -1 for "no-stream". */
  readonly expected: number;
}

/** The end of the log, as the next append finds it. */
interface LogEnd {
  readonly position: number;
  /** When the last event was recorded; empty in an empty log. */
  readonly created: string;
}

/** Appends to one stream, see `EventStore.append`. */
export async function createAppendEvents(
  writer: Writer,
  commits: GroupCommit,
  now: () => Date,
): Promise<EventStore["append"]> {
  const readRevision = await createRevisionReader(writer);
  const endStatement = await writer.prepare(
    "SELECT position, created FROM events ORDER BY position DESC LIMIT 1",
  );
  const insertStatement = await writer.prepare(
    `INSERT INTO events (position, stream, revision, id, type, data, metadata, created, checksum)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  function write(append: Append): Appended {
    const actual = readRevision(append.stream);
    if (actual !== append.expected) throw conflict(append, actual);
    const [position = 0, created = ""] = endStatement.get() ?? [];
    const end = { position: Number(position), created: String(created) };
    const insert = (): void => {
      insertRows(append, end);
    };
    try {
      // A single insert is all or nothing by itself.
      if (append.rows.length > 1) commits.atomically(insert);
      else insert();
    } catch (error) {
      if (isUniqueViolation(error)) throw reused(append, error);
      throw error;
    }
    return {
      revision: actual + append.rows.length,
      position: String(end.position + append.rows.length) as Position,
    };
  }

  function insertRows({ stream, rows, expected }: Append, end: LogEnd): void {
    const time = now().toISOString();
    // A clock that was set back must not make the log's order and its dates disagree.
    const created = time > end.created ? time : end.created;
    rows.forEach(({ id, type, data, metadata }, index) => {
      const position = end.position + 1 + index;
      const revision = expected + 1 + index;
      const checksum = checksumOf({ stream, revision, id, type, data, metadata, created });
      insertStatement.run(position, stream, revision, id, type, data, metadata, created, checksum);
    });
  }

  return async (stream, events, expected) => {
    if (events.length === 0) {
      throw new LedgerError("request_invalid", `An append to ${stream} needs at least one event.`);
    }
    const append = { stream, rows: events.map(toRow), expected: toNumber(expected) };
    return commits.run(events.length, () => write(append));
  };
}

/**
 * Reads the revision that a stream is at, -1 for none. A damaged index could hide the stream's events and let an item be
 * sold twice, so the index has to agree with two other places in the file: `stream_heads`, and the row in the table.
 */
async function createRevisionReader(writer: Writer): Promise<(stream: StreamName) => number> {
  const indexedStatement = await writer.prepare("SELECT max(revision) FROM events WHERE stream = ?");
  const headStatement = await writer.prepare(
    `SELECT heads.revision, events.revision, events.stream FROM stream_heads AS heads
     LEFT JOIN events ON events.position = heads.position WHERE heads.stream = ?`,
  );
  return (stream) => {
    const indexed = Number(indexedStatement.get(stream)?.[0] ?? -1);
    const [inHeads = -1, inTable = -1, name = stream] = headStatement.get(stream) ?? [];
    if (indexed === inHeads && indexed === inTable && name === stream) return indexed;
    throw new LedgerError(
      "log_damaged",
      `The file of the event log is damaged where stream ${stream} ends. Nothing was appended; run \`ledger verify\`.`,
      { details: { stream } },
    );
  };
}

const toRow = ({ id, type, data, metadata }: NewEvent): Row => ({
  id,
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});

const toNumber = (expected: ExpectedRevision): number => (expected === "no-stream" ? -1 : expected);

function conflict({ stream, expected }: Append, actual: number): LedgerError {
  const say = (revision: number): string => (revision === -1 ? "no stream" : `revision ${revision}`);
  return new LedgerError(
    "revision_conflict",
    `Stream ${stream} is at ${say(actual)}, not at ${say(expected)}.`,
    {
      details: {
        stream,
        expected: expected === -1 ? "no-stream" : expected,
        actual: actual === -1 ? "no-stream" : actual,
      },
    },
  );
}

function reused({ stream, rows }: Append, cause: unknown): LedgerError {
  const message = `An event id of the append to ${stream} is in the log already, or in the append twice.`;
  return new LedgerError("event_id_reused", message, {
    cause,
    details: { stream, eventIds: rows.map(({ id }) => id) },
  });
}
