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
   * Creates the tables if they are missing; undefined if the migrations of the file do. Each begins with the columns
   * `generation` and `user_id`.
   */
  readonly schema: string | undefined;
  readonly table: string;
  /** The columns that name a row within a generation, in the order of the primary key. */
  readonly primaryKey: readonly string[];
  /** The column by which the fold finds a user's document; undefined if each user has one document. */
  readonly keyColumn: string | undefined;
  /**
   * The table with the revision that each user's documents are folded to (`generation`, `user_id`, `revision`);
   * undefined if each user has one document, which holds the revision.
   */
  readonly revisions: string | undefined;
  /**
   * For look-ups across users: a table with a row for each look-up key of a document (`generation`, `key`,
   * {@link primaryKey}), and SQL that derives these rows from rows with this table's columns, for each kind of key.
   * Missing if there are no look-ups.
   */
  readonly keys?: { readonly table: string; from(rows: string): readonly string[] };
  /** The columns after `generation`. */
  readonly columns: readonly string[];
  /** How an existing row is overwritten: `DO UPDATE SET …`. */
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
