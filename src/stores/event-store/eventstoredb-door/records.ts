/** The events of the door's log, both the ledger's and those of other programs. */

/** An event that a client wants to append. */
export interface ProposedEvent {
  /** A UUID, in lower case. */
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event in the log. */
export interface LogRecord extends ProposedEvent {
  /** The number of the event among all events, from 1, without gaps. */
  readonly position: number;
  readonly stream: string;
  /** From 0. `tombstoneRevision` for the event that ends a stream permanently. */
  readonly revision: number;
  /** ISO 8601 UTC. */
  readonly created: string;
}

/** The revision of a tombstone, the last event of a stream. EventStoreDB writes it as 2^63 - 1, see `wire.ts`. */
export const tombstoneRevision = Number.MAX_SAFE_INTEGER;

/** The state that a stream must have for a write to be accepted. */
export type ExpectedRevision = "any" | "no-stream" | "stream-exists" | bigint;

/** The revision of a stream that has no events. */
export const noRevision = -1;

export type WriteOutcome =
  | {
      readonly kind: "written";
      /** The last revision of the stream; `noRevision` after an append of no events to a new stream. */
      readonly revision: number;
      /** The position of the last event written, or of the log's end if none was. Undefined if that event is hidden. */
      readonly position: number | undefined;
    }
  | { readonly kind: "wrong-revision"; readonly actual: number }
  | { readonly kind: "stream-deleted" }
  /** The ledger does not allow the write. `why` is a sentence. */
  | { readonly kind: "denied"; readonly why: string }
  | { readonly kind: "id-reused" };

export const eventTypes = { link: "$>", metadata: "$metadata", tombstone: "$streamDeleted" } as const;

const metastreamPrefix = "$$";
export const isMetastream = (stream: string): boolean => stream.startsWith(metastreamPrefix);
/** The stream that holds a stream's metadata. */
export const metastreamOf = (stream: string): string => metastreamPrefix + stream;
export const originalStreamOf = (metastream: string): string => metastream.slice(metastreamPrefix.length);
