import type { EventContent, EventMetadata } from "../events/purchase-events.js";
import type { UserId } from "../events/identifiers.js";
import type { AnyDocument, ProjectionName } from "../stores/read-model/documents.js";

/** An event with its revision in the user's stream, and the request that caused it. */
export type FoldableEvent = EventContent & {
  readonly revision: number;
  readonly metadata: Pick<EventMetadata, "correlationId">;
};

/** The documents of one user, by key, while they are folded. */
export type Documents<Document = AnyDocument> = Map<string, Document>;

/**
 * A projection: how the events of a user become its documents of that user. All of it is pure. Adding one is a folder
 * beside this file and a line in `projections.ts`, see `docs/adding-a-projection.md`.
 */
export interface Projection<Document = AnyDocument> {
  readonly name: ProjectionName;
  /** Raise it when a change of the fold changes its result: the server then rebuilds the projection. */
  readonly foldVersion: number;

  /** The key of a document among those of its user; empty if there is one document per user. */
  keyOf(document: Document): string;
  /** The keys of the documents that an event may change; `"all"` if it does not say which of its user's documents. */
  keysOf(event: FoldableEvent): readonly string[] | "all";
  /** If {@link keysOf} says `"all"`: the key of the document that it changes among these; undefined if there is none. */
  keyIn?(documents: ReadonlyMap<string, Document>, event: FoldableEvent): string | undefined;

  /**
   * Checks that an event can follow. Separate from {@link fold}, so that an event that one projection refuses changes
   * none of them.
   *
   * @throws LedgerError `event_invalid` if it cannot
   */
  check(documents: ReadonlyMap<string, Document>, event: FoldableEvent, userId: UserId): void;
  /**
   * Folds an event, which {@link check} has accepted, into the documents that {@link keysOf} names. It adds documents or
   * changes them in place: a copy for each event would make a long stream cost the square of its length. It sets the
   * `revision` of each changed document to that of the event, so that no event is folded into it twice.
   */
  fold(documents: Documents<Document>, event: FoldableEvent, userId: UserId): void;

  /** A field of a document that holds the same thing twice, if any. */
  repetitionIn?(document: Document): { readonly path: string; readonly value: unknown } | undefined;
  /** Those of a user's documents that repeat another: one that no event explains is then a duplicate. */
  repeatedIn?(documents: readonly Document[]): ReadonlySet<Document>;
  /** What drift of a document concerns, besides the user. */
  about?(document: Document): { readonly purchaseId?: string };

  /** For projections that say what a user owns. They all have to agree. */
  readonly owned?: {
    /** What is counted, for people. */
    readonly description: string;
    /** Keys of items, as `itemKey` returns them. The stored documents may be damaged. */
    itemsOf(documents: readonly Document[]): readonly string[];
  };
}
