import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import { isUniqueViolation, type Writer } from "../../sqlite/database.js";
import type { Appended, ExpectedRevision, NewEvent, Position } from "../event-store.js";
import type { GroupCommit } from "./group-commit.js";

/** Appends to one stream, see `EventStore.append`. */
export type AppendEvents = (
  stream: StreamName,
  events: readonly NewEvent[],
  expected: ExpectedRevision,
) => Promise<Appended>;

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

export async function createAppendEvents(
  writer: Writer,
  commits: GroupCommit,
  now: () => Date,
): Promise<AppendEvents> {
  const revisionStatement = await writer.prepare("SELECT max(revision) FROM events WHERE stream = ?");
  const headStatement = await writer.prepare("SELECT max(position) FROM events");
  const insertStatement = await writer.prepare(
    "INSERT INTO events (position, stream, revision, id, type, data, metadata, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );

  function write(append: Append): Appended {
    const actual = Number(revisionStatement.get(append.stream)?.[0] ?? -1);
    if (actual !== append.expected) throw conflict(append, actual);
    const head = Number(headStatement.get()?.[0] ?? 0);
    const insert = (): void => {
      insertRows(append, head, now().toISOString());
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
      position: String(head + append.rows.length) as Position,
    };
  }

  function insertRows({ stream, rows, expected }: Append, head: number, created: string): void {
    rows.forEach(({ id, type, data, metadata }, index) => {
      insertStatement.run(head + 1 + index, stream, expected + 1 + index, id, type, data, metadata, created);
    });
  }

  return async (stream, events, expected) => {
    if (events.length === 0) {
      throw new LedgerError("request_invalid", `An append to ${stream} needs at least one event.`);
    }
    const rows = events.map(({ id, type, data, metadata }) => ({
      id,
      type,
      data: JSON.stringify(data),
      metadata: JSON.stringify(metadata),
    }));
    const append = { stream, rows, expected: expected === "no-stream" ? -1 : expected };
    return commits.run(rows.length, () => write(append));
  };
}

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
