import type { AnyDocument } from "../documents.js";
import type { Stored } from "./documents.js";
import type { ModelCollection } from "./model-collection.js";

/** Documents are written before the revision of their user, so that it never promises what is not there. */
export interface UserMoment {
  /** The revision that the user's model is folded to, read before the document was; -1 if it is folded to none. */
  readonly foldedTo: number;
  /**
   * The event count of the checkpoint, read before the document was: what was written by a batch that it has passed is not
   * ahead of anything, and if it says otherwise it is damaged.
   */
  readonly checkpoint: number;
}

/**
 * A user's document as of the revision that the user's model is folded to. A projector may have written it ahead, or have
 * left it behind when it was killed. It holds what it was before that batch; if another batch has ended in between, that
 * is not what it was at this revision.
 *
 * @returns `not yet` if it was made later, `unknown` if nothing says what it was
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
