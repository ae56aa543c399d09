import { compareIds, type UserId } from "../../../events/identifiers.js";
import type { Database, ReadStatement, SqlValue, Statement } from "../../sqlite/database.js";
import { claimedRevision } from "../claimed-revision.js";
import type { AnyDocument, ProjectionName } from "../documents.js";
import type {
  LoadedModels,
  LoadRequest,
  Model,
  ModelsOfUser,
  StoredModel,
  StoredUser,
} from "../read-model-store.js";
import { columnsOf, type ModelTable } from "./model-table.js";
import type { Numbers } from "./model-writes.js";

/** Reads that see one snapshot if they run within a transaction. */
export interface ModelReads {
  load(numbers: Numbers, request: LoadRequest): LoadedModels["users"];
  user(numbers: Numbers, userId: UserId): StoredUser;
  /** The next users after an id, in the order of their ids. */
  usersAfter(numbers: Numbers, after: UserId | undefined, limit: number): readonly StoredUser[];
}

export async function prepareReads(reader: Database, tables: readonly ModelTable[]): Promise<ModelReads> {
  const loads = tables.map((table) => ({ table, ...prepareLoad(reader, table) }));
  const pages = tables.map((table) => ({
    table,
    documents: reader.prepare(documentsSql(table, "user_id > ?2")),
    revisions: prepareRevisions(reader, table),
  }));
  const user = await prepareUser(reader, tables);
  return {
    load(numbers, request) {
      const users = new Map<UserId, Record<string, Model>>();
      for (const { table, read } of loads) {
        const number = numbers.get(table.projection);
        if (number === undefined) continue;
        for (const [userId, model] of read(number, request)) {
          const models = users.get(userId) ?? {};
          models[table.projection] = model;
          users.set(userId, models);
        }
      }
      return users;
    },
    user,
    usersAfter(numbers, after, limit) {
      const found = new Map<UserId, RowsOfModel[]>();
      for (const { table, documents, revisions } of pages) {
        const number = numbers.get(table.projection);
        if (number === undefined) continue;
        const page = readPage(documents, revisions, [number, after ?? "", limit]);
        for (const [userId, rows] of page) {
          const models = found.get(userId) ?? [];
          models.push({ table, ...rows });
          found.set(userId, models);
        }
      }
      return [...found.keys()]
        .sort(compareIds)
        .slice(0, limit)
        .map((userId) => storedUser(userId, found.get(userId) ?? []));
    },
  };
}

/** Reads all that is stored of one user, the same on every connection: a writer sees exactly what a reader saw. */
export async function prepareUser(
  database: { prepare(sql: string): Statement | Promise<Statement> },
  tables: readonly ModelTable[],
): Promise<ModelReads["user"]> {
  const statements = await Promise.all(
    tables.map(async (table) => ({
      table,
      documents: await database.prepare(documentsSql(table, "user_id = ?2")),
      revision:
        table.revisions === undefined
          ? undefined
          : await database.prepare(
              `SELECT revision FROM ${table.revisions} WHERE generation = ? AND user_id = ?`,
            ),
    })),
  );
  return (numbers, userId) =>
    storedUser(
      userId,
      statements.flatMap(({ table, documents, revision }) => {
        const number = numbers.get(table.projection);
        if (number === undefined) return [];
        const rows = documents.get(number, userId, 1)?.[1];
        const foldedTo = revision?.get(number, userId)?.[0];
        return rows === undefined && foldedTo === undefined ? [] : [{ table, rows, foldedTo }];
      }),
    );
}

/** What is stored of a user by a projection: its rows as JSON, and its revision where that has a row of its own. */
interface Rows {
  readonly rows: SqlValue | undefined;
  readonly foldedTo: SqlValue | undefined;
}

interface RowsOfModel extends Rows {
  readonly table: ModelTable;
}

/**
 * A user and its rows as one JSON text. Users and rows come in the order of the table, which is that of its primary
 * key. With an ORDER BY in a subquery, SQLite would collect the rest of the table for each page.
 */
const documentsSql = (model: ModelTable, users: string): string =>
  `SELECT user_id, json_group_array(json_array(${columnsOf(model)})) FROM ${model.table}
   WHERE generation = ?1 AND ${users} GROUP BY user_id LIMIT ?3`;

const prepareRevisions = (reader: Database, { revisions }: ModelTable): ReadStatement | undefined =>
  revisions === undefined
    ? undefined
    : reader.prepare(
        `SELECT user_id, revision FROM ${revisions} WHERE generation = ? AND user_id > ? ORDER BY user_id LIMIT ?`,
      );

function readPage(
  documents: ReadStatement,
  revisions: ReadStatement | undefined,
  bounds: readonly SqlValue[],
): ReadonlyMap<UserId, Rows> {
  const rowsOf = new Map(documents.all(...bounds).map(([userId, rows]) => [userId as UserId, rows]));
  const foldedTo = new Map(
    (revisions?.all(...bounds) ?? []).map(([userId, revision]) => [userId as UserId, revision]),
  );
  const users = new Set([...rowsOf.keys(), ...foldedTo.keys()]);
  return new Map(
    [...users].map((userId) => [userId, { rows: rowsOf.get(userId), foldedTo: foldedTo.get(userId) }]),
  );
}

/** The models are parsed on demand: for most users, only the version is compared. */
function storedUser(userId: UserId, found: readonly RowsOfModel[]): StoredUser {
  let models: StoredUser["models"] | undefined;
  return {
    userId,
    get models() {
      models ??= Object.fromEntries(found.map((each) => [each.table.projection, storedModel(each)]));
      return models;
    },
    // Made on demand: kept beside the rows, each text would be in memory twice.
    get version() {
      return found.map(versionOfRows).join("\n");
    },
  };
}

/** All that is stored, as one text: two versions are compared without parsing or hashing anything. */
const versionOfRows = ({ table, rows = null, foldedTo = null }: RowsOfModel): string =>
  `${table.projection} ${String(foldedTo)} ${String(rows)}`;

/** The version of a user with these models, as SQLite would write their rows as JSON. */
export function versionOf(tables: readonly ModelTable[], { models }: ModelsOfUser): string {
  return tables
    .flatMap((table) => {
      const model = models[table.projection];
      if (model === undefined) return [];
      const foldedTo = table.revisions === undefined ? undefined : model.revision;
      const rows = inKeyOrder(
        table,
        model.documents.map((each) => table.toRow(each)),
      );
      return versionOfRows({ table, rows: JSON.stringify(rows), foldedTo });
    })
    .join("\n");
}

/** The rows of a user in the order of the primary key. */
function inKeyOrder(
  { columns, primaryKey }: ModelTable,
  rows: readonly (readonly SqlValue[])[],
): readonly (readonly SqlValue[])[] {
  const places = primaryKey.map((column) => columns.indexOf(column));
  return rows.toSorted((a, b) => {
    for (const place of places) {
      const [left, right] = [a[place], b[place]];
      if (left === right) continue;
      return typeof left === "number" && typeof right === "number"
        ? left - right
        : compareIds(String(left), String(right));
    }
    return 0;
  });
}

function storedModel({ table, rows, foldedTo }: RowsOfModel): StoredModel<never> {
  const documents = parseRows(table, rows) as readonly never[];
  const revision =
    table.revisions === undefined
      ? claimedRevision(documents[0])
      : foldedTo === undefined
        ? undefined
        : Number(foldedTo);
  return { revision, documents };
}

const parseRows = (table: ModelTable, rows: SqlValue | undefined): readonly AnyDocument[] =>
  rows === undefined ? [] : (JSON.parse(String(rows)) as SqlValue[][]).map((row) => table.toDocument(row));

/** Reads the revisions of all users of a batch at once, and the documents that the batch may change. */
function prepareLoad(reader: Database, table: ModelTable) {
  const { projection, keyColumn, revisions } = table;
  const columns = columnsOf(table);
  const readWhole = reader.prepare(
    `SELECT json_group_array(json_array(${columns})) FROM ${table.table}
     WHERE generation = ?1 AND user_id IN (SELECT value FROM json_each(?2))`,
  );
  const readKeyed =
    keyColumn === undefined
      ? undefined
      : reader.prepare(
          `SELECT json_group_array(json_array(${columns})) FROM json_each(?2) AS wanted CROSS JOIN ${table.table}
           WHERE generation = ?1 AND user_id = wanted.value ->> 0 AND ${keyColumn} = wanted.value ->> 1`,
        );
  const readRevisions =
    revisions === undefined
      ? undefined
      : reader.prepare(
          `SELECT user_id, revision FROM ${revisions}
           WHERE generation = ? AND user_id IN (SELECT value FROM json_each(?))`,
        );
  const rowsBy = (statement: ReadStatement, number: number, wanted: string): readonly SqlValue[][] =>
    JSON.parse(String(statement.get(number, wanted)?.[0])) as SqlValue[][];

  function documentRows(number: number, request: LoadRequest): readonly SqlValue[][] {
    if (readKeyed === undefined) return rowsBy(readWhole, number, JSON.stringify(request.users));
    const whole = new Set(request.whole?.[projection]);
    const keys = (request.documents[projection] ?? [])
      .filter(({ userId }) => !whole.has(userId))
      .map(({ userId, key }) => JSON.stringify([userId, key]));
    const keyed = rowsBy(readKeyed, number, `[${[...new Set(keys)].join(",")}]`);
    return whole.size === 0 ? keyed : [...keyed, ...rowsBy(readWhole, number, JSON.stringify([...whole]))];
  }

  return {
    read(number: number, request: LoadRequest): ReadonlyMap<UserId, Model> {
      const models = new Map<UserId, { revision: number; documents: AnyDocument[] }>();
      const modelOf = (userId: UserId) => {
        const model = models.get(userId) ?? { revision: -1, documents: [] };
        models.set(userId, model);
        return model;
      };
      for (const row of documentRows(number, request)) {
        const userId = row[0] as UserId;
        const document = table.toDocument(row);
        table.assertWhole?.(document, userId);
        const model = modelOf(userId);
        model.documents.push(document);
        if (readRevisions === undefined) model.revision = claimedRevision(document) ?? -1;
      }
      for (const [userId, revision] of readRevisions?.all(number, JSON.stringify(request.users)) ?? [])
        modelOf(userId as UserId).revision = Number(revision);
      return models;
    },
  };
}

export const numbersOf = (
  rows: readonly { readonly projection: ProjectionName; readonly number: number }[],
): Numbers => new Map(rows.map(({ projection, number }) => [projection, number]));
