import type { IndexDescription } from "mongodb";
import type { UserId } from "../../../events/identifiers.js";
import type { AnyDocument, ProjectionName } from "../documents.js";
import type { Stored } from "./documents.js";

/**
 * How a projection is stored in MongoDB. Everything else about its collections is the same for all projections.
 *
 * A projection with one document a user has one collection, and each document says what it is folded to. Any other has a
 * second one for that, and its documents are written before it: what they say beyond it was written ahead.
 */
export interface ModelCollection<Document = AnyDocument> {
  readonly projection: ProjectionName;
  /** The collection of the documents, after the prefix. */
  readonly documents: string;
  /** That of the revisions; undefined where there is one document a user. */
  readonly revisions: string | undefined;
  /** Of the documents, beside the one on `_id`. */
  readonly indexes: readonly IndexDescription[];
  /** The order of a user's documents, by fields that an index has after `generation` and `userId`. */
  readonly sort: Readonly<Record<string, 1>>;
  /** The key of a document among those of its user, which its `_id` ends with. */
  keyOf(document: Document): string;
  /** The fields of a document and of its indexes. */
  toFields(generation: number, document: Document): Readonly<Record<string, unknown>>;
  /** A stored document without the fields of this adapter. It may be damaged. */
  toDocument(stored: Stored): Document;
  /** Documents to write before the others of a batch: they free unique keys. */
  comesFirst?(document: Document): boolean;
  /** Refuses what a fold or a reader cannot work with. @throws LedgerError `read_model_unavailable` */
  assertWhole?(document: Document, userId: UserId): void;
}
