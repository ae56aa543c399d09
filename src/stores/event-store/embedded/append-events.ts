import { LedgerError } from "../../../errors.js";
import { isPaymentStream, type StreamName } from "../../../events/identifiers.js";
import type { SqlValue, Writer } from "../../sqlite/database.js";
import { isUniqueViolation } from "../../sqlite/failures.js";
import { literalOf } from "../../sqlite/values.js";
import type {
  Appended,
  EventStore,
  ExpectedRevision,
  NewEvent,
  Position,
  StreamAppend,
} from "../event-store.js";
import { checksumBefore } from "./checksum.js";
import type { Group, GroupCommit } from "./group-commit.js";

/** An event before its place in the log is known. */
interface Row {
  /** Its checksum, by the moment at which it is recorded. */
  readonly checksumAt: (created: string) => string;
  /** The columns `stream` to `metadata` of {@link insertInto}, as SQL. */
  readonly columns: string;
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

/** Where the log ends. */
interface LogEnd {
  /** 0 while the log is empty. */
  readonly position: number;
  /** When the last event was recorded. */
  readonly created: string;
}

/** The rows that a group of appends writes, and where the log and its streams end after that. */
interface GroupEnds {
  log: LogEnd;
  readonly revisions: Map<StreamName, number>;
  /** The rows of {@link insertInto}, as SQL. */
  readonly rows: string[];
}

const insertInto =
  "INSERT INTO events (position, stream, revision, id, type, data, metadata, created, checksum, clock) ";

/**
 * Appends to one stream or several, all or nothing, see `EventStore`. The revisions are looked up and decided on here;
 * the rows are written on another thread, when the whole group is decided.
 */
export async function createAppendEvents(
  writer: Writer,
  commits: GroupCommit,
  now: () => Date,
): Promise<Appends> {
  const revisions = await createRevisions(writer);
  const readLogEnd = await createLogEndReader(writer);
  const groups = new WeakMap<Group, GroupEnds>();

  function endsOf(group: Group): GroupEnds {
    const known = groups.get(group);
    if (known !== undefined) return known;
    revisions.begin();
    const ends: GroupEnds = { log: readLogEnd(), revisions: new Map(), rows: [] };
    groups.set(group, ends);
    // One statement for all: parsing it, with its trigger, takes longer than a row.
    group.runLater(() => (ends.rows.length === 0 ? "" : `${insertInto} VALUES ${ends.rows.join(",")}`));
    group.whenWritten(() => {
      revisions.remember(ends.revisions);
    });
    return ends;
  }

  /** Decides on appends, by `add`; they are written if none of them is refused. */
  async function inGroup<T>(
    appends: readonly Prepared[],
    work: (add: (append: Prepared) => Appended) => T,
  ): Promise<T> {
    const events = appends.reduce((sum, { rows }) => sum + rows.length, 0);
    const [first] = appends;
    try {
      return await commits.run(events, (group) => {
        const draft = createDraft(endsOf(group), revisions.of, now);
        const result = work(draft.add);
        draft.finish();
        return result;
      });
    } catch (error) {
      // The revisions looked free when they were read, but the index has them.
      if (isUniqueViolation(error) && first !== undefined) throw damaged(first.stream, error);
      throw error;
    }
  }

  return {
    async append(stream, events, expected) {
      const append = prepared({ stream, events, expected });
      return inGroup([append], (add) => add(append));
    },
    async appendTogether(together) {
      const appends = together.map(prepared);
      return inGroup(appends, (add) => appends.map(add));
    },
    tryWriting: () => tryWriting(commits),
  };
}

/** Appends that are all made or none: the group's ends move only when it is finished. */
function createDraft(ends: GroupEnds, readRevision: (stream: StreamName) => number, now: () => Date) {
  const revisions = new Map<StreamName, number>();
  const rows: string[] = [];
  let { log } = ends;
  return {
    /** @throws LedgerError `revision_conflict`, `log_damaged` */
    add(append: Prepared): Appended {
      const { stream, expected } = append;
      const actual = revisions.get(stream) ?? ends.revisions.get(stream) ?? readRevision(stream);
      if (actual !== expected) throw conflict(append, actual);
      const clock = now().toISOString();
      // If the clock was set back, the dates must still follow the order of the log.
      const created = clock > log.created ? clock : log.created;
      rows.push(...tableRows(append, log.position, created, clock));
      const revision = expected + append.rows.length;
      revisions.set(stream, revision);
      log = { position: log.position + append.rows.length, created };
      return { revision, position: String(log.position) as Position };
    },
    finish(): void {
      ends.log = log;
      ends.rows.push(...rows);
      for (const [stream, revision] of revisions) ends.revisions.set(stream, revision);
    },
  };
}

/** @param clock when it was by the machine's clock */
function tableRows({ rows }: Prepared, after: number, created: string, clock: string): readonly string[] {
  const differs = clock === created ? "NULL" : literalOf(clock);
  return rows.map(
    ({ columns, checksumAt }, index) =>
      `(${after + 1 + index},${columns},${literalOf(created)},'${checksumAt(created)}',${differs})`,
  );
}

/** The revisions of streams that this process has written, while no other process writes. */
interface Revisions {
  /** To be called in each transaction first. */
  begin(): void;
  /** -1 for a stream that is not there. */
  of(stream: StreamName): number;
  /** Takes over what a transaction has written, once it is in the file. */
  remember(written: ReadonlyMap<StreamName, number>): void;
}

/** Some ten megabytes. */
const mostRemembered = 50_000;

async function createRevisions(writer: Writer): Promise<Revisions> {
  const read = await createRevisionReader(writer);
  const versionStatement = await writer.prepare("PRAGMA data_version");
  const remembered = new Map<StreamName, number>();
  let version: SqlValue | undefined;
  let isConfirmed = true;
  return {
    begin() {
      // Other connections' commits change it. One of our own that failed may still have been written.
      const current = versionStatement.get()?.[0];
      if (current !== version || !isConfirmed || remembered.size > mostRemembered) remembered.clear();
      version = current;
      isConfirmed = false;
    },
    of: (stream) => remembered.get(stream) ?? read(stream),
    remember(written) {
      for (const [stream, revision] of written)
        if (!isPaymentStream(stream)) remembered.set(stream, revision);
      isConfirmed = true;
    },
  };
}

/**
 * Reads a stream's revision; -1 if it has no events. A damaged index could hide the stream's events, so that an item is
 * sold twice: the index has to agree with `stream_heads` and with the row in the table.
 */
async function createRevisionReader(writer: Writer): Promise<(stream: StreamName) => number> {
  const statement = await writer.prepare(
    `SELECT (SELECT max(revision) FROM events WHERE stream = ?1), heads.revision, newest.revision, newest.stream
     FROM (SELECT 1)
     LEFT JOIN stream_heads AS heads ON heads.stream = ?1
     LEFT JOIN events AS newest ON newest.position = heads.position`,
  );
  return (stream) => {
    const [indexed, inHeads, inTable, name] = statement.get(stream) ?? [];
    if (indexed !== inHeads || indexed !== inTable || (name !== null && name !== stream))
      throw damaged(stream);
    return Number(indexed ?? -1);
  };
}

async function createLogEndReader(writer: Writer): Promise<() => LogEnd> {
  const statement = await writer.prepare(
    "SELECT position, created FROM events ORDER BY position DESC LIMIT 1",
  );
  return () => {
    const [position, created] = statement.get() ?? [];
    return { position: Number(position ?? 0), created: String(created ?? "") };
  };
}

/** As large as a few appends: on a nearly full disk there may be room for one page, and none for the next append. */
const triedBytes = 64 * 1024;

async function tryWriting(commits: GroupCommit): Promise<void> {
  // An attempt that was broken off has left its table.
  const drop = "DROP TABLE IF EXISTS write_attempt";
  const fill = `CREATE TABLE write_attempt AS SELECT zeroblob(${triedBytes}) AS filler`;
  await commits.run(1, ({ runLater }) => {
    runLater(`${drop};${fill}`);
  });
  await commits.run(1, ({ runLater }) => {
    runLater(drop);
  });
}

function damaged(stream: StreamName, cause?: unknown): LedgerError {
  return new LedgerError(
    "log_damaged",
    `The file of the event log is damaged where stream ${stream} ends. Nothing was appended; run \`ledger verify\`.`,
    { details: { stream }, cause },
  );
}

function prepared({ stream, events, expected }: StreamAppend): Prepared {
  if (events.length === 0)
    throw new LedgerError("request_invalid", `An append to ${stream} needs at least one event.`);
  if (events.length > 1 && new Set(events.map(({ id }) => id)).size < events.length)
    throw idsTwice(stream, events);
  const after = toNumber(expected);
  return {
    stream,
    rows: events.map((event, index) => toRow(stream, after + 1 + index, event)),
    expected: after,
  };
}

/** The part of the row that can be made before the write lock is held. */
function toRow(stream: StreamName, revision: number, { id, type, ...content }: NewEvent): Row {
  const data = JSON.stringify(content.data);
  const metadata = JSON.stringify(content.metadata);
  return {
    checksumAt: checksumBefore({ stream, revision, id, type, data, metadata }),
    columns: `${literalOf(stream)},${revision},${[id, type, data, metadata].map(literalOf).join(",")}`,
  };
}

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

function idsTwice(stream: StreamName, events: readonly NewEvent[]): LedgerError {
  return new LedgerError("event_id_reused", `An event id appears twice in the append to ${stream}.`, {
    details: { stream, eventIds: events.map(({ id }) => id) },
  });
}
