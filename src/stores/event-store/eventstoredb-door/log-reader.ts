import type { Database, SqlValue } from "../../sqlite/database.js";
import { fromLedgerColumns, isLedgerStream } from "./ledger-events.js";
import { isMetastream, metastreamOf, noRevision, tombstoneRevision, type LogRecord } from "./records.js";
import { foreignBeforeLedgerSql, streamKey, unlessTombstoned } from "./stored-streams.js";
import {
  firstRevisionOf,
  isDeleted,
  keepAll,
  keepNewest,
  retentionOf,
  type Retention,
} from "./stream-metadata.js";

/** Events read at once. An event may have 1 MiB, so this limits the memory of a reader. */
export const pageSize = 100;

export interface StreamPage {
  /** `tombstoned`: ended permanently. `missing`: it does not exist, or was deleted. */
  readonly state: "present" | "missing" | "tombstoned";
  readonly records: readonly LogRecord[];
  /** The revision of the next page; undefined after the last page in this direction. */
  readonly next: number | undefined;
  /** The last revision of the stream; `noRevision` if it has no events. */
  readonly last: number;
}

/** Reads pages of the log. Each page is read from one state of the log, synchronously and fast. */
export interface LogReader {
  /** The position of the newest event; 0 if there is none. */
  head(): number;
  /** The events after a position, in order. */
  readAfter(position: number): readonly LogRecord[];
  /** The events before a position, newest first. */
  readBefore(position: number): readonly LogRecord[];
  readStream(stream: string, from: number, direction: "forwards" | "backwards"): StreamPage;
  /** The events from a revision on, including hidden events and the tombstone of a stream that has ended. */
  readAppended(stream: string, from: number): StreamPage;
  /** One event of a stream, if it is visible. -1 means the last event. */
  readEvent(stream: string, revision: number): LogRecord | undefined;
}

export function createLogReader(database: Database, now: () => Date): LogReader {
  const rows = prepareRows(database);
  const readEvents = createEventsReader(rows);
  const pages = createPageReader(rows, now);
  return {
    head: () => database.snapshot(readEvents.head),
    readAfter: (position) => database.snapshot(() => readEvents.after(position)),
    readBefore: (position) => database.snapshot(() => readEvents.before(position)),
    readStream: (stream, from, direction) => database.snapshot(() => pages.read(stream, from, direction)),
    readAppended: (stream, from) => database.snapshot(() => pages.appended(stream, from)),
    readEvent(stream, revision) {
      const from = revision === -1 ? Number.MAX_SAFE_INTEGER : revision;
      const [event] = database.snapshot(() => pages.read(stream, from, "backwards")).records;
      return revision === -1 || event?.revision === revision ? event : undefined;
    },
  };
}

type Direction = "forwards" | "backwards";
type Rows = ReturnType<typeof prepareRows>;

/** The queries on the two tables. */
function prepareRows(database: Database) {
  const select = (columns: string, table: string, rest: string) =>
    database.prepare(`SELECT ${columns} FROM ${table} ${rest}`);
  const ofTable = (columns: string, table: "events" | "foreign_events") => ({
    last: select("max(revision)", table, "WHERE stream = ?"),
    after: select(columns, table, "WHERE position > ? ORDER BY position LIMIT ?"),
    upTo: select(columns, table, "WHERE position <= ? ORDER BY position DESC LIMIT ?"),
    forwards: select(columns, table, "WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?"),
    backwards: select(columns, table, "WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT ?"),
  });
  const columns = "position, stream, revision, id, type, data, metadata, created";
  return {
    ledgerHead: database.prepare("SELECT max(position) FROM events"),
    ledger: ofTable(`${columns}, wire`, "events"),
    foreign: ofTable(`${columns}, is_json, after_position`, "foreign_events"),
    // `position` counts all events up to a foreign event, and `after_position` those of the ledger before it. The
    // difference is the number of foreign events up to this one.
    foreignUpTo: database.prepare(
      "SELECT position - after_position FROM foreign_events WHERE position <= ? ORDER BY position DESC LIMIT 1",
    ),
    foreignBeforeLedger: database.prepare(foreignBeforeLedgerSql),
  };
}

/** Reads the events of both tables in the order of the log. */
function createEventsReader({ ledgerHead, ledger, foreign, foreignUpTo }: Rows) {
  const countForeign = (position: number): number => Number(foreignUpTo.get(position)?.[0] ?? 0);
  /** How many of the ledger's events are at or before a position. */
  const ledgerUpTo = (position: number): number => position - countForeign(position);
  const head = (): number => Number(ledgerHead.get()?.[0] ?? 0) + countForeign(Number.MAX_SAFE_INTEGER);
  return {
    head,
    after: (position: number) =>
      merge(
        ledger.after.all(ledgerUpTo(position), pageSize),
        foreign.after.all(position, pageSize),
        position + 1,
        1,
      ),
    before(position: number) {
      const last = Math.min(position - 1, head());
      return merge(ledger.upTo.all(ledgerUpTo(last), pageSize), foreign.upTo.all(last, pageSize), last, -1);
    },
  };
}

/** Merges rows of both tables. Positions have no gaps, so each event is one `step` after the one before. */
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

/** Reads pages of one stream. `read` gives its visible events, `appended` all of them. */
function createPageReader(rows: Rows, now: () => Date) {
  function lastRevision(stream: string): number {
    const { last } = isLedgerStream(stream) ? rows.ledger : rows.foreign;
    return Number(last.get(streamKey(stream))?.[0] ?? noRevision);
  }

  return {
    read(stream: string, from: number, direction: Direction): StreamPage {
      const last = unlessTombstoned(stream, lastRevision);
      if (last === tombstoneRevision) return { ...nothing, state: "tombstoned" };
      const kept = readRetention(rows, stream);
      if (last === noRevision || isDeleted(kept)) return { ...nothing, last };
      const first = firstRevisionOf(kept, last);
      const start = direction === "forwards" ? Math.max(from, first) : Math.min(from, last);
      const read = start < first || start > last ? [] : readRows(rows, stream, start, direction);
      const oldest = now().getTime() - kept.maxAge * 1000;
      const records = read.filter(
        ({ revision, created }) => revision >= first && Date.parse(created) >= oldest,
      );
      const end = read.at(-1)?.revision;
      const next = end === undefined ? undefined : direction === "forwards" ? end + 1 : end - 1;
      const isEnd = next === undefined || next < first || next > last;
      return { state: "present", records, next: isEnd ? undefined : next, last };
    },
    appended(stream: string, from: number): StreamPage {
      const last = unlessTombstoned(stream, lastRevision);
      const records = readRows(rows, stream, from, "forwards");
      const end = records.at(-1)?.revision ?? last;
      const isEnd = end === last || records.length < pageSize;
      const state = isEnd && last === tombstoneRevision ? "tombstoned" : "present";
      return { state, records, next: isEnd ? undefined : end + 1, last };
    },
  };
}

function readRetention({ foreign }: Rows, stream: string): Retention {
  // Events of the ledger are never hidden.
  if (isLedgerStream(stream)) return keepAll;
  if (isMetastream(stream)) return keepNewest;
  const [newest] = foreign.backwards.all(streamKey(metastreamOf(stream)), tombstoneRevision, 1);
  if (newest === undefined) return keepAll;
  const record = foreignRecord(newest);
  return retentionOf(record.isJson ? record.data : undefined);
}

function readRows(rows: Rows, stream: string, from: number, direction: Direction): readonly LogRecord[] {
  if (!isLedgerStream(stream)) {
    return rows.foreign[direction].all(streamKey(stream), from, pageSize).map(foreignRecord);
  }
  return rows.ledger[direction].all(stream, from, pageSize).map((row) => {
    const ledgerPosition = Number(row[0]);
    const foreignBefore = Number(rows.foreignBeforeLedger.get(ledgerPosition)?.[0] ?? 0);
    return ledgerRecord(row, ledgerPosition + foreignBefore);
  });
}

const nothing: StreamPage = {
  state: "missing",
  records: [],
  next: undefined,
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
