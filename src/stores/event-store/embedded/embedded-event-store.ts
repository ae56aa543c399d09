import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import { recordedAtOf } from "../../../events/purchase-events.js";
import { openDatabase, openWriter, type SqlValue } from "../../sqlite/database.js";
import { migrate } from "../../sqlite/migrations.js";
import type {
  EventStore,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
} from "../event-store.js";
import { createAppendEvents } from "./append-events.js";
import { createAppendSignal } from "./append-signal.js";
import { createGroupCommit } from "./group-commit.js";
import { readingLog, writingLog } from "./open-options.js";
import { migrations } from "./schema.js";

export interface EmbeddedEventStoreOptions {
  /** The SQLite file; made, with its folder, if it is missing. */
  readonly path: string;
  readonly now?: () => Date;
  /** How often a live reader looks for appends of other processes, in milliseconds. */
  readonly pollMs?: number;
}

/** Events read from one stream at a time. */
const streamBatchSize = 1000;

const columns = "position, stream, revision, id, type, data, metadata, created";

/**
 * The event log in one SQLite file. Several processes may have it open at once.
 *
 * @throws LedgerError `event_store_unavailable`, `schema_newer`
 */
export async function openEmbeddedEventStore(options: EmbeddedEventStoreOptions): Promise<EventStore> {
  const { path, now = () => new Date(), pollMs = 100 } = options;
  const reader = openDatabase(path, readingLog);
  migrate(reader, path, migrations);
  const writer = await openWriter(path, writingLog);
  const headStatement = reader.prepare("SELECT max(position) FROM events");
  const afterStatement = reader.prepare(
    `SELECT ${columns} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
  );
  const forwardsStatement = reader.prepare(
    `SELECT ${columns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
  );
  const backwardsStatement = reader.prepare(
    `SELECT ${columns} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
  );
  // Positions count from 1 without a gap, because events are never deleted: the newest is also their number.
  const readHead = (): number => Number(headStatement.get()?.[0] ?? 0);
  const appended = createAppendSignal(readHead, pollMs);
  const commits = await createGroupCommit(writer);
  const appendEvents = await createAppendEvents(writer, commits, now);
  let closing = false;

  function assertOpen(): void {
    if (closing) throw new LedgerError("event_store_unavailable", "The event store is closed.");
  }

  return {
    kind: "embedded",

    async append(stream, events, expected) {
      assertOpen();
      const result = await appendEvents(stream, events, expected);
      appended.notify();
      return result;
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- async, so that it is iterated as with every other adapter
    async *readStream(
      stream: StreamName,
      { from, direction = "forwards", limit = Infinity }: ReadStreamOptions = {},
    ) {
      const forwards = direction === "forwards";
      const statement = forwards ? forwardsStatement : backwardsStatement;
      let next = from ?? (forwards ? 0 : Number.MAX_SAFE_INTEGER);
      for (let left = limit; left > 0;) {
        assertOpen();
        const batch = statement.all(stream, next, Math.min(left, streamBatchSize)).map(toRecordedEvent);
        if (batch.length > 0) yield batch;
        if (batch.length < Math.min(left, streamBatchSize)) return;
        left -= batch.length;
        next = (batch.at(-1)?.revision ?? 0) + (forwards ? 1 : -1);
        if (next < 0) return;
      }
    },

    async *readAll({ after, batchSize, live, signal }: ReadAllOptions) {
      assertBatchSize(batchSize);
      let position = after === undefined ? 0 : parsePosition(after);
      while (signal?.aborted !== true) {
        assertOpen();
        const batch = afterStatement.all(position, batchSize).map(toRecordedEvent);
        const last = batch.at(-1);
        if (last !== undefined) {
          position = Number(last.position);
          yield batch;
        } else if (live) {
          await appended.beyond(position, signal);
          if (closing) return;
        } else {
          return;
        }
      }
    },

    // eslint-disable-next-line @typescript-eslint/require-await -- async, so that a failure is a rejection as with every other adapter
    async head() {
      assertOpen();
      const head = readHead();
      return { position: head === 0 ? undefined : (String(head) as Position), eventCount: head };
    },

    comparePositions: (a, b) => parsePosition(a) - parsePosition(b),

    async close() {
      if (closing) return;
      closing = true;
      appended.close();
      await commits.settled();
      writer.close();
      reader.close();
    },
  };
}

function toRecordedEvent(row: readonly SqlValue[]): RecordedEvent {
  const [position, stream, revision, id, type, data, metadataText, created] = row;
  const metadata = parseJson(metadataText);
  return {
    id: String(id),
    stream: String(stream) as StreamName,
    revision: Number(revision),
    position: String(position) as Position,
    type: String(type),
    data: parseJson(data),
    metadata,
    created: recordedAtOf(metadata, String(created)),
  };
}

/** The value of a JSON text; the text itself where it is none, for the codec to refuse with a reason. */
function parseJson(text: SqlValue | undefined): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

function parsePosition(position: Position): number {
  const parsed = Number(position);
  if (Number.isSafeInteger(parsed) && parsed >= 0) return parsed;
  throw new LedgerError(
    "request_invalid",
    `${JSON.stringify(position)} is not a position of this event store.`,
  );
}

function assertBatchSize(batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 10_000) return;
  throw new LedgerError("request_invalid", `The batch size must be 1 to 10000, not ${batchSize}.`);
}
