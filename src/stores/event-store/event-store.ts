import type { StoredEvent } from "../../events/codec.js";
import type { StreamName } from "../../events/identifiers.js";
import type { PaymentEvent, PaymentEventType } from "../../events/payment-events.js";
import type { AuditLog } from "./audit-log.js";
import type { SkippedLog } from "./skipped-log.js";
import type { EventMetadata, EventType, PurchaseEvent } from "../../events/purchase-events.js";

declare const positionBrand: unique symbol;
/**
 * A place in the log, after an event. Opaque: only the store that made it can read and order positions. Others may only
 * compare them for equality.
 */
export type Position = string & { readonly [positionBrand]: true };

/** What the stream must look like for an append to be accepted. There is no "any": a ledger never appends blind. */
export type ExpectedRevision = "no-stream" | number;

/** An event to append. */
export interface NewEvent {
  /**
   * A UUID. Events with the same id must have the same content: if the ids of an append are already at its place in the
   * stream, a store may take it for a repetition without comparing the content, and answer that it was written.
   */
  readonly id: string;
  readonly type: EventType | PaymentEventType;
  readonly data: PurchaseEvent["data"] | PaymentEvent["data"];
  readonly metadata: EventMetadata;
}

/** An event as it stands in the log. `revision` counts from 0 within its stream. */
export interface RecordedEvent extends StoredEvent {
  readonly id: string;
  readonly stream: StreamName;
  /** Where a reader continues after this event. */
  readonly position: Position;
  /** When the store accepted it; for a copy, when the original store did (`recordedAt`). ISO 8601 UTC. */
  readonly created: string;
  /** What the clock said then, if `created` is later so that the dates of the log never go back. */
  readonly clock?: string;
}

export interface Appended {
  /** The stream's revision after the append: that of its last event. */
  readonly revision: number;
  /** The position of the last event appended. */
  readonly position: Position;
}

/** The part of an append for one stream. */
export interface StreamAppend {
  readonly stream: StreamName;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

export interface ReadStreamOptions {
  /** The first revision to read; by default the stream's first forwards, its last backwards. */
  readonly from?: number;
  readonly direction?: "forwards" | "backwards";
  /** The most events to read; all by default. */
  readonly limit?: number;
  /**
   * The caller then appends at the revision that it finds. The store may leave checks to that append, such as whether a
   * missing stream was deleted.
   */
  readonly willAppend?: boolean;
}

export interface ReadAllOptions {
  /** Read what comes after this position; from the log's first event if undefined. */
  readonly after?: Position | undefined;
  /** The most events in one batch, 1 to 10,000. */
  readonly batchSize: number;
  /** At the log's head: wait for more (true) or end (false). */
  readonly live: boolean;
  /** Ends a waiting or running read, without an error. */
  readonly signal?: AbortSignal;
  /**
   * Called while the reader waits for the next batch, by a store that also holds events of other programs: every event
   * of the ledger up to this position has been yielded, so that a later read may begin after it.
   */
  readonly onLookedThrough?: (position: Position) => void;
}

export interface ReadStreamsOptions {
  /** Leave out what the log has after this position. */
  readonly until: Position;
}

export interface LogHead {
  /** After the last event of the log; undefined while it is empty. */
  readonly position: Position | undefined;
  /** The id of the event there; left out where the store does not say. */
  readonly eventId?: string | undefined;
  /** How many events the log holds; undefined where the store cannot say. */
  readonly eventCount: number | undefined;
}

export const logDamageKinds = ["file", "missing_event", "doubled_revision", "changed_event"] as const;

/** Damage of the log itself, as far as the store can detect it. */
export interface LogDamage {
  /**
   * `file`: the engine's own check finds an error. `missing_event`, `doubled_revision`: a stream's revisions, or the
   * log's positions, are not complete or not unique. `changed_event`: an event is not what was recorded.
   */
  readonly kind: (typeof logDamageKinds)[number];
  readonly stream?: string;
  readonly revision?: number;
  /** One sentence for a person. */
  readonly message: string;
}

/**
 * The log of purchase events: the ledger's one truth.
 *
 * Every method throws `event_store_unavailable` when the store cannot be reached or written;
 * that is worth a retry, all other errors are final. After a failed `append` the caller does not know whether
 * it happened: it reads the stream for its event id.
 */
export interface EventStore {
  /** Names the adapter in status and logs, e.g. `embedded`. */
  readonly kind: string;

  /** What operators did, kept with the events. */
  readonly audit: AuditLog;

  /** What imports have skipped, kept with the events. */
  readonly skipped: SkippedLog;

  /**
   * Appends all events or none, in order; they are durable when it resolves.
   * Any number may run at once; the failure of one never touches another.
   *
   * @throws LedgerError `revision_conflict` (details: `expected`, `actual`) if the stream is not at `expected`;
   * `event_id_reused` if an event id comes twice in the append; `request_invalid` if `events` is empty; `user_held_back` if
   * the stream was deleted on the server.
   */
  append(stream: StreamName, events: readonly NewEvent[], expected: ExpectedRevision): Promise<Appended>;

  /**
   * Appends to several streams as `append` does to one: everything or nothing, in this order. The errors are those of
   * `append`; `details.stream` names the stream that was refused. Undefined if the store cannot do this.
   */
  readonly appendTogether?: ((appends: readonly StreamAppend[]) => Promise<readonly Appended[]>) | undefined;

  /**
   * Checks that an append would succeed now, by writing without leaving an event behind.
   *
   * @throws LedgerError `event_store_unavailable` if the log cannot be written
   */
  tryWriting(): Promise<void>;

  /**
   * Reads one stream in batches of bounded size; nothing for a stream that does not exist.
   *
   * @throws LedgerError `user_held_back` if it, or its beginning, was deleted on the server
   */
  readStream(stream: StreamName, options?: ReadStreamOptions): AsyncIterable<readonly RecordedEvent[]>;

  /**
   * The revision of a stream's last event, also if the stream was deleted on the server; undefined if it never had one.
   * Left out where a read costs as little.
   */
  lastRevision?(stream: StreamName): Promise<number | undefined>;

  /**
   * Reads the ledger's events in commit order, in batches that are never empty. Pull-based: the next batch is read
   * only on demand. No event that was committed is ever skipped, and a live reader sees an append,
   * also one of another process, within 250 ms.
   */
  readAll(options: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;

  /**
   * Reads the streams of all users one after another, ordered by the bytes of their names, in batches that are never
   * empty. Undefined if the store cannot read its streams in this order: callers then sort the log themselves.
   */
  readStreams?(options: ReadStreamsOptions): AsyncIterable<readonly StoredEvent[]>;

  head(): Promise<LogHead>;

  /**
   * Whether the event is at the position, which proves that this is the log that was read up to there. Also true if a
   * server has removed that event with its stream, because then it cannot be known.
   *
   * @throws LedgerError `request_invalid` if it is a position of another kind of store
   */
  holds(event: { readonly id: string; readonly position: Position }): Promise<boolean>;

  /**
   * Checks the log itself, all of it, or the events of one stream; yields nothing if it is sound. Left out where a server
   * checks its own files.
   */
  damage?(stream?: StreamName): AsyncIterable<LogDamage>;

  /**
   * Streams of users that somebody may have shortened or deleted, by the server's own means; a stream may come twice. A
   * read of all events may still show what a read of such a stream does not. Left out where nobody else can do that.
   */
  limitedStreams?(): AsyncIterable<readonly StreamName[]>;

  /** Negative if `a` comes before `b` in this log, 0 if they are the same, positive if it comes after. */
  comparePositions(a: Position, b: Position): number;

  /** Waits for appends in progress, then releases all resources. */
  close(): Promise<void>;
}
