import { setTimeout as sleep } from "node:timers/promises";
import {
  BACKWARDS,
  END,
  FORWARDS,
  type AllStreamResolvedEvent,
  type ResolvedEvent,
} from "@eventstore/db-client";
import { LedgerError } from "../../../errors.js";
import { streamPrefix, type StreamName } from "../../../events/identifiers.js";
import type { EventStoreUrl } from "../../../event-store-url.js";
import type { EventStore, ReadAllOptions, ReadStreamOptions, RecordedEvent } from "../event-store.js";
import { createAppender } from "./append.js";
import { createAuditStream } from "./audit-stream.js";
import { createBatchAppends } from "./batch-append.js";
import { createClient } from "./client.js";
import { isPassing, streamDeleted, timedOut, translateError } from "./errors.js";
import { createTailKnowledge } from "./known-tail.js";
import { openLiveEvents, type LiveEvents } from "./live.js";
import { compareServerPositions, toPosition, toServerPosition, type ServerPosition } from "./positions.js";
import { collectPage, readAllFiltered, readOneStream, type AllPage, type StreamPage } from "./reading.js";
import { toEventRead, type EventRead } from "./recorded-event.js";
import { givenUpAfter, withRetries, type Patience } from "./retry.js";

export interface EventStoreDbOptions {
  readonly url: EventStoreUrl;
  /** Before the name of every stream on the server. */
  readonly prefix: string;
  /** How long an append or a read tries altogether before it is given up, in milliseconds. */
  readonly timeoutMs: number;
}

/** How long one attempt may take where the connection string does not say. */
const defaultAttemptMs = 2000;
/** Events read from one stream at a time. */
const streamPageSize = 1000;
/** A head this close to what is known is found by reading on; one further away from the end. */
const nearbyEvents = 100;
/** Bounds how often a subscription that the server drops at once is opened again. */
const resubscribeAfterMs = 50;
/** After this the connection is left to itself. */
const closeWithinMs = 2000;

/**
 * The event log on an EventStoreDB or KurrentDB, by the official client. Nothing is connected before the first call:
 * a server that is away is an error of that call, and is found again by a later one.
 *
 * @throws LedgerError `config_invalid` if a certificate that the connection string names cannot be read
 */
export function openEventStoreDb({ url, prefix, timeoutMs }: EventStoreDbOptions): EventStore {
  const { shown } = url;
  const client = createClient(url);
  const attemptMs = Math.min(url.options.defaultDeadline ?? defaultAttemptMs, timeoutMs);
  const patience: Patience = { timeoutMs, attemptMs, shown };
  const ledgerPrefix = prefix + streamPrefix;
  const tail = createTailKnowledge();
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let used = false;

  function assertOpen(): void {
    if (closing.signal.aborted)
      throw new LedgerError("event_store_unavailable", "The event store is closed.");
    used = true;
  }

  const limitsOf = (silenceMs: number, signal?: AbortSignal) => ({
    silenceMs,
    silent: () => timedOut(shown, silenceMs),
    signal,
  });

  const kept = (resolved: AllStreamResolvedEvent | ResolvedEvent): EventRead | undefined =>
    toEventRead(resolved, prefix);

  async function streamPage(stream: StreamName, page: Omit<StreamPage, "stream">, within = patience) {
    const name = prefix + stream;
    const found = await withRetries(within, (timeoutMs) =>
      collectPage(readOneStream(client, { stream: name, ...page }), kept, limitsOf(timeoutMs)),
    );
    if (found !== undefined) return found;
    // A stream that was deleted softly is not found either, but its metadata tells.
    const { metadata } = await withRetries(within, (timeoutMs) =>
      givenUpAfter(timeoutMs, shown, client.getStreamMetadata(name)),
    );
    if (metadata?.truncateBefore !== undefined) throw streamDeleted(stream);
    return [];
  }

  const append = createAppender({
    send: createBatchAppends(client),
    patience,
    prefix,
    readEvent: async (stream, which, timeoutMs) => {
      const page: Omit<StreamPage, "stream"> =
        which === "last"
          ? { from: undefined, direction: "backwards", limit: 1 }
          : { from: which, direction: "forwards", limit: 1 };
      const once = { timeoutMs, attemptMs: timeoutMs, shown };
      return recordedOf(await streamPage(stream, page, once))[0];
    },
  });

  /** Whether the server answers at all, told by what it has to search for nothing. */
  async function isAtWork(): Promise<boolean> {
    try {
      await collectPage(
        client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }),
        kept,
        limitsOf(attemptMs),
      );
      return true;
    } catch {
      return false;
    }
  }

  /**
   * A page of the whole log, `from` included. In a database that is shared, the server may search through very many
   * events of others without a word.
   */
  const allPage = async (page: Omit<AllPage, "prefix">, signal?: AbortSignal) =>
    (await withRetries(patience, (timeoutMs) =>
      collectPage(readAllFiltered(client, { prefix: ledgerPrefix, ...page }), kept, {
        ...limitsOf(timeoutMs, signal),
        isAtWork,
      }),
    )) ?? [];

  /** The first record of anybody at or after a position; none also where the position is none of this log. */
  const recordsFrom = ({ commit, prepare }: ServerPosition) =>
    withRetries(patience, async (timeoutMs) => {
      const options = { direction: FORWARDS, fromPosition: { commit, prepare }, maxCount: 1 } as const;
      try {
        return (await collectPage(client.readAll(options), kept, limitsOf(timeoutMs))) ?? [];
      } catch (error) {
        // What EventStoreDB answers to a position at which no record begins.
        if (error instanceof Error && error.message.includes("Unexpected ReadAllResult")) return [];
        throw error;
      }
    });

  /** What comes after a position, and where it ends; the server reads the position itself once more. */
  async function pageAfter(after: ServerPosition | undefined, size: number, signal?: AbortSignal) {
    const limit = after === undefined ? size : size + 1;
    const page = await allPage({ from: after, direction: "forwards", limit }, signal);
    const isAfter = ({ position }: EventRead): boolean =>
      after === undefined || position === undefined || compareServerPositions(position, after) > 0;
    const fresh = page.filter(isAfter).slice(0, size);
    return { events: recordedOf(fresh), received: fresh.length, end: fresh.at(-1)?.position };
  }

  /** Catches up page by page, each read when it is asked for. */
  async function* catchUp(after: ServerPosition | undefined, batchSize: number, signal: AbortSignal) {
    for (let position = after; ;) {
      assertOpen();
      const page = await pageAfter(position, batchSize, signal);
      if (page.end === undefined) return;
      position = page.end;
      tail.learn(position);
      yield page;
    }
  }

  /** Follows the log by subscriptions, each from where the one before it dropped: no gap, and nothing twice. */
  async function* live(after: ServerPosition | undefined, batchSize: number, signal: AbortSignal) {
    let taken = after;
    let through = after;
    const open = (): Promise<LiveEvents> =>
      withRetries(patience, (confirmWithinMs) =>
        openLiveEvents({
          ...{ client, prefix: ledgerPrefix, after: through, batchSize, signal, confirmWithinMs },
          unanswered: () => timedOut(shown, confirmWithinMs),
          onLookedThrough: (position) => {
            if (through !== undefined && compareServerPositions(position, through) <= 0) return;
            through = position;
            tail.learn(taken, position);
          },
        }),
      );
    while (!signal.aborted) {
      const subscription = await open();
      try {
        for (;;) {
          const batch = (await subscription.next()).flatMap((resolved) => kept(resolved) ?? []);
          const last = batch.at(-1)?.position;
          if (last === undefined) return;
          taken = through = last;
          tail.learn(last);
          const events = recordedOf(batch);
          if (events.length > 0) yield events;
        }
      } catch (error) {
        if (!isPassing(error)) throw error;
        await sleep(resubscribeAfterMs);
      } finally {
        subscription.close();
      }
    }
  }

  /** The client's errors become the ledger's, and a reader ends quietly when the store is closed. */
  async function* translated<T>(events: AsyncIterable<T>, stream?: string): AsyncGenerator<T> {
    try {
      yield* events;
    } catch (error) {
      throw translateError(error, shown, stream);
    }
  }

  async function run<T>(work: () => Promise<T>, stream?: string): Promise<T> {
    assertOpen();
    const running = work();
    underWay.add(running);
    try {
      return await running;
    } catch (error) {
      throw translateError(error, shown, stream);
    } finally {
      underWay.delete(running);
    }
  }

  async function* pagesOfStream(
    stream: StreamName,
    { from, direction = "forwards", limit = Infinity }: ReadStreamOptions,
  ) {
    const forwards = direction === "forwards";
    let next = from;
    for (let left = limit; left > 0;) {
      assertOpen();
      const size = Math.min(left, streamPageSize);
      const page = await streamPage(stream, { from: next, direction, limit: size });
      const [first] = page;
      if (forwards && first !== undefined && first.revision > (next ?? 0)) throw streamDeleted(stream);
      const events = recordedOf(page);
      if (events.length > 0) yield events;
      const last = page.at(-1);
      if (last === undefined || page.length < size) return;
      left -= page.length;
      next = last.revision + (forwards ? 1 : -1);
      if (next < 0) return;
    }
  }

  async function* pagesOfAll({ after, batchSize, live: stayLive, signal: caller }: ReadAllOptions) {
    const signal = caller === undefined ? closing.signal : AbortSignal.any([caller, closing.signal]);
    let position = after === undefined ? undefined : toServerPosition(after);
    for await (const { events, end } of catchUp(position, batchSize, signal)) {
      position = end;
      if (events.length > 0) yield events;
    }
    if (stayLive) yield* live(position, batchSize, signal);
  }

  async function findHead(): Promise<ServerPosition | undefined> {
    const known = tail.get();
    if (known !== undefined) {
      const newer = await pageAfter(known.through, nearbyEvents);
      if (newer.end === undefined) return known.event;
      if (newer.received < nearbyEvents) {
        tail.learn(newer.end);
        return newer.end;
      }
    }
    const [last] = await allPage({ direction: "backwards", limit: 1 });
    const position = last?.position;
    tail.learn(position);
    return position;
  }

  return {
    kind: "eventstoredb",
    audit: createAuditStream({
      client,
      stream: `${prefix}audit`,
      run: (call) => run(() => withRetries(patience, (timeoutMs) => givenUpAfter(timeoutMs, shown, call()))),
    }),

    append: (stream, events, expected) => run(() => append({ stream, events, expected }), stream),

    readStream: (stream, options = {}) => translated(pagesOfStream(stream, options), stream),

    readAll(options) {
      assertBatchSize(options.batchSize);
      return translated(pagesOfAll(options));
    },

    head: () =>
      run(async () => {
        const position = await findHead();
        return { position: position === undefined ? undefined : toPosition(position), eventCount: undefined };
      }),

    holds: ({ id, position }) =>
      run(async () => {
        const at = toServerPosition(position);
        const [found] = await recordsFrom(at);
        if (found?.position === undefined) return false;
        // A scavenge has removed what stood here with its stream.
        if (compareServerPositions(found.position, at) > 0) return true;
        return found.recorded?.id === id;
      }),

    comparePositions: (a, b) => compareServerPositions(toServerPosition(a), toServerPosition(b)),

    async close() {
      if (closing.signal.aborted) return;
      closing.abort();
      await Promise.allSettled(underWay);
      if (used) await Promise.race([client.disconnect(), sleep(closeWithinMs, undefined, { ref: false })]);
    },
  };
}

const recordedOf = (page: readonly EventRead[]): readonly RecordedEvent[] =>
  page.flatMap(({ recorded }) => recorded ?? []);

function assertBatchSize(batchSize: number): void {
  if (Number.isInteger(batchSize) && batchSize >= 1 && batchSize <= 10_000) return;
  throw new LedgerError("request_invalid", `The batch size must be 1 to 10000, not ${batchSize}.`);
}
