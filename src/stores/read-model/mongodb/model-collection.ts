import type { IndexDescription } from "mongodb";
import type { UserId } from "../../../events/identifiers.js";
import type { AnyDocument, ProjectionName } from "../documents.js";
import type { Stored } from "./documents.js";

/**
 * How a projection is stored in MongoDB. Everything else about its collections is the same for all projections.
 *
 * A projection with one document for each user has one collection, and each document has its revision. Any other
 * projection has a second collection for the users' revisions. It is written after the documents, so a document with a
 * higher revision than its user was written ahead.
 */
export interface ModelCollection<Document = AnyDocument> {
  readonly projection: ProjectionName;
  /** The name of the collection of documents, without the prefix. */
  readonly documents: string;
  /** The name of the collection of revisions. Undefined if each user has one document. */
  readonly revisions: string | undefined;
  /** The indexes of the documents, other than the one on `_id`. */
  readonly indexes: readonly IndexDescription[];
  /** The order of a user's documents. An index has these fields after `generation` and `userId`. */
  readonly sort: Readonly<Record<string, 1>>;
  /** The key of a document among those of its user. Its `_id` ends with it. */
  keyOf(document: Document): string;
  /** The fields of a document, including those for its indexes. */
  toFields(generation: number, document: Document): Readonly<Record<string, unknown>>;
  /** A stored document without the fields that this adapter adds. It may be damaged. */
  toDocument(stored: Stored): Document;
  /** Whether to write a document before the others of a batch, because it frees a unique key. */
  comesFirst?(document: Document): boolean;
  /** @throws LedgerError `read_model_unavailable` if the document is too damaged to be used */
  assertWhole?(document: Document, userId: UserId): void;
}
