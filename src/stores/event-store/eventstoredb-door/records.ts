/** The events of the door's log: those of the ledger, and what other programs keep beside them. */

/** What a client proposes to append. */
export interface ProposedEvent {
  /** A UUID, in lower case. */
  readonly id: string;
  readonly type: string;
  readonly isJson: boolean;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An event as it stands in the log. */
export interface LogRecord extends ProposedEvent {
  /** Its place among all events, from 1, without a gap. */
  readonly position: number;
  readonly stream: string;
  /** From 0; `tombstoneRevision` for the event that ends a stream permanently. */
  readonly revision: number;
  /** ISO 8601 UTC. */
  readonly created: string;
}

/** The revision of a tombstone: no event comes after it. EventStoreDB writes it as 2^63 - 1, see `wire.ts`. */
export const tombstoneRevision = Number.MAX_SAFE_INTEGER;

/** What a stream must look like for a write to be accepted: any way, one way, or at an exact revision. */
export type ExpectedRevision = "any" | "no-stream" | "stream-exists" | bigint;

/** The revision of a stream that has no events. */
export const noRevision = -1;

export type WriteOutcome =
  | {
      readonly kind: "written";
      /** The stream's last revision, `noRevision` after an append of nothing to nothing. */
      readonly revision: number;
      /** Of the last event written, or the log's end if there was none; undefined if it is no longer to be seen. */
      readonly position: number | undefined;
    }
  | { readonly kind: "wrong-revision"; readonly actual: number }
  | { readonly kind: "stream-deleted" }
  /** The ledger does not allow it; `why` is a sentence. */
  | { readonly kind: "denied"; readonly why: string }
  | { readonly kind: "id-reused" };

export const eventTypes = { link: "$>", metadata: "$metadata", tombstone: "$streamDeleted" } as const;

const metastreamPrefix = "$$";
export const isMetastream = (stream: string): boolean => stream.startsWith(metastreamPrefix);
/** The stream that holds a stream's metadata. */
export const metastreamOf = (stream: string): string => metastreamPrefix + stream;
export const originalStreamOf = (metastream: string): string => metastream.slice(metastreamPrefix.length);
