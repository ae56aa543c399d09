import type { Database, SqlValue } from "../../sqlite/database.js";
import { fromLedgerColumns, isLedgerStream } from "./ledger-events.js";
import {
  isMetastream,
  metastreamOf,
  noRevision,
  originalStreamOf,
  tombstoneRevision,
  type LogRecord,
} from "./records.js";
import { isDeleted, keepAll, keepNewest, retentionOf, type Retention } from "./stream-metadata.js";

/** Events read at a time: an event may have a MiB, so that this bounds what a reader holds in memory. */
export const pageSize = 100;

export interface StreamPage {
  /** `tombstoned`: ended for ever; `missing`: there is none, or it is deleted. */
  readonly state: "present" | "missing" | "tombstoned";
  readonly records: readonly LogRecord[];
  /** The revision to go on at; undefined when there is nothing further in this direction. */
  readonly next: number | undefined;
  /** The revisions of the first and last event to be seen, if there are any. */
  readonly first: number;
  readonly last: number;
}

/** Reads pages of the log. Each is one state of it; all of it is synchronous, and quick. */
export interface LogReader {
  /** The position of the newest event, 0 while there is none. */
  head(): number;
  /** The events after a position, in order. */
  readAfter(position: number): readonly LogRecord[];
  /** The events before a position, newest first. */
  readBefore(position: number): readonly LogRecord[];
  readStream(stream: string, from: number, direction: "forwards" | "backwards"): StreamPage;
  /** The events from a revision on, also what retention hides. */
  readAppended(stream: string, from: number): StreamPage;
  /** One event of a stream, if it is still to be seen. */
  readEvent(stream: string, revision: number): LogRecord | undefined;
}

const ledgerColumns = "position, stream, revision, id, type, data, metadata, created, wire";
const foreignColumns =
  "position, stream, revision, id, type, data, metadata, created, is_json, after_position";

export function createLogReader(database: Database, now: () => Date): LogReader {
  const ledgerHead = database.prepare("SELECT max(position) FROM events");
  const ledgerAfter = database.prepare(
    `SELECT ${ledgerColumns} FROM events WHERE position > ? ORDER BY position LIMIT ?`,
  );
  const ledgerBefore = database.prepare(
    `SELECT ${ledgerColumns} FROM events WHERE position <= ? ORDER BY position DESC LIMIT ?`,
  );
  const ledgerLast = database.prepare("SELECT max(revision) FROM events WHERE stream = ?");
  const ledgerForwards = database.prepare(
    `SELECT ${ledgerColumns} FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
  );
  const ledgerBackwards = database.prepare(
    `SELECT ${ledgerColumns} FROM events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
  );
  const foreignAfter = database.prepare(
    `SELECT ${foreignColumns} FROM foreign_events WHERE position > ? ORDER BY position LIMIT ?`,
  );
  const foreignBefore = database.prepare(
    `SELECT ${foreignColumns} FROM foreign_events WHERE position < ? ORDER BY position DESC LIMIT ?`,
  );
  const foreignLast = database.prepare("SELECT max(revision) FROM foreign_events WHERE stream = ?");
  const foreignForwards = database.prepare(
    `SELECT ${foreignColumns} FROM foreign_events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?`,
  );
  const foreignBackwards = database.prepare(
    `SELECT ${foreignColumns} FROM foreign_events WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?`,
  );
  const foreignNewest = database.prepare(
    `SELECT ${foreignColumns} FROM foreign_events WHERE stream = ? ORDER BY revision DESC LIMIT 1`,
  );
  // A foreign event counts all events before it, the ledger's as well as foreign ones: so they count each other.
  const foreignUpTo = database.prepare(
    "SELECT position - after_position FROM foreign_events WHERE position <= ? ORDER BY position DESC LIMIT 1",
  );
  const foreignBeforeLedger = database.prepare(
    `SELECT position - after_position FROM foreign_events WHERE after_position < ?
     ORDER BY after_position DESC, position DESC LIMIT 1`,
  );

  function head(): number {
    const foreign = Number(foreignUpTo.get(Number.MAX_SAFE_INTEGER)?.[0] ?? 0);
    return Number(ledgerHead.get()?.[0] ?? 0) + foreign;
  }

  /** How many of the ledger's events are at or before a position. */
  const ledgerUpTo = (position: number): number => position - Number(foreignUpTo.get(position)?.[0] ?? 0);

  /** Merges what was read of both tables. Positions have no gap, so the n-th event is `step` further than the one before. */
  function merge(
    ledger: readonly (readonly SqlValue[])[],
    foreign: readonly (readonly SqlValue[])[],
    start: number,
    step: 1 | -1,
  ): readonly LogRecord[] {
    const records: LogRecord[] = [];
    let nextLedger = 0;
    let nextForeign = 0;
    for (let position = start; records.length < pageSize; position += step) {
      const foreignRow = foreign[nextForeign];
      const ledgerRow = ledger[nextLedger];
      if (foreignRow !== undefined && Number(foreignRow[0]) === position) {
        records.push(foreignRecord(foreignRow));
        nextForeign++;
      } else if (ledgerRow !== undefined) {
        records.push(ledgerRecord(ledgerRow, position));
        nextLedger++;
      } else {
        break;
      }
    }
    return records;
  }

  function lastRevision(stream: string): number {
    const row = isLedgerStream(stream) ? ledgerLast.get(stream) : foreignLast.get(Buffer.from(stream));
    return Number(row?.[0] ?? noRevision);
  }

  function retention(stream: string): Retention {
    // Nothing hides a purchase.
    if (isLedgerStream(stream)) return keepAll;
    if (isMetastream(stream)) return keepNewest;
    const newest = foreignNewest.get(Buffer.from(metastreamOf(stream)));
    if (newest === undefined) return keepAll;
    const record = foreignRecord(newest);
    return retentionOf(record.isJson ? record.data : undefined);
  }

  function readRows(stream: string, from: number, direction: "forwards" | "backwards"): readonly LogRecord[] {
    const forwards = direction === "forwards";
    if (isLedgerStream(stream)) {
      const rows = (forwards ? ledgerForwards : ledgerBackwards).all(stream, from, pageSize);
      return rows.map((row) => {
        const ledgerPosition = Number(row[0]);
        return ledgerRecord(row, ledgerPosition + Number(foreignBeforeLedger.get(ledgerPosition)?.[0] ?? 0));
      });
    }
    const statement = forwards ? foreignForwards : foreignBackwards;
    return statement.all(Buffer.from(stream), from, pageSize).map(foreignRecord);
  }

  function readStream(stream: string, from: number, direction: "forwards" | "backwards"): StreamPage {
    const last = lastRevision(stream);
    const isTombstoned = last === tombstoneRevision || isOfTombstoned(stream);
    if (isTombstoned) return { ...nothing, state: "tombstoned" };
    const kept = retention(stream);
    if (last === noRevision || isDeleted(kept)) return nothing;
    const first = Math.max(0, kept.truncateBefore, last - kept.maxCount + 1);
    const start = direction === "forwards" ? Math.max(from, first) : Math.min(from, last);
    const read = start < first || start > last ? [] : readRows(stream, start, direction);
    const oldest = now().getTime() - kept.maxAge * 1000;
    const records = read.filter(
      ({ revision, created }) => revision >= first && Date.parse(created) >= oldest,
    );
    const end = read.at(-1)?.revision;
    const next = end === undefined ? undefined : direction === "forwards" ? end + 1 : end - 1;
    const isEnd = next === undefined || next < first || next > last;
    return { state: "present", records, next: isEnd ? undefined : next, first, last };
  }

  function readAppended(stream: string, from: number): StreamPage {
    const last = lastRevision(stream);
    if (last === tombstoneRevision || isOfTombstoned(stream)) return { ...nothing, state: "tombstoned" };
    const records = readRows(stream, from, "forwards");
    const end = records.at(-1)?.revision ?? last;
    return { state: "present", records, next: end < last ? end + 1 : undefined, first: 0, last };
  }

  /** The metadata of a stream that was ended for ever is gone with it. */
  const isOfTombstoned = (stream: string): boolean =>
    isMetastream(stream) && lastRevision(originalStreamOf(stream)) === tombstoneRevision;

  return {
    head: () => database.snapshot(head),
    readAfter: (position) =>
      database.snapshot(() =>
        merge(
          ledgerAfter.all(ledgerUpTo(position), pageSize),
          foreignAfter.all(position, pageSize),
          position + 1,
          1,
        ),
      ),
    readBefore: (position) =>
      database.snapshot(() => {
        const before = Math.min(position, head() + 1);
        return merge(
          ledgerBefore.all(ledgerUpTo(before - 1), pageSize),
          foreignBefore.all(before, pageSize),
          before - 1,
          -1,
        );
      }),
    readStream: (stream, from, direction) => database.snapshot(() => readStream(stream, from, direction)),
    readAppended: (stream, from) => database.snapshot(() => readAppended(stream, from)),
    readEvent: (stream, revision) =>
      database
        .snapshot(() => readStream(stream, revision, "forwards"))
        .records.find((record) => record.revision === revision),
  };
}

const nothing: StreamPage = {
  state: "missing",
  records: [],
  next: undefined,
  first: noRevision,
  last: noRevision,
};

function ledgerRecord(row: readonly SqlValue[], position: number): LogRecord {
  const [, stream, revision, id, type, data, metadata, created, wire] = row;
  const event = fromLedgerColumns(String(id), {
    type: String(type),
    data: String(data),
    metadata: String(metadata),
    wire: wire instanceof Uint8Array ? wire : null,
  });
  return {
    ...event,
    position,
    stream: String(stream),
    revision: Number(revision),
    created: String(created),
  };
}

function foreignRecord(row: readonly SqlValue[]): LogRecord {
  const [position, stream, revision, id, type, data, metadata, created, isJson] = row;
  return {
    position: Number(position),
    stream: textOf(stream),
    revision: Number(revision),
    id: String(id),
    type: textOf(type),
    isJson: isJson === 1,
    data: bytesOf(data),
    metadata: bytesOf(metadata),
    created: String(created),
  };
}

const bytesOf = (value: SqlValue | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array();
const textOf = (value: SqlValue | undefined): string => Buffer.from(bytesOf(value)).toString("utf8");
