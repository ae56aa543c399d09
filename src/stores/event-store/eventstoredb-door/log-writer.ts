import { isUniqueViolation, type Writer } from "../../sqlite/database.js";
import type { GroupCommit } from "../embedded/group-commit.js";
import { isLedgerStream, toLedgerColumns } from "./ledger-events.js";
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
import {
  deletedMetadata,
  hidesEvents,
  isDeleted,
  retentionOf,
  undeletedMetadata,
} from "./stream-metadata.js";
import { decideWrite } from "./write-decision.js";

/** Writes by EventStoreDB's rules. All or nothing, and durable when it resolves. */
export interface LogWriter {
  append(stream: string, events: readonly ProposedEvent[], expected: ExpectedRevision): Promise<WriteOutcome>;
  /** Hides what the stream holds; an append starts it anew, with the next revision. */
  deleteStream(stream: string, expected: ExpectedRevision): Promise<WriteOutcome>;
  /** Ends the stream for ever. */
  tombstoneStream(stream: string, expected: ExpectedRevision): Promise<WriteOutcome>;
}

export interface LogWriterParts {
  readonly writer: Writer;
  readonly commits: GroupCommit;
  readonly now: () => Date;
  readonly newId: () => string;
}

const appendOnly = (stream: string): WriteOutcome => ({
  kind: "denied",
  why: `${stream} is a stream of the purchase ledger, which is append-only: its events are neither deleted nor hidden.`,
});

const allIsNoStream: WriteOutcome = {
  kind: "denied",
  why: "$all is the name of everything, not of a stream.",
};

export async function createLogWriter({ writer, commits, now, newId }: LogWriterParts): Promise<LogWriter> {
  const ledgerHead = await writer.prepare("SELECT max(position) FROM events");
  const ledgerLast = await writer.prepare("SELECT max(revision) FROM events WHERE stream = ?");
  const ledgerRevisionOf = await writer.prepare("SELECT revision FROM events WHERE id = ? AND stream = ?");
  const ledgerAt = await writer.prepare("SELECT id, position FROM events WHERE stream = ? AND revision = ?");
  const insertLedger = await writer.prepare(
    `INSERT INTO events (position, stream, revision, id, type, data, metadata, created, wire)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const foreignCount = await writer.prepare(
    "SELECT position - after_position FROM foreign_events ORDER BY position DESC LIMIT 1",
  );
  const foreignBeforeLedger = await writer.prepare(
    `SELECT position - after_position FROM foreign_events WHERE after_position < ?
     ORDER BY after_position DESC, position DESC LIMIT 1`,
  );
  const foreignLast = await writer.prepare("SELECT max(revision) FROM foreign_events WHERE stream = ?");
  const foreignRevisionOf = await writer.prepare(
    // The other index would have it look at all of the stream.
    "SELECT max(revision) FROM foreign_events INDEXED BY foreign_events_by_id WHERE id = ? AND stream = ?",
  );
  const foreignAt = await writer.prepare(
    "SELECT id, position FROM foreign_events WHERE stream = ? AND revision = ?",
  );
  const newestForeign = await writer.prepare(
    "SELECT data, is_json FROM foreign_events WHERE stream = ? ORDER BY revision DESC LIMIT 1",
  );
  const insertForeign = await writer.prepare(
    `INSERT INTO foreign_events
     (position, after_position, stream, revision, id, type, is_json, data, metadata, created)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );

  const numberOf = (row: readonly unknown[] | undefined, absent: number): number =>
    Number(row?.[0] ?? absent);
  const key = (stream: string): string | Uint8Array =>
    isLedgerStream(stream) ? stream : Buffer.from(stream);

  function lastRevision(stream: string): number {
    const own = numberOf((isLedgerStream(stream) ? ledgerLast : foreignLast).get(key(stream)), noRevision);
    if (!isMetastream(stream)) return own;
    // The metadata of a stream that was ended for ever is gone with it.
    const isEnded = lastRevision(originalStreamOf(stream)) === tombstoneRevision;
    return isEnded ? tombstoneRevision : own;
  }

  function metadataOf(stream: string): Uint8Array | undefined {
    const [data, isJson] = newestForeign.get(key(metastreamOf(stream))) ?? [];
    return data instanceof Uint8Array && isJson === 1 ? data : undefined;
  }

  const isDeletedStream = (stream: string): boolean =>
    !isLedgerStream(stream) && !isMetastream(stream) && isDeleted(retentionOf(metadataOf(stream)));

  function revisionOf(stream: string, id: string): number | undefined {
    const row = (isLedgerStream(stream) ? ledgerRevisionOf : foreignRevisionOf).get(id, key(stream));
    return typeof row?.[0] === "number" ? row[0] : undefined;
  }

  const at = (stream: string, revision: number): readonly unknown[] | undefined =>
    (isLedgerStream(stream) ? ledgerAt : foreignAt).get(key(stream), revision);

  function idAt(stream: string, revision: number): string | undefined {
    const id = at(stream, revision)?.[0];
    return typeof id === "string" ? id : undefined;
  }

  function positionAt(stream: string, revision: number): number | undefined {
    const position = at(stream, revision)?.[1];
    if (typeof position !== "number") return undefined;
    return isLedgerStream(stream) ? position + numberOf(foreignBeforeLedger.get(position), 0) : position;
  }

  /** Decides a write, and does it if it is one to be done. */
  function write(
    stream: string,
    ids: readonly string[],
    expected: ExpectedRevision,
    apply: (last: number, wasDeleted: boolean) => WriteOutcome,
  ): WriteOutcome {
    const last = lastRevision(stream);
    const wasDeleted = isDeletedStream(stream);
    const decision = decideWrite(expected, ids, {
      last,
      isDeleted: wasDeleted,
      hasMetadata: () => lastRevision(metastreamOf(stream)) !== noRevision,
      revisionOf: (id) => revisionOf(stream, id),
      idAt: (revision) => idAt(stream, revision),
    });
    switch (decision.kind) {
      case "write":
        return apply(last, wasDeleted);
      case "repeated":
        return {
          kind: "written",
          revision: decision.revision,
          position: positionAt(stream, decision.revision),
        };
      case "wrong-revision":
        return { kind: "wrong-revision", actual: last };
      case "stream-deleted":
        return { kind: "stream-deleted" };
    }
  }

  function insert(stream: string, first: number, events: readonly ProposedEvent[]): WriteOutcome {
    const created = now().toISOString();
    const ledger = numberOf(ledgerHead.get(), 0);
    const foreign = numberOf(foreignCount.get(), 0);
    const isLedger = isLedgerStream(stream);
    events.forEach((event, index) => {
      const revision = first + index;
      if (isLedger) {
        const { type, data, metadata, wire } = toLedgerColumns(event);
        const position = ledger + 1 + index;
        insertLedger.run(position, stream, revision, event.id, type, data, metadata, created, wire);
      } else {
        insertForeign.run(
          ledger + foreign + 1 + index,
          ledger,
          key(stream),
          revision,
          event.id,
          Buffer.from(event.type),
          event.isJson ? 1 : 0,
          event.data,
          event.metadata,
          created,
        );
      }
    });
    return {
      kind: "written",
      revision: first + events.length - 1,
      position: events.length === 0 ? undefined : ledger + foreign + events.length,
    };
  }

  const systemEvent = (type: string, data: Uint8Array): ProposedEvent => ({
    id: newId(),
    type,
    isJson: true,
    data,
    metadata: new Uint8Array(),
  });

  function writeMetadata(stream: string, data: Uint8Array): WriteOutcome {
    const metastream = metastreamOf(stream);
    return insert(metastream, lastRevision(metastream) + 1, [systemEvent(eventTypes.metadata, data)]);
  }

  /** A deleted stream that is written to, or whose metadata is, comes back; what it held stays hidden. */
  function undelete(stream: string, revision: number): void {
    const undeleted = undeletedMetadata(metadataOf(stream) ?? Buffer.from("{}"), revision);
    if (undeleted !== undefined) writeMetadata(stream, undeleted);
  }

  function append(
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
    return write(
      stream,
      events.map(({ id }) => id),
      expected,
      (last, wasDeleted) => {
        const comesBack = original !== undefined && isDeletedStream(original);
        const outcome = insert(stream, last + 1, events);
        if (wasDeleted && events.length > 0) undelete(stream, last + 1);
        if (comesBack) undelete(original, lastRevision(original) + 1);
        return outcome;
      },
    );
  }

  return {
    append: (stream, events, expected) =>
      commits.run(events.length + 1, () => {
        // Only an id that the ledger has already can stop an append half-way; foreign streams may repeat ids.
        if (!isLedgerStream(stream)) return append(stream, events, expected);
        try {
          return commits.atomically(() => append(stream, events, expected));
        } catch (error) {
          if (isUniqueViolation(error)) return { kind: "id-reused" };
          throw error;
        }
      }),
    deleteStream: async (stream, expected) => {
      if (isLedgerStream(stream)) return appendOnly(stream);
      if (stream === "$all") return allIsNoStream;
      return commits.run(1, () =>
        write(stream, [], expected, (last) => {
          const isNothing = last === noRevision && lastRevision(metastreamOf(stream)) === noRevision;
          return isNothing
            ? { kind: "wrong-revision", actual: last }
            : writeMetadata(stream, deletedMetadata);
        }),
      );
    },
    tombstoneStream: async (stream, expected) => {
      if (isLedgerStream(stream)) return appendOnly(stream);
      if (stream === "$all") return allIsNoStream;
      return commits.run(1, () =>
        write(stream, [], expected, () =>
          insert(stream, tombstoneRevision, [systemEvent(eventTypes.tombstone, new Uint8Array())]),
        ),
      );
    },
  };
}
