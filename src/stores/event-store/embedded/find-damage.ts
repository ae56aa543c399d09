import { openWriter, type Database, type SqlValue, type Writer } from "../../sqlite/database.js";
import type { LogDamage } from "../event-store.js";
import { checksumOf, checksumOfText } from "./checksum.js";
import { readingLog } from "./open-options.js";

/** Small, so that the garbage collector frees its rows early and the heap stays small. */
const batchSize = 500;
/** Small, because the fold of the log needs memory at the same time. */
const cacheMiB = 2;
/** The most of each kind that a statement finds: a badly damaged file has thousands. */
const mostFound = 100;

/**
 * Everything that is wrong with the log's file itself: what SQLite's integrity check finds, streams whose revisions are
 * not 0, 1, 2 …, missing positions, wrong entries in `stream_heads`, and rows whose checksum does not match their
 * content. It reads the table, not its indexes, because these may be damaged.
 */
export async function* findDamage(path: string, reader: Database): AsyncIterable<LogDamage> {
  const connection = await openWriter(path, { ...readingLog, cacheMiB, temporaryFiles: true });
  try {
    yield* foundByStatements(connection);
    yield* foundByChecksums(connection, reader);
  } finally {
    connection.close();
  }
}

const columns = "position, stream, revision, id, type, data, metadata, created, checksum";

/**
 * Compares the checksums page by page. SQLite joins the rows of a page into one text on another thread, which takes a
 * third of the time that the package needs to return each value by itself. A page is read row by row only if a checksum
 * in it does not match.
 */
async function* foundByChecksums(connection: Writer, reader: Database): AsyncIterable<LogDamage> {
  const read = await preparePages(connection);
  const rows = reader.prepare(
    `SELECT ${columns} FROM events NOT INDEXED WHERE position > ? ORDER BY position LIMIT ${batchSize}`,
  );
  let page = read(0);
  try {
    for (let after = 0; ;) {
      const { events, last, texts } = await page;
      if (events === batchSize) page = read(last);
      // If the caller stops reading, nothing awaits this page. Its failure must not count as unhandled.
      page.catch(() => undefined);
      if (!texts.every(isIntact)) yield* rows.all(after).flatMap((row) => changedContent(row) ?? []);
      if (events < batchSize) return;
      after = last;
    }
  } finally {
    await page.catch(() => undefined);
  }
}

interface Page {
  readonly events: number;
  readonly last: number;
  /** For each row that has a checksum: the checksum, and behind it the text that it was made of. */
  readonly texts: readonly string[];
}

/**
 * SQLite writes a row as the JSON that checksums are made of, see `checksum.ts`. Such JSON has no line breaks, so that
 * they can separate the rows.
 */
async function preparePages(connection: Writer): Promise<(after: number) => Promise<Page>> {
  await connection.exec("CREATE TEMP TABLE page (events INTEGER NOT NULL, last INTEGER, text TEXT)");
  const taken = await connection.prepare("SELECT events, last, text FROM temp.page");
  return async (after) => {
    await connection.exec(`DELETE FROM temp.page; INSERT INTO temp.page
      SELECT count(*), max(position), group_concat(
        checksum || json_array(${jsonOf(["stream", "revision", "id", "type", "data", "metadata", "created"])}), char(10))
      FROM (SELECT ${columns} FROM events NOT INDEXED WHERE position > ${after} ORDER BY position LIMIT ${batchSize})`);
    const [events, last, text = null] = taken.get() ?? [];
    return {
      events: Number(events),
      last: Number(last),
      texts: text === null ? [] : String(text).split("\n"),
    };
  };
}

/** A damaged column may hold bytes, which JSON cannot express: they are read as text. */
const jsonOf = (names: readonly string[]): string =>
  names.map((name) => (name === "revision" ? name : `CAST(${name} AS TEXT)`)).join(", ");

const isIntact = (text: string): boolean => {
  const start = text.indexOf("[");
  return checksumOfText(text.slice(start)) === text.slice(0, start);
};

/** The same for the events of one stream: revisions that are missing or doubled, and rows that were changed. */
// eslint-disable-next-line @typescript-eslint/require-await -- async, so that it is iterated like the damage of the whole log
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
    // Streams whose end in `stream_heads` is not their last event, or that are only in one of the two tables.
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

/**
 * Runs the checks on another thread. The package returns no rows from there, so the results go through temporary
 * tables.
 */
async function* foundByStatements(connection: Writer): AsyncIterable<LogDamage> {
  const fill = checks.map(
    ({ table, select }) => `CREATE TEMP TABLE ${table} AS ${select} LIMIT ${mostFound}`,
  );
  await connection.exec(fill.join(";"));
  for (const { table, columns: named, toDamage } of checks) {
    const rows = await connection.prepare(
      `SELECT json_group_array(json_array(${jsonOf(named)})) FROM temp.${table}`,
    );
    yield* (JSON.parse(String(rows.get()?.[0])) as SqlValue[][]).map(toDamage);
  }
}

/** Rows of older programs have no checksum to compare with. */
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
