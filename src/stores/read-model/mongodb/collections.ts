import type { Collection, Db } from "mongodb";
import type { ProjectionName } from "../documents.js";
import type { Stored } from "./documents.js";
import type { ModelCollection } from "./model-collection.js";
import type { Pointer } from "./pointer.js";

/** A projection and its collections. */
export interface OpenModel {
  readonly model: ModelCollection;
  readonly documents: Collection<Stored>;
  /** Undefined if each user has one document. */
  readonly revisions: Collection<Stored> | undefined;
}

export interface Collections {
  readonly models: readonly OpenModel[];
  of(projection: ProjectionName): OpenModel;
  /** One document, the pointer. */
  readonly checkpoints: Collection<Pointer>;
  readonly deadLetters: Collection<Stored>;
  readonly audit: Collection<Record<string, unknown>>;
}

export function collectionsOf(db: Db, prefix: string, models: readonly ModelCollection[]): Collections {
  const stored = (name: string): Collection<Stored> => db.collection<Stored>(prefix + name);
  const open = models.map((model) => ({
    model,
    documents: stored(model.documents),
    revisions: model.revisions === undefined ? undefined : stored(model.revisions),
  }));
  const byName = new Map(open.map((each) => [each.model.projection, each]));
  return {
    models: open,
    of(projection) {
      const found = byName.get(projection);
      if (found === undefined) throw new Error(`No collections are registered for ${projection}.`);
      return found;
    },
    checkpoints: db.collection<Pointer>(`${prefix}checkpoints`),
    deadLetters: stored("dead_letters"),
    audit: db.collection<Record<string, unknown>>(`${prefix}audit`),
  };
}
