import type { Writer } from "../../sqlite/database.js";
import type { GroupCommit } from "../embedded/group-commit.js";
import { prepareInsertEvents, type InsertEvents } from "./insert-events.js";
import { isLedgerStream } from "./ledger-events.js";
import {
  eventTypes,
  isMetastream,
  metastreamOf,
  noRevision,
  originalStreamOf,
  tombstoneRevision,
  type ExpectedRevision,
  type ProposedEvent,
  type WriteOutcome,
} from "./records.js";
import { openStoredStreams, type StoredStreams } from "./stored-streams.js";
import {
  deletedMetadata,
  firstRevisionOf,
  hidesEvents,
  retentionOf,
  undeletedMetadata,
} from "./stream-metadata.js";
import { decideWrite } from "./write-decision.js";

/** Writes according to EventStoreDB's rules. A write is all or nothing, and durable when it resolves. */
export interface LogWriter {
  append(stream: string, events: readonly ProposedEvent[], expected: ExpectedRevision): Promise<WriteOutcome>;
  /** Hides the events of a stream. An append starts the stream again, at the next revision. */
  deleteStream(stream: string, expected: ExpectedRevision): Promise<WriteOutcome>;
  /** Ends the stream permanently. */
  tombstoneStream(stream: string, expected: ExpectedRevision): Promise<WriteOutcome>;
}

export interface LogWriterParts {
  readonly writer: Writer;
  readonly commits: GroupCommit;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** What all writes need. */
interface Log {
  readonly streams: StoredStreams;
  readonly insert: InsertEvents;
  readonly newId: () => string;
}

export async function createLogWriter({ writer, commits, now, newId }: LogWriterParts): Promise<LogWriter> {
  const log: Log = {
    streams: await openStoredStreams(writer),
    insert: await prepareInsertEvents(writer, now),
    newId,
  };
  return {
    append: (stream, events, expected) =>
      commits.run(events.length + 1, () => append(log, stream, events, expected)),
    deleteStream: async (stream, expected) =>
      refusalToRemove(stream) ?? commits.run(1, () => deleteStream(log, stream, expected)),
    tombstoneStream: async (stream, expected) =>
      refusalToRemove(stream) ?? commits.run(1, () => tombstoneStream(log, stream, expected)),
  };
}

const appendOnly = (stream: string): WriteOutcome => ({
  kind: "denied",
  why: `${stream} is a stream of the purchase ledger, which is append-only: its events are neither deleted nor hidden.`,
});

const allIsNoStream: WriteOutcome = {
  kind: "denied",
  why: "$all is the name of everything, not of a stream.",
};

function refusalToRemove(stream: string): WriteOutcome | undefined {
  if (isLedgerStream(stream)) return appendOnly(stream);
  return stream === "$all" ? allIsNoStream : undefined;
}

function append(
  log: Log,
  stream: string,
  events: readonly ProposedEvent[],
  expected: ExpectedRevision,
): WriteOutcome {
  if (stream === "$all") return allIsNoStream;
  const original = isMetastream(stream) ? originalStreamOf(stream) : undefined;
  if (original !== undefined && isLedgerStream(original)) {
    const hides = events.some(({ data }) => hidesEvents(retentionOf(data)));
    if (hides) return appendOnly(original);
  }
  const ids = events.map(({ id }) => id);
  // Event ids are unique within a stream of the ledger. Other streams may repeat them.
  const isReused = (): boolean =>
    isLedgerStream(stream) && (new Set(ids).size < ids.length || log.streams.holdsAny(stream, ids));
  return write(log, stream, ids, expected, (last, wasDeleted) => {
    if (isReused()) return { kind: "id-reused" };
    const comesBack = original !== undefined && log.streams.isDeleted(original);
    const outcome = log.insert(stream, last + 1, events);
    if (wasDeleted) undelete(log, stream, last + 1);
    if (comesBack) undelete(log, original, log.streams.lastRevision(original) + 1);
    return outcome;
  });
}

function deleteStream(log: Log, stream: string, expected: ExpectedRevision): WriteOutcome {
  return write(log, stream, [], expected, (last) => {
    const isNothing = last === noRevision && log.streams.lastRevision(metastreamOf(stream)) === noRevision;
    return isNothing ? { kind: "wrong-revision", actual: last } : writeMetadata(log, stream, deletedMetadata);
  });
}

function tombstoneStream(log: Log, stream: string, expected: ExpectedRevision): WriteOutcome {
  const tombstone = systemEvent(log, eventTypes.tombstone, new Uint8Array());
  return write(log, stream, [], expected, () => log.insert(stream, tombstoneRevision, [tombstone]));
}

/** Decides a write, and applies it if it is accepted and not a repetition. */
function write(
  { streams }: Log,
  stream: string,
  ids: readonly string[],
  expected: ExpectedRevision,
  apply: (last: number, wasDeleted: boolean) => WriteOutcome,
): WriteOutcome {
  const last = streams.lastRevision(stream);
  const wasDeleted = streams.isDeleted(stream);
  const decision = decideWrite(expected, ids, {
    last,
    isDeleted: wasDeleted,
    hasMetadata: () => streams.lastRevision(metastreamOf(stream)) !== noRevision,
    revisionOf: (id) => streams.revisionOf(stream, id),
    idAt: (revision) => streams.idAt(stream, revision),
  });
  switch (decision.kind) {
    case "write":
      return apply(last, wasDeleted);
    case "repeated": {
      const { revision } = decision;
      const isHidden = revision < firstRevisionOf(streams.retentionOf(stream), last);
      return {
        kind: "written",
        revision,
        position: isHidden ? undefined : streams.positionAt(stream, revision),
      };
    }
    case "wrong-revision":
      return { kind: "wrong-revision", actual: last };
    case "stream-deleted":
      return { kind: "stream-deleted" };
  }
}

const systemEvent = ({ newId }: Log, type: string, data: Uint8Array): ProposedEvent => ({
  id: newId(),
  type,
  isJson: true,
  data,
  metadata: new Uint8Array(),
});

function writeMetadata(log: Log, stream: string, data: Uint8Array): WriteOutcome {
  const metastream = metastreamOf(stream);
  const first = log.streams.lastRevision(metastream) + 1;
  return log.insert(metastream, first, [systemEvent(log, eventTypes.metadata, data)]);
}

/** An append, even of no events, or new metadata brings a deleted stream back. Its earlier events stay hidden. */
function undelete(log: Log, stream: string, revision: number): void {
  const undeleted = undeletedMetadata(log.streams.metadataOf(stream) ?? Buffer.from("{}"), revision);
  if (undeleted !== undefined) writeMetadata(log, stream, undeleted);
}
