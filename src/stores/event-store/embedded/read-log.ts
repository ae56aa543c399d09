import { LedgerError } from "../../../errors.js";
import type { Database } from "../../sqlite/database.js";
import type { EventStore, Position, ReadAllOptions } from "../event-store.js";
import type { AppendSignal } from "./append-signal.js";
import { eventColumns, toRecordedEvent } from "./stored-event.js";

/** Events read from one stream at a time. */
const streamBatchSize = 1000;

/** Reads one stream, see `EventStore.readStream`. */
export function createReadStream(reader: Database, assertOpen: () => void): EventStore["readStream"] {
  const forwardsStatement = reader.prepare(
    `SELECT ${eventColumns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
  );
  const backwardsStatement = reader.prepare(
    `SELECT ${eventColumns} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
  );
  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that it is iterated as with every other adapter
  return async function* (stream, { from, direction = "forwards", limit = Infinity } = {}) {
    const forwards = direction === "forwards";
    const statement = forwards ? forwardsStatement : backwardsStatement;
    let next = from ?? (forwards ? 0 : Number.MAX_SAFE_INTEGER);
    for (let left = limit; left > 0;) {
      assertOpen();
      const size = Math.min(left, streamBatchSize);
      const batch = statement.all(stream, next, size).map(toRecordedEvent);
      if (batch.length > 0) yield batch;
      if (batch.length < size) return;
      left -= batch.length;
      next = (batch.at(-1)?.revision ?? 0) + (forwards ? 1 : -1);
      if (next < 0) return;
    }
  };
}

/** Reads the log in commit order, see `EventStore.readAll`. */
export function createReadAll(
  reader: Database,
  appended: AppendSignal,
  assertOpen: () => void,
): EventStore["readAll"] {
  const afterStatement = reader.prepare(
    `SELECT ${eventColumns} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
  );
  return async function* ({ after, batchSize, live, signal }: ReadAllOptions) {
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
        if (appended.isClosed()) return;
      } else {
        return;
      }
    }
  };
}

/** @throws LedgerError `request_invalid` for the position of another kind of store */
export function parsePosition(position: Position): number {
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
