import type { AnyDocument } from "../documents.js";
import type { Stored } from "./documents.js";
import type { ModelCollection } from "./model-collection.js";

/**
 * A user's document as of the revision that the user's model is folded to: undefined if it was made later. Documents are
 * written before that revision is, so that it never promises what is not there; what a projector has written ahead, or
 * has left behind when it was killed, is not of that moment.
 *
 * @param foldedTo the revision that the model is folded to, read before the document was
 * @param checkpoint the event count of the checkpoint, read before the document was: what was written by a batch that it
 *   has passed is not ahead of anything, and if it says otherwise it is damaged
 */
export function asOf(
  model: ModelCollection,
  foldedTo: number,
  checkpoint: number,
  stored: Stored,
): AnyDocument | undefined {
  const document = model.toDocument(stored);
  const isAhead =
    document.revision > foldedTo && typeof stored.foldedAt === "number" && stored.foldedAt > checkpoint;
  if (!isAhead) return document;
  return typeof stored.before === "string"
    ? (JSON.parse(stored.before) as AnyDocument)
    : model.asOf?.(document, foldedTo);
}
