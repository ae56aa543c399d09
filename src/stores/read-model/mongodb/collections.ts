import type { Collection, Db } from "mongodb";
import type { Stored } from "./documents.js";
import type { Pointer } from "./pointer.js";

export interface Collections {
  readonly ownership: Collection<Stored>;
  /** The history: a document for each purchase. */
  readonly purchases: Collection<Stored>;
  /** The revision that each user's history is folded to. */
  readonly purchaseRevisions: Collection<Stored>;
  /** One document, the pointer. */
  readonly checkpoints: Collection<Pointer>;
  readonly deadLetters: Collection<Stored>;
  readonly audit: Collection<Record<string, unknown>>;
}

export function collectionsOf(db: Db, prefix: string): Collections {
  return {
    ownership: db.collection<Stored>(`${prefix}ownership`),
    purchases: db.collection<Stored>(`${prefix}purchases`),
    purchaseRevisions: db.collection<Stored>(`${prefix}purchase_revisions`),
    checkpoints: db.collection<Pointer>(`${prefix}checkpoints`),
    deadLetters: db.collection<Stored>(`${prefix}dead_letters`),
    audit: db.collection<Record<string, unknown>>(`${prefix}audit`),
  };
}
