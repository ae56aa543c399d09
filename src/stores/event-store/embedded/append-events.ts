import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import type { Writer } from "../../sqlite/database.js";
import { isUniqueViolation } from "../../sqlite/failures.js";
import type {
  Appended,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  StreamAppend,
} from "../event-store.js";
import { checksumOf } from "./checksum.js";
import type { GroupCommit } from "./group-commit.js";

interface Row {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

interface Prepared {
  readonly stream: StreamName;
  readonly rows: readonly Row[];
  /** -1 for "no-stream". */
  readonly expected: number;
}

type Appends = Pick<EventStore, "append" | "tryWriting"> & {
  readonly appendTogether: NonNullable<EventStore["appendTogether"]>;
};

/** What an append finds. */
interface Ends {
  /** Of its stream; -1 for none. */
  readonly revision: number;
  /** Of the log; 0 while it is empty. */
  readonly position: number;
  /** When the last event of the log was recorded. */
  readonly created: string;
}

/** Appends to one stream or several, all or nothing, see `EventStore`. */
export async function createAppendEvents(
  writer: Writer,
  commits: GroupCommit,
  now: () => Date,
): Promise<Appends> {
  const readEnds = await createEndsReader(writer);
  const insertStatement = await writer.prepare(
    `INSERT INTO events (position, stream, revision, id, type, data, metadata, created, checksum, clock)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  function write(append: Prepared): Appended {
    const ends = readEnds(append.stream);
    if (ends.revision !== append.expected) throw conflict(append, ends.revision);
    try {
      insertRows(append, ends);
    } catch (error) {
      if (isUniqueViolation(error)) throw reused(append, error);
      throw error;
    }
    const { length } = append.rows;
    return { revision: ends.revision + length, position: String(ends.position + length) as Position };
  }

  function insertRows({ stream, rows, expected }: Prepared, end: Ends): void {
    const time = now().toISOString();
    // A clock that was set back must not make the log's order and its dates disagree.
    const created = time > end.created ? time : end.created;
    const clock = time === created ? null : time;
    rows.forEach(({ id, type, data, metadata }, index) => {
      const position = end.position + 1 + index;
      const revision = expected + 1 + index;
      const checksum = checksumOf({ stream, revision, id, type, data, metadata, created });
      insertStatement.run(position, stream, revision, id, type, data, metadata, created, checksum, clock);
    });
  }

  // A single insert is all or nothing by itself.
  const run = <T>(events: number, work: () => T): Promise<T> =>
    commits.run(events, events > 1 ? () => commits.atomically(work) : work);

  return {
    append: async (stream, events, expected) => {
      const append = prepared({ stream, events, expected });
      return run(events.length, () => write(append));
    },
    appendTogether: async (together) => {
      const appends = together.map(prepared);
      const events = appends.reduce((sum, { rows }) => sum + rows.length, 0);
      return run(events, () => appends.map(write));
    },
    tryWriting: () => tryWriting(writer, commits),
  };
}

/**
 * Reads the revision that a stream is at, and where the log ends. A damaged index could hide the stream's events and let
 * an item be sold twice, so the index has to agree with two other places in the file: `stream_heads`, and the row in the
 * table.
 */
async function createEndsReader(writer: Writer): Promise<(stream: StreamName) => Ends> {
  const statement = await writer.prepare(
    `SELECT (SELECT max(revision) FROM events WHERE stream = ?1),
            heads.revision, newest.revision, newest.stream, last.position, last.created
     FROM (SELECT 1)
     LEFT JOIN stream_heads AS heads ON heads.stream = ?1
     LEFT JOIN events AS newest ON newest.position = heads.position
     LEFT JOIN events AS last ON last.position = (SELECT max(position) FROM events)`,
  );
  return (stream) => {
    const [indexed, inHeads, inTable, name, position, created] = statement.get(stream) ?? [];
    if (indexed !== inHeads || indexed !== inTable || (name !== null && name !== stream))
      throw damaged(stream);
    return {
      revision: Number(indexed ?? -1),
      position: Number(position ?? 0),
      created: String(created ?? ""),
    };
  };
}

/** As much as a few appends: on a disk that is nearly full one page might still find room, and the next append none. */
const triedBytes = 64 * 1024;

async function tryWriting(writer: Writer, commits: GroupCommit): Promise<void> {
  const drop = await writer.prepare("DROP TABLE IF EXISTS write_attempt");
  const fill = await writer.prepare(`CREATE TABLE write_attempt AS SELECT zeroblob(${triedBytes}) AS filler`);
  await commits.run(1, () => {
    drop.run();
    fill.run();
  });
  await commits.run(1, () => drop.run());
}

function damaged(stream: StreamName): LedgerError {
  return new LedgerError(
    "log_damaged",
    `The file of the event log is damaged where stream ${stream} ends. Nothing was appended; run \`ledger verify\`.`,
    { details: { stream } },
  );
}

function prepared({ stream, events, expected }: StreamAppend): Prepared {
  if (events.length > 0) return { stream, rows: events.map(toRow), expected: toNumber(expected) };
  throw new LedgerError("request_invalid", `An append to ${stream} needs at least one event.`);
}

const toRow = ({ id, type, data, metadata }: NewEvent): Row => ({
  id,
  type,
  data: JSON.stringify(data),
  metadata: JSON.stringify(metadata),
});

const toNumber = (expected: ExpectedRevision): number => (expected === "no-stream" ? -1 : expected);

function conflict({ stream, expected }: Prepared, actual: number): LedgerError {
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

function reused({ stream, rows }: Prepared, cause: unknown): LedgerError {
  const message = `An event id of the append to ${stream} is in the log already, or in the append twice.`;
  return new LedgerError("event_id_reused", message, {
    cause,
    details: { stream, eventIds: rows.map(({ id }) => id) },
  });
}
