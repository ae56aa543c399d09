import type { AnyDocument } from "../documents.js";
import type { Stored } from "./documents.js";
import type { ModelCollection } from "./model-collection.js";

/** How far a user is folded. Documents are written before the user's revision, so that none is missing at that revision. */
export interface UserMoment {
  /** The revision that the user's model is folded to; -1 if there is none. It must be read before the document. */
  readonly foldedTo: number;
  /**
   * The event count of the checkpoint. It must be read before the document. A document of a batch before the checkpoint
   * cannot be ahead. If its revision says so, it is damaged.
   */
  readonly checkpoint: number;
}

/**
 * A user's document at the revision that the user's model is folded to. A projector may have written the document ahead,
 * and may then have been killed. In that case the document has a copy from before that batch. The copy is of no use if
 * another batch has ended in between.
 *
 * @returns `not yet` if the document did not exist at that revision, `unknown` if its content at that revision is lost
 */
export function asOf(
  model: ModelCollection,
  { foldedTo, checkpoint }: UserMoment,
  stored: Stored,
): AnyDocument | "not yet" | "unknown" {
  const document = model.toDocument(stored);
  const { foldedAt, before, beforeAt } = stored;
  const isAhead = document.revision > foldedTo && typeof foldedAt === "number" && foldedAt > checkpoint;
  if (!isAhead) return document;
  if (beforeAt !== foldedTo) return "unknown";
  return typeof before === "string" ? (JSON.parse(before) as AnyDocument) : "not yet";
}
