import { compareIds, type UserId } from "../../../events/identifiers.js";
import type { SqlValue, Writer } from "../../sqlite/database.js";
import { literalOf, rowsOf } from "../../sqlite/values.js";
import type { AnyDocument, ProjectionName } from "../documents.js";
import type { ModelsOfUser } from "../read-model-store.js";
import type { ModelTable } from "./model-table.js";

/** The generation of each projection to read or write. A projection without one is left alone. */
export type Numbers = ReadonlyMap<ProjectionName, number>;

export interface ModelWrites {
  /**
   * Statements that insert or overwrite revisions and whole documents, for the end of a transaction.
   *
   * @param keys whether they add the keys that documents are looked up by; a fill adds those at its end
   */
  statements(
    numbers: Numbers,
    users: readonly ModelsOfUser[],
    keys: "with keys" | "without keys",
  ): readonly string[];
  /** Removes everything that is stored of a user, within a transaction. */
  remove(numbers: Numbers, userId: UserId): void;
}

export async function prepareWrites(writer: Writer, tables: readonly ModelTable[]): Promise<ModelWrites> {
  const all = await Promise.all(tables.map((table) => prepareTable(writer, table)));
  return {
    statements(numbers, users, keys) {
      // In the order of the primary key, so that neighbouring rows are written one after another.
      const inOrder = users.toSorted((a, b) => compareIds(a.userId, b.userId));
      return all.flatMap(({ projection, statementsOf }) => {
        const number = numbers.get(projection);
        return number === undefined ? [] : [...statementsOf(number, inOrder, keys === "with keys")];
      });
    },
    remove(numbers, userId) {
      for (const { projection, remove } of all) {
        const number = numbers.get(projection);
        if (number !== undefined) for (const statement of remove) statement.run(number, userId);
      }
    },
  };
}

/** Rows of one statement. Few, because a compiled statement takes more memory than its text. */
const mostRows = 500;

async function prepareTable(writer: Writer, model: ModelTable) {
  const { projection, table, revisions, keys, columns, primaryKey, onConflict, comesFirst } = model;
  const tablesOfModel = [table, revisions].filter((each) => each !== undefined);
  const keyPlaces = primaryKey.map((column) => columns.indexOf(column));
  const isWritten = primaryKey.map((column, index) => `${column} = wanted.value ->> ${index}`).join(" AND ");

  /**
   * Derives the keys from the rows that were just written. From the text of the statement, each row would be parsed
   * again for each of its keys.
   */
  function insertKeys(
    { table: into, from }: NonNullable<ModelTable["keys"]>,
    generation: number,
    rows: readonly (readonly SqlValue[])[],
  ): string {
    const wanted = literalOf(JSON.stringify(rows.map((row) => keyPlaces.map((place) => row[place]))));
    return `WITH written AS MATERIALIZED (
        SELECT ${table}.* FROM json_each(${wanted}) AS wanted CROSS JOIN ${table}
        WHERE generation = ${generation} AND ${isWritten})
      INSERT OR IGNORE INTO ${into} ${from("written").join(" UNION ALL ")} ORDER BY 1, 2, 3, 4`;
  }

  function* statementsOf(
    generation: number,
    users: readonly ModelsOfUser[],
    withKeys: boolean,
  ): Generator<string> {
    const changed = users.flatMap(({ userId, models }) => {
      const model = models[projection];
      return model === undefined ? [] : [{ userId, ...model }];
    });
    if (changed.length === 0) return;
    const all = changed.flatMap((each): readonly AnyDocument[] => each.documents);
    const documents =
      comesFirst === undefined
        ? all
        : [...all.filter((each) => comesFirst(each)), ...all.filter((each) => !comesFirst(each))];
    const rows = documents.map((each) => model.toRow(each));
    for (let first = 0; first < rows.length; first += mostRows) {
      const some = rowsOf(rows.slice(first, first + mostRows), [generation]);
      yield `INSERT INTO ${table} (generation, ${columns.join(", ")}) ${some}
        ON CONFLICT (generation, ${primaryKey.join(", ")}) ${onConflict}`;
    }
    if (withKeys && keys !== undefined && rows.length > 0) yield insertKeys(keys, generation, rows);
    if (revisions === undefined) return;
    const folded = rowsOf(
      changed.map(({ userId, revision }) => [userId, revision]),
      [generation],
    );
    yield `INSERT OR REPLACE INTO ${revisions} (generation, user_id, revision) ${folded}`;
  }

  return {
    projection,
    statementsOf,
    remove: await Promise.all(
      tablesOfModel.map((each) => writer.prepare(`DELETE FROM ${each} WHERE generation = ? AND user_id = ?`)),
    ),
  };
}
