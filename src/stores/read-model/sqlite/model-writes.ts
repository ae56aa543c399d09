import type { UserId } from "../../../events/identifiers.js";
import type { Writer } from "../../sqlite/database.js";
import type { AnyDocument, ProjectionName } from "../documents.js";
import type { ModelsOfUser } from "../read-model-store.js";
import type { ModelTable } from "./model-table.js";

/** The generation of each projection to read or write. A projection without one is left alone. */
export type Numbers = ReadonlyMap<ProjectionName, number>;

/** Writes within a transaction. */
export interface ModelWrites {
  /** Writes revisions and whole documents over what is there: a batch is one statement a table. */
  put(numbers: Numbers, users: readonly ModelsOfUser[]): void;
  /** The same without the keys that documents are looked up by, which are added at the end. */
  fill(numbers: Numbers, users: readonly ModelsOfUser[]): void;
  /** Removes all that there is of a user. */
  remove(numbers: Numbers, userId: UserId): void;
}

export async function prepareWrites(writer: Writer, tables: readonly ModelTable[]): Promise<ModelWrites> {
  const all = await Promise.all(tables.map((table) => prepareTable(writer, table)));
  const putAll =
    (withKeys: boolean): ModelWrites["put"] =>
    (numbers, users) => {
      for (const { projection, put } of all) {
        const number = numbers.get(projection);
        if (number !== undefined) put(number, users, withKeys);
      }
    };
  return {
    put: putAll(true),
    fill: putAll(false),
    remove(numbers, userId) {
      for (const { projection, remove } of all) {
        const number = numbers.get(projection);
        if (number !== undefined) for (const statement of remove) statement.run(number, userId);
      }
    },
  };
}

async function prepareTable(writer: Writer, model: ModelTable) {
  const { projection, table, revisions, keys, columns, primaryKey, onConflict, comesFirst } = model;
  // By its place a value is found at once; by its name each column would cost a search through the document.
  const rows = `SELECT ?1, ${columns.map((_, place) => `value ->> ${place}`).join(", ")} FROM json_each(?2)`;
  const putDocuments = await writer.prepare(
    `INSERT INTO ${table} (generation, ${columns.join(", ")}) ${rows} WHERE true
     ON CONFLICT (generation, ${primaryKey.join(", ")}) ${onConflict}`,
  );
  const putKeys =
    keys === undefined
      ? undefined
      : await writer.prepare(
          `WITH written (generation, ${columns.join(", ")}) AS MATERIALIZED (${rows})
           INSERT OR IGNORE INTO ${keys.table} ${keys.from("written")}`,
        );
  const putRevisions =
    revisions === undefined
      ? undefined
      : await writer.prepare(
          `INSERT OR REPLACE INTO ${revisions} (generation, user_id, revision)
           SELECT ?1, value ->> 0, value ->> 1 FROM json_each(?2)`,
        );
  const tablesOfModel = [table, revisions].filter((each) => each !== undefined);
  return {
    projection,
    remove: await Promise.all(
      tablesOfModel.map((each) => writer.prepare(`DELETE FROM ${each} WHERE generation = ? AND user_id = ?`)),
    ),
    put(number: number, users: readonly ModelsOfUser[], withKeys: boolean): void {
      const changed = users.flatMap(({ userId, models }) => {
        const model = models[projection];
        return model === undefined ? [] : [{ userId, ...model }];
      });
      const all = changed.flatMap((each): readonly AnyDocument[] => each.documents);
      const documents =
        comesFirst === undefined
          ? all
          : [...all.filter((each) => comesFirst(each)), ...all.filter((each) => !comesFirst(each))];
      if (documents.length > 0) {
        const json = JSON.stringify(documents.map((each) => model.toRow(each)));
        putDocuments.run(number, json);
        if (withKeys) putKeys?.run(number, json);
      }
      const folded = changed.map(({ userId, revision }) => [userId, revision]);
      if (folded.length > 0) putRevisions?.run(number, JSON.stringify(folded));
    },
  };
}
