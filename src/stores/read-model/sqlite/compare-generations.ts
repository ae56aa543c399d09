import type { UserId } from "../../../events/identifiers.js";
import type { Statement, Writer } from "../../sqlite/database.js";
import { literalOf } from "../../sqlite/values.js";
import type { ComparedUsers } from "../read-model-store.js";
import type { Connections } from "./connections.js";
import type { ModelTable } from "./model-table.js";
import type { Numbers } from "./model-writes.js";

/** Few, so that a comparison can be cancelled soon, and holds no snapshot of the file for long. */
const usersAtOnce = 5000;

interface Users {
  readonly after: UserId | undefined;
  readonly end: UserId | undefined;
}

type Generations = readonly [Numbers, Numbers];

/** Compares the next users of two sets of generations. */
export type Comparison = (numbers: Generations, after: UserId | undefined) => Promise<ComparedUsers>;

/**
 * Compares generations in the database (ADR 28), on another thread. Both are in the order of the primary key, so that
 * the counterpart of a row is next to that of the row before. All users are compared on one connection, because the
 * package frees the memory of a connection only when that is garbage-collected.
 */
export function createComparison(
  { reader, openCounter }: Connections,
  tables: readonly ModelTable[],
): Comparison {
  let opened: Promise<Counter> | undefined;
  return async (numbers, after) => {
    const [last, found] = reader.prepare(nextUsersSql(tables, numbers)).get(after ?? "") ?? [];
    const end = Number(found) < usersAtOnce ? undefined : (last as UserId);
    opened ??= openCounter().then(prepareCounter);
    const { writer, compared } = await opened;
    let isNeeded = false;
    try {
      await writer.exec(`DELETE FROM temp.compared; INSERT INTO temp.compared SELECT
        (SELECT count(*) FROM (${usersSql(tables, numbers, { after, end })})),
        (SELECT json_group_array(user_id) FROM (${differentSql(tables, numbers, { after, end })}))`);
      const [users, different] = compared.get() ?? [];
      isNeeded = end !== undefined;
      return { users: Number(users), different: JSON.parse(String(different)) as UserId[], end };
    } finally {
      if (!isNeeded) {
        opened = undefined;
        writer.close();
      }
    }
  };
}

interface Counter {
  readonly writer: Writer;
  readonly compared: Statement;
}

/**
 * The package runs a statement on another thread only if it returns no rows: the results go through a temporary table.
 */
async function prepareCounter(writer: Writer): Promise<Counter> {
  await writer.exec("CREATE TEMP TABLE compared (users INTEGER NOT NULL, different TEXT NOT NULL)");
  return { writer, compared: await writer.prepare("SELECT users, different FROM temp.compared") };
}

/** The number of the generation of a table's projection; if there is none, a number that no generation has. */
const numberOf = (numbers: Numbers, { projection }: ModelTable): number => numbers.get(projection) ?? -1;

const within = ({ after, end }: Users): string =>
  `user_id > ${literalOf(after ?? "")}${end === undefined ? "" : ` AND user_id <= ${literalOf(end)}`}`;

/**
 * The rows that say which users a generation has, for each table: the revisions, or the documents where these hold the
 * revision.
 */
const headsOf = (tables: readonly ModelTable[], numbers: readonly Numbers[]): readonly string[] => {
  const all = tables.flatMap((table) =>
    numbers.map(
      (each) => `FROM ${table.revisions ?? table.table} WHERE generation = ${numberOf(each, table)}`,
    ),
  );
  return [...new Set(all)];
};

const nextUsersSql = (tables: readonly ModelTable[], numbers: readonly Numbers[]): string => {
  const next = headsOf(tables, numbers).map(
    (from) => `SELECT * FROM (SELECT user_id ${from} AND user_id > ?1 ORDER BY user_id LIMIT ${usersAtOnce})`,
  );
  return `SELECT max(user_id), count(*) FROM (${next.join(" UNION ")} ORDER BY user_id LIMIT ${usersAtOnce})`;
};

const usersSql = (tables: readonly ModelTable[], numbers: readonly Numbers[], users: Users): string =>
  headsOf(tables, numbers)
    .map((from) => `SELECT user_id ${from} AND ${within(users)}`)
    .join(" UNION ");

/** Users with a row that the other generation does not have, or has with other values. */
function differentSql(tables: readonly ModelTable[], [one, other]: Generations, users: Users): string {
  const parts = tables.flatMap((model) => {
    const [first, second] = [numberOf(one, model), numberOf(other, model)];
    if (first === second) return [];
    const { table, primaryKey, columns, revisions } = model;
    const compared = [
      { table, key: primaryKey, rest: columns.filter((column) => !primaryKey.includes(column)) },
      ...(revisions === undefined ? [] : [{ table: revisions, key: ["user_id"], rest: ["revision"] }]),
    ];
    return compared.flatMap((each) => [
      unmatchedSql(each, first, second, users),
      unmatchedSql({ ...each, rest: [] }, second, first, users),
    ]);
  });
  return `${parts.join(" UNION ")} ORDER BY user_id`;
}

interface ComparedTable {
  readonly table: string;
  readonly key: readonly string[];
  readonly rest: readonly string[];
}

function unmatchedSql({ table, key, rest }: ComparedTable, of: number, among: number, users: Users): string {
  const same = [
    ...key.map((name) => `b.${name} = a.${name}`),
    ...rest.map((name) => `b.${name} IS a.${name}`),
  ];
  return `SELECT user_id FROM ${table} AS a WHERE generation = ${of} AND ${within(users)}
    AND NOT EXISTS (SELECT 1 FROM ${table} AS b WHERE b.generation = ${among} AND ${same.join(" AND ")})`;
}
