import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { LedgerError } from "../../../errors.js";
import { streamPrefix } from "../../../events/identifiers.js";
import type { EventStoreUrl } from "../../../event-store-url.js";
import type { EventStore, ReadAllOptions } from "../event-store.js";
import { createAppender } from "./append.js";
import { createAuditStream } from "./audit-stream.js";
import { createBatchAppends, type Send } from "./batch-append.js";
import { createConnection } from "./connection.js";
import { translateError, type CallSubject } from "./errors.js";
import { isFailure } from "./failures.js";
import { createTailKnowledge } from "./known-tail.js";
import { createHeadFinder } from "./log-head.js";
import { findLimitedStreams } from "./limited-streams.js";
import { readLog } from "./log-reading.js";
import { compareServerPositions, toPosition, toServerPosition } from "./positions.js";
import { silenceOf, withRetries } from "./patience.js";
import { readFirstRecord, type Server } from "./server.js";
import { createSkippedStreams } from "./skipped-streams.js";
import { readUserStream } from "./stream-reading.js";

export interface EventStoreDbOptions {
  readonly url: EventStoreUrl;
  /** The prefix of the names of all streams on the server. */
  readonly prefix: string;
  /** How long an append or a read may take in total, in milliseconds. */
  readonly timeoutMs: number;
}

/** How long one attempt may take if the connection string does not say it. */
const defaultAttemptMs = 2000;
/** When the store is closed, calls in progress get this long to end. */
const closeWithinMs = 2000;

/**
 * The event log on an EventStoreDB or KurrentDB server, over its gRPC protocol. The first call connects. If the server is
 * away, that call fails, and a later call tries again.
 *
 * @throws LedgerError `config_invalid` if a certificate that the connection string names cannot be read
 */
export function openEventStoreDb(options: EventStoreDbOptions): EventStore {
  const closing = new AbortController();
  const server = describeServer(options, closing.signal);
  const { connection } = server;
  const tail = createTailKnowledge();
  const send = createBatchAppends(connection);
  const append = createAppender(server, send);
  const findHead = createHeadFinder(server, tail);
  const { run, translated, settled } = createGuard(options.url.shown, closing.signal);

  return {
    kind: "eventstoredb",
    audit: createAuditStream(server, send, (call) => run(auditing, call)),
    skipped: createSkippedStreams(server, send, (call) => run(keepingSkipped, call)),

    append: (stream, events, expected) =>
      run({ action: `write to stream ${stream}`, stream }, () => append({ stream, events, expected })),

    async tryWriting() {
      // The stream of a user without a name.
      await run({ action: "write" }, () => askForRevision(server, send, `${server.usersPrefix}-`));
    },

    lastRevision: (stream) =>
      run({ action: `write to stream ${stream}`, stream }, () =>
        askForRevision(server, send, server.prefix + stream),
      ),

    readStream: (stream, page = {}) =>
      translated({ action: `read stream ${stream}`, stream }, () => readUserStream(server, stream, page)),

    readAll(page) {
      assertBatchSize(page.batchSize);
      const signal = anyOf(page.signal, closing.signal);
      return translated(readingAll, () => readLog(server, tail, { ...page, signal }));
    },

    head: () =>
      run(readingAll, async () => {
        const position = await findHead();
        return { position: position === undefined ? undefined : toPosition(position), eventCount: undefined };
      }),

    limitedStreams: () => translated(readingAll, () => findLimitedStreams(server)),

    holds: (event) => run(readingAll, () => holds(server, event)),

    comparePositions: (a, b) => compareServerPositions(toServerPosition(a), toServerPosition(b)),

    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await Promise.race([settled(), sleep(closeWithinMs, undefined, { ref: false })]);
      connection.close();
    },
  };
}

const readingAll: CallSubject = { action: "read $all" };
const auditing: CallSubject = { action: "use the audit log's stream" };
const keepingSkipped: CallSubject = { action: "use the streams of what imports skipped" };

function describeServer({ url, prefix, timeoutMs }: EventStoreDbOptions, closing: AbortSignal): Server {
  const attemptMs = Math.min(url.options.defaultDeadline ?? defaultAttemptMs, timeoutMs);
  const connection = createConnection(url, attemptMs);
  return {
    connection,
    patience: { timeoutMs, attemptMs, shown: url.shown, heardAt: () => connection.heardAt(), closing },
    prefix,
    usersPrefix: prefix + streamPrefix,
  };
}

/** Translates the errors of calls to the ledger's errors, and refuses calls once the store is closed. */
function createGuard(shown: string, closing: AbortSignal) {
  const underWay = new Set<Promise<unknown>>();
  const assertOpen = (): void => {
    if (closing.aborted) throw new LedgerError("event_store_unavailable", "The event store is closed.");
  };
  return {
    async run<T>(subject: CallSubject, work: () => Promise<T>): Promise<T> {
      assertOpen();
      const running = work();
      underWay.add(running);
      try {
        return await running;
      } catch (error) {
        throw translateError(error, shown, subject);
      } finally {
        underWay.delete(running);
      }
    },
    async *translated<T>(subject: CallSubject, read: () => AsyncIterable<T>): AsyncGenerator<T> {
      assertOpen();
      try {
        yield* read();
      } catch (error) {
        throw translateError(error, shown, subject);
      }
    },
    settled: () => Promise.allSettled(underWay),
  };
}

async function holds(server: Server, { id, position }: Parameters<EventStore["holds"]>[0]): Promise<boolean> {
  const at = toServerPosition(position);
  const found = await readFirstRecord(server, at).catch((error: unknown) => {
    if (isFailure(error, "no_such_position")) return undefined;
    throw error;
  });
  if (found === undefined) return false;
  // A scavenge may have removed the event together with its deleted stream.
  if (compareServerPositions(found.position, at) > 0) return true;
  return found.isOurs && found.recorded.id === id;
}

/**
 * Sends an append at a revision that no stream reaches. A server that can write refuses it, writes nothing, and says which
 * revision the stream has. It shares a call with other appends, so it costs a fraction of a read.
 *
 * @returns undefined if there is no stream
 */
async function askForRevision({ patience }: Server, send: Send, stream: string): Promise<number | undefined> {
  const events = [{ id: randomUUID(), type: "WriteTried", data: {}, metadata: {} }];
  const attempt = { stream, events, expected: Number.MAX_SAFE_INTEGER };
  try {
    const { revision } = await withRetries(patience, (timeLeft) =>
      send(attempt, silenceOf(patience, timeLeft), timeLeft),
    );
    return revision;
  } catch (error) {
    if (isFailure(error, "wrong_revision")) return error.actual;
    throw error;
  }
}

const anyOf = (signal: AbortSignal | undefined, closing: AbortSignal): AbortSignal =>
  signal === undefined ? closing : AbortSignal.any([signal, closing]);

function assertBatchSize(batchSize: ReadAllOptions["batchSize"]): void {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 10_000) return;
  throw new LedgerError("request_invalid", `The batch size must be 1 to 10000, not ${batchSize}.`);
}
