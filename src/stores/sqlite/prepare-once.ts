import type { Database, ReadStatement } from "./database.js";

/** Prepares each text once. Meant for texts of which there are few, since no statement is dropped. */
export function prepareOnce(database: Pick<Database, "prepare">): (sql: string) => ReadStatement {
  const prepared = new Map<string, ReadStatement>();
  return (sql) => {
    const statement = prepared.get(sql) ?? database.prepare(sql);
    prepared.set(sql, statement);
    return statement;
  };
}
