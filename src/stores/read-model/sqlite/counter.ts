import type { Statement, Writer } from "../../sqlite/database.js";
import type { IntervalTally, Tallies } from "../history-analytics.js";
import { liveNumber } from "./generation-roles.js";
import { discountMinor, refundsOf, soldAt } from "./models/history.js";

/** The connection that counts, its temporary tables, and what fills and reads them. */
export interface Counter {
  readonly writer: Writer;
  readonly clear: readonly Statement[];
  readonly setQuery: Statement;
  readonly setIntervals: Statement;
  readonly tallies: Statement;
  readonly span: Statement;
}

/**
 * The package runs a statement off the event loop only if it has no parameters and returns no rows. So a count writes
 * its parameters to temporary tables, runs the long statement, and reads the result from another temporary table.
 */
const temporaryTables = `
  -- An empty kind or id stands for all.
  CREATE TEMP TABLE query (
    lower TEXT NOT NULL, upper TEXT NOT NULL, by_item INTEGER NOT NULL, kind TEXT NOT NULL, item_id TEXT NOT NULL
  );
  CREATE TEMP TABLE intervals (start TEXT NOT NULL PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
  -- An amount is kept in two parts, so that no sum of them overflows.
  CREATE TEMP TABLE tallies (
    what TEXT NOT NULL, interval INTEGER NOT NULL, kind TEXT NOT NULL, item_id TEXT NOT NULL, price TEXT NOT NULL,
    currency TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, billions INTEGER NOT NULL,
    rest INTEGER NOT NULL, discount_billions INTEGER NOT NULL, discount_rest INTEGER NOT NULL,
    PRIMARY KEY (what, interval, kind, item_id, price, currency, reason)
  ) WITHOUT ROWID;
  CREATE TEMP TABLE span (first TEXT, last TEXT);`;

const billion = 1_000_000_000;

const twoParts = (amount: string): string => `${amount} / ${billion}, ${amount} % ${billion}`;

const groupColumns = `kind, iif((SELECT by_item FROM query), item_id, ''),
  CASE WHEN amount_minor IS NULL THEN 'unknown' WHEN amount_minor = 0 THEN 'free' ELSE 'paid' END,
  ifnull(currency, ''), iif(revoked_at IS NULL, '', ifnull(revoked_reason, ''))`;

const agreedColumns = `${groupColumns}, 1, ${twoParts("ifnull(amount_minor, 0)")}, ${twoParts(discountMinor)}`;

const intervalOf = (date: string): string =>
  `(SELECT number FROM intervals WHERE start <= ${date} ORDER BY start DESC LIMIT 1)`;

const within = (date: string): string =>
  `${date} >= (SELECT lower FROM query) AND ${date} < (SELECT upper FROM query)`;

const isLive = `generation = ${liveNumber("history")}`;
const isAsked = `${isLive} AND (SELECT kind FROM query) IN (kind, '') AND (SELECT item_id FROM query) IN (item_id, '')`;

// Not GROUP BY, which would sort all rows first: this way, memory and time depend on the number of groups.
export const tallySql = `
  INSERT INTO tallies
  SELECT iif(${soldAt} IS NULL, 'undated', 'purchases'), ifnull(${intervalOf(soldAt)}, 0), ${agreedColumns}
  FROM history WHERE ${isAsked} AND (${soldAt} IS NULL OR ${within(soldAt)})
  UNION ALL
  SELECT 'revocations', ${intervalOf("revoked_at")}, ${agreedColumns}
  FROM history WHERE ${isAsked} AND ${within("revoked_at")}
  UNION ALL
  SELECT 'refunds', ${intervalOf("refunded_at")}, ${groupColumns}, 1, ${twoParts("refunded_minor")}, 0, 0
  FROM (SELECT history.*, value ->> 'refundedAt' AS refunded_at, value ->> 'amountMinor' AS refunded_minor
        FROM history, ${refundsOf} WHERE ${isAsked})
  WHERE ${within("refunded_at")}
  ON CONFLICT DO UPDATE SET count = count + 1, billions = billions + excluded.billions,
    rest = rest + excluded.rest, discount_billions = discount_billions + excluded.discount_billions,
    discount_rest = discount_rest + excluded.discount_rest`;

export const spanSql = `INSERT INTO span
  SELECT min(least), max(greatest) FROM
    (SELECT min(${soldAt}) AS least, max(${soldAt}) AS greatest FROM history WHERE ${isLive}
     UNION ALL SELECT min(revoked_at), max(revoked_at) FROM history WHERE ${isLive}
     UNION ALL SELECT min(value ->> 'refundedAt'), max(value ->> 'refundedAt') FROM history, ${refundsOf}
       WHERE ${isLive})`;

export async function prepareCounter(writer: Writer): Promise<Counter> {
  await writer.exec(temporaryTables);
  const tables = ["query", "intervals", "tallies", "span"];
  return {
    writer,
    clear: await Promise.all(tables.map((table) => writer.prepare(`DELETE FROM temp.${table}`))),
    setQuery: await writer.prepare("INSERT INTO query VALUES (?, ?, ?, ?, ?)"),
    setIntervals: await writer.prepare("INSERT INTO intervals SELECT value, key FROM json_each(?)"),
    tallies: await writer.prepare(
      `SELECT json_group_array(json_array(what, interval, kind, item_id, price, currency, reason, count,
         CAST(billions AS TEXT), CAST(rest AS TEXT), CAST(discount_billions AS TEXT), CAST(discount_rest AS TEXT)))
       FROM tallies`,
    ),
    span: await writer.prepare("SELECT first, last FROM span"),
  };
}

export type TallyRow = readonly [
  ...[what: keyof Tallies, interval: number, kind: string, itemId: string, price: string],
  ...[currency: string, reason: string, count: number],
  ...[billions: string, rest: string, discountBillions: string, discountRest: string],
];

export function toTallies(rows: readonly TallyRow[]): Tallies {
  const all: Record<keyof Tallies, IntervalTally[]> = {
    purchases: [],
    revocations: [],
    refunds: [],
    undated: [],
  };
  for (const [what, interval, kind, itemId, price, currency, reason, count, ...amounts] of rows) {
    const [billions, rest, discountBillions, discountRest] = amounts;
    all[what].push({
      interval,
      kind,
      itemId: itemId === "" ? null : itemId,
      price,
      currency: currency === "" ? null : currency,
      revokedReason: reason === "" ? null : reason,
      count,
      amountMinor: inOne(billions, rest),
      discountMinor: inOne(discountBillions, discountRest),
    } as IntervalTally);
  }
  return { ...all, undated: all.undated.map(({ interval: _none, ...tally }) => tally) };
}

const inOne = (billions: string, rest: string): bigint => BigInt(billions) * BigInt(billion) + BigInt(rest);
