import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import { isUniqueViolation, type Writer } from "../../sqlite/database.js";
import type { Appended, ExpectedRevision, NewEvent, Position } from "../event-store.js";

/** Appends that arrive while another is being written share the next transaction, and so one wait for the disk. */
export interface GroupCommit {
  append(stream: StreamName, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended>;
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

interface Row {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

interface PendingAppend {
  readonly stream: StreamName;
  readonly rows: readonly Row[];
  /** -1 for "no-stream". */
  readonly expected: number;
  resolve(appended: Appended): void;
  reject(error: unknown): void;
}

type Outcome = { readonly appended: Appended } | { readonly refused: LedgerError };

/** Bounds how long one transaction holds the write lock that other processes wait for. */
const mostEventsPerCommit = 2000;

export async function createGroupCommit(writer: Writer, now: () => Date): Promise<GroupCommit> {
  const revisionStatement = await writer.prepare("SELECT max(revision) FROM events WHERE stream = ?");
  const headStatement = await writer.prepare("SELECT max(position) FROM events");
  const savepoint = await writer.prepare("SAVEPOINT append");
  const rollbackToSavepoint = await writer.prepare("ROLLBACK TO append");
  const releaseSavepoint = await writer.prepare("RELEASE append");
  const insertStatement = await writer.prepare(
    "INSERT INTO events (position, stream, revision, id, type, data, metadata, created) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const queue: PendingAppend[] = [];
  let writing: Promise<void> | undefined;

  async function writeQueue(): Promise<void> {
    while (queue.length > 0) {
      let group: readonly PendingAppend[] | undefined;
      try {
        const outcomes = await writer.transaction(() => {
          // Taken only when the write lock is held: whatever arrived while waiting for it travels along.
          group = takeGroup(queue);
          return writeGroup(group);
        });
        group?.forEach((append, index) => {
          settle(append, outcomes[index]);
        });
      } catch (error) {
        for (const append of group ?? takeGroup(queue)) append.reject(error);
      }
    }
  }

  /** One transaction. A refused append has left nothing behind, so those around it are not touched by it. */
  function writeGroup(group: readonly PendingAppend[]): readonly Outcome[] {
    const created = now().toISOString();
    let head = Number(headStatement.get()?.[0] ?? 0);
    return group.map((append): Outcome => {
      const actual = Number(revisionStatement.get(append.stream)?.[0] ?? -1);
      if (actual !== append.expected) return { refused: conflict(append, actual) };
      try {
        insert(append, head, created);
      } catch (error) {
        if (isUniqueViolation(error)) return { refused: reused(append, error) };
        throw error;
      }
      head += append.rows.length;
      return { appended: { revision: actual + append.rows.length, position: String(head) as Position } };
    });
  }

  function insert({ stream, rows, expected }: PendingAppend, head: number, created: string): void {
    // A single insert is all or nothing by itself.
    if (rows.length > 1) savepoint.run();
    try {
      rows.forEach(({ id, type, data, metadata }, index) => {
        insertStatement.run(
          head + 1 + index,
          stream,
          expected + 1 + index,
          id,
          type,
          data,
          metadata,
          created,
        );
      });
    } catch (error) {
      if (rows.length > 1) rollbackToSavepoint.run();
      throw error;
    } finally {
      if (rows.length > 1) releaseSavepoint.run();
    }
  }

  return {
    append(stream, events, expected) {
      return new Promise<Appended>((resolve, reject) => {
        if (events.length === 0) {
          reject(new LedgerError("request_invalid", `An append to ${stream} needs at least one event.`));
          return;
        }
        const rows = events.map(({ id, type, data, metadata }) => ({
          id,
          type,
          data: JSON.stringify(data),
          metadata: JSON.stringify(metadata),
        }));
        queue.push({ stream, rows, expected: expected === "no-stream" ? -1 : expected, resolve, reject });
        writing ??= writeQueue().finally(() => {
          writing = undefined;
        });
      });
    },
    async settled() {
      while (writing !== undefined) await writing;
    },
  };
}

function takeGroup(queue: PendingAppend[]): readonly PendingAppend[] {
  let events = 0;
  const end = queue.findIndex(
    ({ rows }, index) => (events += rows.length) > mostEventsPerCommit && index > 0,
  );
  return queue.splice(0, end === -1 ? queue.length : end);
}

function settle(append: PendingAppend, outcome: Outcome | undefined): void {
  if (outcome === undefined) append.reject(new LedgerError("internal_error", "An append got no outcome."));
  else if ("appended" in outcome) append.resolve(outcome.appended);
  else append.reject(outcome.refused);
}

function conflict({ stream, expected }: PendingAppend, actual: number): LedgerError {
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

function reused({ stream, rows }: PendingAppend, cause: unknown): LedgerError {
  const message = `An event id of the append to ${stream} is in the log already, or in the append twice.`;
  return new LedgerError("event_id_reused", message, {
    cause,
    details: { stream, eventIds: rows.map(({ id }) => id) },
  });
}
