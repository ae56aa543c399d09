import { openWriter, type Database, type SqlValue } from "../../sqlite/database.js";
import type { LogDamage } from "../event-store.js";
import { checksumOf } from "./checksum.js";
import { readingLog } from "./open-options.js";

/** Small, so that its rows are collected young and the heap stays small. */
const batchSize = 500;
/** Little: it is there beside what the log is folded with. */
const cacheMiB = 2;
/** Of each kind that a statement finds; a file in pieces has thousands. */
const mostFound = 100;

/**
 * Everything that is wrong with the log's file itself: what SQLite's integrity check finds, streams whose revisions are
 * not 0, 1, 2 …, positions that are missing, ends of streams that are recorded otherwise, and rows whose checksum is not
 * that of their content. The table is read, and not its indexes, which may be what is damaged.
 */
export async function* findDamage(path: string, reader: Database): AsyncIterable<LogDamage> {
  yield* foundByStatements(path);
  const next = reader.prepare(
    `SELECT ${columns} FROM events NOT INDEXED WHERE position > ? ORDER BY position LIMIT ${batchSize}`,
  );
  for (let after = 0, batch: readonly (readonly SqlValue[])[]; ; after = Number(batch.at(-1)?.[0])) {
    batch = next.all(after);
    yield* batch.flatMap((row) => changedContent(row) ?? []);
    if (batch.length < batchSize) return;
    // Others are answered, and what the package holds for each reading is freed.
    await new Promise(setImmediate);
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

/** Damage that one statement finds in all of the log. */
interface Check {
  readonly table: string;
  readonly columns: readonly string[];
  readonly select: string;
  toDamage(row: readonly SqlValue[]): LogDamage;
}

const checks: readonly Check[] = [
  {
    table: "complaints",
    columns: ["integrity_check"],
    select: `SELECT integrity_check FROM pragma_integrity_check(${mostFound}, 'main') WHERE integrity_check <> 'ok'`,
    toDamage: ([text]) => ({ kind: "file", message: `SQLite's integrity check says: ${String(text)}` }),
  },
  {
    table: "broken_streams",
    columns: ["stream", "events", "revisions", "last"],
    select: `SELECT stream, count(*) AS events, count(DISTINCT revision) AS revisions, max(revision) AS last
      FROM events NOT INDEXED GROUP BY stream HAVING events <> last + 1 OR revisions <> events`,
    toDamage([stream, events, revisions, last]) {
      const isCut = events === revisions;
      const message = isCut
        ? `Stream ${String(stream)} ends at revision ${Number(last)} but has ${Number(events)} events: some are missing.`
        : `Stream ${String(stream)} has ${Number(events)} events at ${Number(revisions)} revisions: some are there twice.`;
      return { kind: isCut ? "missing_event" : "doubled_revision", stream: String(stream), message };
    },
  },
  {
    table: "missing_positions",
    columns: ["events", "last"],
    select: `SELECT events, last FROM (SELECT count(*) AS events, coalesce(max(position), 0) AS last
      FROM events NOT INDEXED) WHERE events <> last`,
    toDamage: ([events, last]) => ({
      kind: "missing_event",
      message: `The log ends at position ${Number(last)} but holds ${Number(events)} events: some are missing.`,
    }),
  },
  {
    // Where `stream_heads` names another end of a stream than the table, or a stream that is not there.
    table: "wrong_heads",
    columns: ["stream"],
    select: `SELECT DISTINCT stream FROM events NOT INDEXED
      EXCEPT SELECT stream FROM stream_heads
      UNION ALL
      SELECT heads.stream FROM stream_heads AS heads LEFT JOIN events ON events.position = heads.position
      WHERE events.stream IS NOT heads.stream OR events.revision IS NOT heads.revision`,
    toDamage: ([stream]) => ({
      kind: "file",
      stream: String(stream),
      message: `The end of stream ${String(stream)} is not recorded as the table of events has it.`,
    }),
  },
];

/** On another thread, where the package gives no rows: so what is found goes through temporary tables. */
async function* foundByStatements(path: string): AsyncIterable<LogDamage> {
  const connection = await openWriter(path, { ...readingLog, cacheMiB });
  try {
    const fill = checks.map(
      ({ table, select }) => `CREATE TEMP TABLE ${table} AS ${select} LIMIT ${mostFound}`,
    );
    await connection.exec(fill.join(";"));
    for (const { table, columns: named, toDamage } of checks) {
      const rows = await connection.prepare(
        `SELECT json_group_array(json_array(${named.join(", ")})) FROM temp.${table}`,
      );
      yield* (JSON.parse(String(rows.get()?.[0])) as SqlValue[][]).map(toDamage);
    }
  } finally {
    connection.close();
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
