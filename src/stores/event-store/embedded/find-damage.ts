import type { Database, SqlValue } from "../../sqlite/database.js";
import type { LogDamage } from "../event-store.js";
import { checksumOf } from "./checksum.js";

/** Small, so that its rows are collected young and the heap stays small. */
const batchSize = 500;
/** Of the engine's own complaints; a file in pieces has thousands. */
const mostComplaints = 100;

/**
 * Everything that is wrong with the log's file itself: what SQLite's integrity check finds, streams whose revisions are
 * not 0, 1, 2 …, positions that are missing, ends of streams that are recorded otherwise, and rows whose checksum is not
 * that of their content. The table is read, and not its indexes, which may be what is damaged.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- async, so that it is iterated as with every other adapter
export async function* findDamage(reader: Database): AsyncIterable<LogDamage> {
  yield* complaintsOfTheEngine(reader);
  yield* brokenStreams(reader);
  yield* missingPositions(reader);
  yield* wrongHeads(reader);
  for (let after = 0, batch: readonly (readonly SqlValue[])[]; ; after = Number(batch.at(-1)?.[0])) {
    batch = reader
      .prepare(
        `SELECT ${columns} FROM events NOT INDEXED WHERE position > ? ORDER BY position LIMIT ${batchSize}`,
      )
      .all(after);
    yield* batch.flatMap((row) => changedContent(row) ?? []);
    if (batch.length < batchSize) return;
  }
}

const columns = "position, stream, revision, id, type, data, metadata, created, checksum";

/** The same for the events of one stream: revisions that are missing or doubled, and rows that were changed. */
// eslint-disable-next-line @typescript-eslint/require-await -- as above
export async function* findStreamDamage(reader: Database, stream: string): AsyncIterable<LogDamage> {
  const rows = reader
    .prepare(`SELECT ${columns} FROM events WHERE stream = ? ORDER BY revision`)
    .iterate(stream);
  let next = 0;
  for (const row of rows) {
    const revision = Number(row[2]);
    if (revision !== next) {
      const message = `Stream ${stream} has event ${revision} where event ${next} was to come.`;
      yield { kind: revision > next ? "missing_event" : "doubled_revision", stream, revision, message };
    }
    next = revision + 1;
    yield* [changedContent(row)].filter((damage) => damage !== undefined);
  }
}

function* complaintsOfTheEngine(reader: Database): Iterable<LogDamage> {
  for (const [text] of reader.prepare(`PRAGMA integrity_check(${mostComplaints})`).all()) {
    if (text !== "ok") yield { kind: "file", message: `SQLite's integrity check says: ${String(text)}` };
  }
}

function* brokenStreams(reader: Database): Iterable<LogDamage> {
  const rows = reader
    .prepare(
      `SELECT stream, count(*), count(DISTINCT revision), max(revision) FROM events NOT INDEXED
       GROUP BY stream HAVING count(*) <> max(revision) + 1 OR count(DISTINCT revision) <> count(*)`,
    )
    .iterate();
  for (const [stream, events, distinct, last] of rows) {
    const message =
      events === distinct
        ? `Stream ${String(stream)} ends at revision ${Number(last)} but has ${Number(events)} events: some are missing.`
        : `Stream ${String(stream)} has ${Number(events)} events at ${Number(distinct)} revisions: some are there twice.`;
    yield {
      kind: events === distinct ? "missing_event" : "doubled_revision",
      stream: String(stream),
      message,
    };
  }
}

function* missingPositions(reader: Database): Iterable<LogDamage> {
  const [events, last] =
    reader.prepare("SELECT count(*), coalesce(max(position), 0) FROM events NOT INDEXED").get() ?? [];
  if (events === last) return;
  const message = `The log ends at position ${Number(last)} but holds ${Number(events)} events: some are missing.`;
  yield { kind: "missing_event", message };
}

/** Where `stream_heads` names another end of a stream than the table, or a stream that is not there. */
function* wrongHeads(reader: Database): Iterable<LogDamage> {
  const rows = reader
    .prepare(
      `SELECT DISTINCT stream FROM events NOT INDEXED
       EXCEPT SELECT stream FROM stream_heads
       UNION ALL
       SELECT heads.stream FROM stream_heads AS heads LEFT JOIN events ON events.position = heads.position
       WHERE events.stream IS NOT heads.stream OR events.revision IS NOT heads.revision`,
    )
    .iterate();
  for (const [stream] of rows) {
    const message = `The end of stream ${String(stream)} is not recorded as the table of events has it.`;
    yield { kind: "file", stream: String(stream), message };
  }
}

/** Rows of programs that wrote no checksums have none to compare with. */
function changedContent(row: readonly SqlValue[]): LogDamage | undefined {
  const [, stream, revision, id, type, data, metadata, created, checksum] = row;
  if (checksum === null) return undefined;
  const found = checksumOf({
    stream: String(stream),
    revision: Number(revision),
    id: String(id),
    type: String(type),
    data: String(data),
    metadata: String(metadata),
    created: String(created),
  });
  if (found === checksum) return undefined;
  const message = `Event ${Number(revision)} of stream ${String(stream)} is not what was recorded: its checksum differs.`;
  return { kind: "changed_event", stream: String(stream), revision: Number(revision), message };
}
