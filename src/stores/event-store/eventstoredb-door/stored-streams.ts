import type { Writer } from "../../sqlite/database.js";
import { isLedgerStream } from "./ledger-events.js";
import { isMetastream, metastreamOf, noRevision, originalStreamOf, tombstoneRevision } from "./records.js";
import { isDeleted, keepAll, keepNewest, retentionOf, type Retention } from "./stream-metadata.js";

/** What a write must know about streams, both the ledger's and foreign ones. All methods are synchronous. */
export interface StoredStreams {
  /** -1 if the stream does not exist. */
  lastRevision(stream: string): number;
  /** The metadata of the stream as it was written; undefined if there is none in JSON. */
  metadataOf(stream: string): Uint8Array | undefined;
  /** Which of its events are visible. */
  retentionOf(stream: string): Retention;
  /** Whether the stream was deleted, so that an append starts it again. */
  isDeleted(stream: string): boolean;
  /** The first revision with this event id. */
  revisionOf(stream: string, id: string): number | undefined;
  /** Whether a stream of the ledger has an event of one of these ids. */
  holdsAny(stream: string, ids: readonly string[]): boolean;
  idAt(stream: string, revision: number): string | undefined;
  positionAt(stream: string, revision: number): number | undefined;
}

/** How many foreign events precede an event of the ledger: the number of the last foreign event before it. */
export const foreignBeforeLedgerSql = `SELECT position - after_position FROM foreign_events WHERE after_position < ?
     ORDER BY after_position DESC, position DESC LIMIT 1`;

/** The name of a stream as stored in its table. */
export const streamKey = (stream: string): string | Uint8Array =>
  isLedgerStream(stream) ? stream : Buffer.from(stream);

export async function openStoredStreams(writer: Writer): Promise<StoredStreams> {
  const ledger = {
    last: await writer.prepare("SELECT max(revision) FROM events WHERE stream = ?"),
    revisionOf: await writer.prepare("SELECT max(revision) FROM events WHERE id = ? AND stream = ?"),
    at: await writer.prepare("SELECT id, position FROM events WHERE stream = ? AND revision = ?"),
  };
  const foreign = {
    last: await writer.prepare("SELECT max(revision) FROM foreign_events WHERE stream = ?"),
    revisionOf: await writer.prepare(
      // With the other index, SQLite would read the whole stream.
      "SELECT min(revision) FROM foreign_events INDEXED BY foreign_events_by_id WHERE id = ? AND stream = ?",
    ),
    at: await writer.prepare("SELECT id, position FROM foreign_events WHERE stream = ? AND revision = ?"),
  };
  const holdsAny = await writer.prepare(
    "SELECT 1 FROM events WHERE stream = ? AND id IN (SELECT value FROM json_each(?)) LIMIT 1",
  );
  const foreignBeforeLedger = await writer.prepare(foreignBeforeLedgerSql);
  const newestForeign = await writer.prepare(
    "SELECT data, is_json FROM foreign_events WHERE stream = ? ORDER BY revision DESC LIMIT 1",
  );
  const tableOf = (stream: string) => (isLedgerStream(stream) ? ledger : foreign);
  const at = (stream: string, revision: number) => tableOf(stream).at.get(streamKey(stream), revision);

  const streams: StoredStreams = {
    lastRevision: (stream) =>
      unlessTombstoned(stream, (name) => Number(tableOf(name).last.get(streamKey(name))?.[0] ?? noRevision)),
    metadataOf(stream) {
      const [data, isJson] = newestForeign.get(streamKey(metastreamOf(stream))) ?? [];
      return data instanceof Uint8Array && isJson === 1 ? data : undefined;
    },
    retentionOf(stream) {
      // Events of the ledger are never hidden.
      if (isLedgerStream(stream)) return keepAll;
      return isMetastream(stream) ? keepNewest : retentionOf(streams.metadataOf(stream));
    },
    isDeleted: (stream) => isDeleted(streams.retentionOf(stream)),
    revisionOf(stream, id) {
      const revision = tableOf(stream).revisionOf.get(id, streamKey(stream))?.[0];
      return typeof revision === "number" ? revision : undefined;
    },
    holdsAny: (stream, ids) => holdsAny.get(stream, JSON.stringify(ids)) !== undefined,
    idAt(stream, revision) {
      const id = at(stream, revision)?.[0];
      return typeof id === "string" ? id : undefined;
    },
    positionAt(stream, revision) {
      const position = at(stream, revision)?.[1];
      if (typeof position !== "number") return undefined;
      return isLedgerStream(stream)
        ? position + Number(foreignBeforeLedger.get(position)?.[0] ?? 0)
        : position;
    },
  };
  return streams;
}

/** The last revision. The metadata stream of a tombstoned stream counts as tombstoned as well. */
export function unlessTombstoned(stream: string, lastRevision: (stream: string) => number): number {
  const isEnded = isMetastream(stream) && lastRevision(originalStreamOf(stream)) === tombstoneRevision;
  return isEnded ? tombstoneRevision : lastRevision(stream);
}
