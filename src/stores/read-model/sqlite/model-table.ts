import type { UserId } from "../../../events/identifiers.js";
import type { AnyDocument, ProjectionName } from "../documents.js";
import type { SqlValue } from "../../sqlite/database.js";

/**
 * How a projection is stored in SQLite. Everything else about its tables is the same for all projections, see
 * `model-writes.ts` and `model-reads.ts`.
 */
export interface ModelTable<Document = AnyDocument> {
  readonly projection: ProjectionName;
  /**
   * Makes the tables, if they are missing; undefined where the migrations of the file do. Each begins with the columns
   * `generation` and `user_id`.
   */
  readonly schema: string | undefined;
  readonly table: string;
  /** The columns that name a row within a generation, in the order of the primary key. */
  readonly primaryKey: readonly string[];
  /** The column that the fold finds a user's document by; undefined where there is one document a user. */
  readonly keyColumn: string | undefined;
  /**
   * The table with the revision that each user's documents are folded to (`generation`, `user_id`, `revision`);
   * undefined where the one document of a user says it.
   */
  readonly revisions: string | undefined;
  /**
   * Where documents of any user are found by what is not their key: a table with a row for each key of a row
   * (`generation`, `key`, {@link primaryKey}), and SQL that makes these of rows with this table's columns. Left out where
   * nothing is.
   */
  readonly keys?: { readonly table: string; from(rows: string): string };
  /** The columns after `generation`. */
  readonly columns: readonly string[];
  /** What is written over a row that is there: `DO UPDATE SET …`. */
  readonly onConflict: string;
  /** Documents to write before the others of a batch: they free unique keys. */
  comesFirst?(document: Document): boolean;
  /** A document as the values of {@link columns}. */
  toRow(document: Document): readonly SqlValue[];
  /** The document in a row, which may be damaged. */
  toDocument(row: readonly SqlValue[]): Document;
  /** Refuses what a fold or a reader cannot work with. @throws LedgerError `read_model_unavailable` */
  assertWhole?(document: Document, userId: UserId): void;
}

export const columnsOf = ({ columns }: ModelTable): string => columns.join(", ");

/** The value of a JSON text; the text itself where it is none. */
export function parseOrText(json: SqlValue | undefined): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return json;
  }
}
