import type { AnyDocument, ProjectionName } from "../../documents.js";
import { parseOrText } from "../../../sqlite/values.js";
import type { ModelTable } from "../model-table.js";

/**
 * A table for a projection that needs no columns of its own: each document as JSON beside its key.
 *
 * @param keyField the field of a document that holds its key
 */
export function documentTable(projection: ProjectionName, keyField: string): ModelTable {
  const table = projection.replaceAll(/[^a-z]/g, "_");
  const revisions = `${table}_revisions`;
  return {
    projection,
    schema: `
      CREATE TABLE IF NOT EXISTS ${table} (
        generation INTEGER NOT NULL,
        user_id    TEXT    NOT NULL,
        document_key TEXT    NOT NULL,
        document   TEXT    NOT NULL,
        PRIMARY KEY (generation, user_id, document_key)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE IF NOT EXISTS ${revisions} (
        generation INTEGER NOT NULL,
        user_id    TEXT    NOT NULL,
        revision   INTEGER NOT NULL,
        PRIMARY KEY (generation, user_id)
      ) STRICT, WITHOUT ROWID;`,
    table,
    primaryKey: ["user_id", "document_key"],
    keyColumn: "document_key",
    revisions,
    columns: ["user_id", "document_key", "document"],
    onConflict: "DO UPDATE SET document = excluded.document",
    toRow: (document) => [
      document.userId,
      String((document as unknown as Readonly<Record<string, unknown>>)[keyField]),
      JSON.stringify(document),
    ],
    toDocument: ([, , document]) => parseOrText(document) as AnyDocument,
  };
}
