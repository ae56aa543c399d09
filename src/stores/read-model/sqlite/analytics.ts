import { LedgerError } from "../../../errors.js";
import type { UserId } from "../../../events/identifiers.js";
import type { Database, SqlValue, Statement, Writer } from "../../sqlite/database.js";
import type {
  HistoryAnalytics,
  HistoryFilter,
  InstantRange,
  IntervalTally,
  ItemTally,
  Tallies,
} from "../history-analytics.js";
import type { Connections } from "./connections.js";
import { liveNumber } from "./generation-roles.js";
import { columnsOf } from "./model-table.js";
import { historyTable } from "./models/history.js";
import { ownershipTable } from "./models/ownership.js";

export interface AnalyticsOptions {
  readonly connections: Connections;
  /** Opens a connection of its own, when the first count is asked for. */
  readonly openCounter: () => Promise<Writer>;
}

export interface Analytics extends HistoryAnalytics {
  /** Waits for the counts under way. */
  close(): Promise<void>;
}

const rowsAtOnce = 1000;

/**
 * Instants are text that sorts by time, so these lie before and after all of them. There is no index on dates, which
 * the projection would pay for with every purchase: a count reads the history through.
 */
const beforeAll = "";
const afterAll = "~";

export function createAnalytics({ connections, openCounter }: AnalyticsOptions): Analytics {
  const { count, close } = createTurns(openCounter);
  return {
    ...createExports(connections),
    close,

    tally: ({ cuts, revocations, ...range }) =>
      count(async ({ writer, setBounds, setIntervals, clear, tallies }) => {
        const { lower, upper } = boundsOf(range);
        clear.forEach((statement) => statement.run());
        setBounds.run(lower, upper, revocations ? 1 : 0, "");
        setIntervals.run(JSON.stringify([lower, ...cuts]));
        await writer.exec(tallySql);
        return toTallies(JSON.parse(String(tallies.get()?.[0])) as readonly TallyRow[]);
      }),

    topItems: ({ kind, limit, ...range }) =>
      count(async ({ writer, setBounds, clear, items }) => {
        const { lower, upper } = boundsOf(range);
        clear.forEach((statement) => statement.run());
        setBounds.run(lower, upper, 0, kind ?? "");
        await writer.exec(itemsSql);
        const rows = JSON.parse(String(items.get(limit)?.[0])) as [string, string, number, number, number][];
        return rows.map(
          ([itemKind, itemId, purchases, revoked, undated]) =>
            ({ kind: itemKind, itemId, purchases, revoked, undated }) as ItemTally,
        );
      }),

    dateSpan: () =>
      count(async ({ writer, clear, span }) => {
        clear.forEach((statement) => statement.run());
        await writer.exec(spanSql);
        const [first = null, last = null] = span.get() ?? [];
        return first === null || last === null ? undefined : { first: String(first), last: String(last) };
      }),
  };
}

/** Counts one at a time: they share the tables of one connection. */
function createTurns(openCounter: AnalyticsOptions["openCounter"]) {
  let counter: Promise<Counter> | undefined;
  let counting: Promise<unknown> = Promise.resolve();
  let closed = false;
  return {
    count<T>(work: (counter: Counter) => Promise<T>): Promise<T> {
      if (closed)
        return Promise.reject(new LedgerError("read_model_unavailable", "The read model is closed."));
      const turn = counting.then(async () => {
        counter ??= openCounter().then(prepareCounter);
        try {
          return await work(await counter);
        } catch (error) {
          // What could not be opened may be tried again.
          await counter.catch(() => (counter = undefined));
          throw error;
        }
      });
      counting = turn.catch(() => undefined);
      return turn;
    },
    async close(): Promise<void> {
      closed = true;
      await counting;
      (await counter)?.writer.close();
    },
  };
}

/** Batches of the live models: each of its own moment. */
function createExports({
  reader,
  read,
}: Connections): Pick<HistoryAnalytics, "historyRecords" | "ownershipDocuments"> {
  const ownershipSql = (condition: string): string =>
    `SELECT ${columnsOf(ownershipTable)} FROM ownership WHERE generation = ${liveNumber("ownership")}
     AND ${condition} ORDER BY user_id LIMIT ${rowsAtOnce}`;
  return {
    async *historyRecords(filter) {
      for (let after: readonly SqlValue[] | undefined; ;) {
        const { sql, values } = recordsSql(filter, after);
        const rows = await read(() => reader.prepare(sql).all(...values));
        if (rows.length > 0) yield rows.map((row) => historyTable.toDocument(row));
        const last = rows.at(-1);
        if (last === undefined || rows.length < rowsAtOnce) return;
        after = [last[0] ?? null, last[10] ?? null];
      }
    },

    async *ownershipDocuments(userId) {
      const of = (condition: string, value: string): Promise<ReturnType<typeof readDocuments>> =>
        read(() => readDocuments(reader, ownershipSql(condition), value));
      let batch = await (userId === undefined ? of("user_id > ?", "") : of("user_id = ?", userId));
      while (batch.documents.length > 0) {
        yield batch.documents;
        if (batch.documents.length < rowsAtOnce) return;
        batch = await of("user_id > ?", batch.lastUserId);
      }
    },
  };
}

const boundsOf = ({ from, to }: InstantRange): { lower: string; upper: string } => ({
  lower: from ?? beforeAll,
  upper: to ?? afterAll,
});

/** Each page goes on after the key of the last row. */
function recordsSql(
  { userId, item, from, to }: HistoryFilter,
  after: readonly SqlValue[] | undefined,
): { sql: string; values: SqlValue[] } {
  const conditions: readonly (readonly [string, ...SqlValue[]])[] = [
    [`generation = ${liveNumber("history")}`],
    ...(userId === undefined ? [] : [["user_id = ?", userId] as const]),
    ...(item === undefined ? [] : [["kind = ? AND item_id = ?", item.kind, item.id] as const]),
    ...(from === undefined ? [] : [["purchased_at >= ?", from] as const]),
    ...(to === undefined ? [] : [["purchased_at < ?", to] as const]),
    ...(after === undefined ? [] : [["(user_id, purchased_revision) > (?, ?)", ...after] as const]),
  ];
  const sql = `SELECT ${columnsOf(historyTable)} FROM history WHERE ${conditions.map(([sql]) => sql).join(" AND ")}
    ORDER BY user_id, purchased_revision LIMIT ${rowsAtOnce}`;
  return { sql, values: conditions.flatMap(([, ...values]) => values) };
}

function readDocuments(reader: Database, sql: string, value: string) {
  const rows = reader.prepare(sql).all(value);
  const documents = rows.map((row) => {
    const document = ownershipTable.toDocument(row);
    ownershipTable.assertWhole?.(document, row[0] as UserId);
    return document;
  });
  return { documents, lastUserId: String(rows.at(-1)?.[0]) };
}

/** The connection that counts, its temporary tables, and what fills and reads them. */
interface Counter {
  readonly writer: Writer;
  readonly clear: readonly Statement[];
  readonly setBounds: Statement;
  readonly setIntervals: Statement;
  readonly tallies: Statement;
  readonly items: Statement;
  readonly span: Statement;
}

/**
 * The package runs a statement off the event loop only if it takes no values and gives no rows. So the values of a
 * count go into temporary tables, its result comes out of one, and the long statement stands between the two.
 */
const temporaryTables = `
  CREATE TEMP TABLE bounds (lower TEXT NOT NULL, upper TEXT NOT NULL, revocations INTEGER NOT NULL, kind TEXT NOT NULL);
  CREATE TEMP TABLE intervals (start TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
  -- An amount is kept in two parts, so that no sum of them overflows.
  CREATE TEMP TABLE tallies (
    what TEXT NOT NULL, interval INTEGER NOT NULL, kind TEXT NOT NULL, price TEXT NOT NULL, currency TEXT NOT NULL,
    reason TEXT NOT NULL, purchases INTEGER NOT NULL, billions INTEGER NOT NULL, rest INTEGER NOT NULL,
    PRIMARY KEY (what, interval, kind, price, currency, reason)
  ) WITHOUT ROWID;
  CREATE TEMP TABLE items (
    kind TEXT NOT NULL, item_id TEXT NOT NULL, purchases INTEGER NOT NULL, revoked INTEGER NOT NULL,
    undated INTEGER NOT NULL, PRIMARY KEY (kind, item_id)
  ) WITHOUT ROWID;
  CREATE TEMP TABLE span (first TEXT, last TEXT);`;

const billion = 1_000_000_000;

const tallyColumns = `kind,
  CASE WHEN amount_minor IS NULL THEN 'unknown' WHEN amount_minor = 0 THEN 'free' ELSE 'paid' END,
  ifnull(currency, ''), iif(revoked_at IS NULL, '', ifnull(revoked_reason, '')),
  1, ifnull(amount_minor, 0) / ${billion}, ifnull(amount_minor, 0) % ${billion}`;

const intervalOf = (column: string): string =>
  `(SELECT number FROM intervals WHERE start <= ${column} ORDER BY start DESC LIMIT 1)`;

const within = (column: string): string =>
  `${column} >= (SELECT lower FROM bounds) AND ${column} < (SELECT upper FROM bounds)`;

const history = `history WHERE generation = ${liveNumber("history")}`;

// Not GROUP BY, which sorts all rows first: so memory and time go by the number of groups.
const tallySql = `
  INSERT INTO tallies
  SELECT iif(purchased_at IS NULL, 'undated', 'purchases'), ifnull(${intervalOf("purchased_at")}, 0), ${tallyColumns}
  FROM ${history} AND (purchased_at IS NULL OR ${within("purchased_at")})
  UNION ALL
  SELECT 'revocations', ${intervalOf("revoked_at")}, ${tallyColumns} FROM ${history}
    AND (SELECT revocations FROM bounds) AND ${within("revoked_at")}
  ON CONFLICT DO UPDATE SET purchases = purchases + 1, billions = billions + excluded.billions,
    rest = rest + excluded.rest`;

const itemsSql = `
  INSERT INTO items
  SELECT kind, item_id, purchased_at IS NOT NULL, purchased_at IS NOT NULL AND revoked_at IS NOT NULL,
    purchased_at IS NULL
  FROM ${history} AND (purchased_at IS NULL OR ${within("purchased_at")})
    AND (SELECT kind FROM bounds) IN (kind, '')
  ON CONFLICT DO UPDATE SET purchases = purchases + excluded.purchases, revoked = revoked + excluded.revoked,
    undated = undated + excluded.undated`;

const spanSql = `INSERT INTO span
  SELECT min(least), max(greatest) FROM
    (SELECT min(purchased_at) AS least, max(purchased_at) AS greatest FROM ${history}
     UNION ALL SELECT min(revoked_at), max(revoked_at) FROM ${history})`;

async function prepareCounter(writer: Writer): Promise<Counter> {
  await writer.exec(temporaryTables);
  const prepareAll = (...texts: readonly string[]): Promise<Statement[]> =>
    Promise.all(texts.map((text) => writer.prepare(text)));
  return {
    writer,
    clear: await prepareAll(
      ...["bounds", "intervals", "tallies", "items", "span"].map((table) => `DELETE FROM temp.${table}`),
    ),
    setBounds: await writer.prepare("INSERT INTO bounds VALUES (?, ?, ?, ?)"),
    setIntervals: await writer.prepare("INSERT INTO intervals SELECT value, key FROM json_each(?)"),
    tallies: await writer.prepare(
      `SELECT json_group_array(json_array(what, interval, kind, price, currency, reason, purchases,
         CAST(billions AS TEXT), CAST(rest AS TEXT))) FROM tallies`,
    ),
    items: await writer.prepare(
      `SELECT json_group_array(json_array(kind, item_id, purchases, revoked, undated)) FROM
         (SELECT * FROM items WHERE purchases > 0
          ORDER BY purchases - revoked DESC, purchases DESC, kind, item_id LIMIT ?)`,
    ),
    span: await writer.prepare("SELECT first, last FROM span"),
  };
}

type TallyRow = [keyof Tallies, number, string, string, string, string, number, string, string];

function toTallies(rows: readonly TallyRow[]): Tallies {
  const all: Record<keyof Tallies, IntervalTally[]> = { purchases: [], revocations: [], undated: [] };
  for (const [what, interval, kind, price, currency, reason, purchases, billions, rest] of rows) {
    all[what].push({
      interval,
      kind,
      price,
      currency: currency === "" ? null : currency,
      revokedReason: reason === "" ? null : reason,
      purchases,
      amountMinor: BigInt(billions) * BigInt(billion) + BigInt(rest),
    } as IntervalTally);
  }
  return { ...all, undated: all.undated.map(({ interval: _none, ...tally }) => tally) };
}
