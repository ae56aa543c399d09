import { isDeepStrictEqual } from "node:util";
import { WrongExpectedVersionError } from "@eventstore/db-client";
import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import type { Appended, ExpectedRevision, NewEvent, RecordedEvent } from "../event-store.js";
import type { SentAppend, Written } from "./batch-append.js";
import { isPassing, isRefused, streamDeleted } from "./errors.js";
import { compareServerPositions, toPosition, toServerPosition, type ServerPosition } from "./positions.js";
import { givenUpAfter, withRetries, type Patience } from "./retry.js";

export interface AppenderOptions {
  readonly send: (append: SentAppend) => Promise<Written>;
  readonly patience: Patience;
  readonly prefix: string;
  /** One event of a stream, or the last one; undefined if there is none. One attempt, of so many milliseconds. */
  readonly readEvent: (
    stream: StreamName,
    which: number | "last",
    timeoutMs: number,
  ) => Promise<RecordedEvent | undefined>;
}

interface Append {
  readonly stream: StreamName;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

/**
 * How long the position of the newest append that this process knows of rules out that an event was there before: any
 * other that is further on has been written since, by another process at the same moment.
 */
const freshMs = 50;

/**
 * Appends with an exact expected revision, and never twice. When an answer was lost, the stream is read before anything
 * is sent again: it holds these very events, or it is where it was, or somebody else was faster.
 *
 * The server's recognition of event ids is not relied on: it does so as best it can (kurrent-io/KurrentDB#1970, #2274).
 * Where it does, it compares the ids only, and answers "written" also to an append at a stale revision whose ids are
 * there with other content. So whatever does not prove new by its position is read and compared.
 */
export function createAppender({ send, patience, prefix, readEvent }: AppenderOptions) {
  const { shown } = patience;
  let newest: { readonly position: ServerPosition; readonly at: number } | undefined;

  async function write(append: Append, timeoutMs: number): Promise<Appended> {
    const { stream, events, expected } = append;
    const known = newest;
    const isFresh = known !== undefined && performance.now() - known.at < freshMs;
    const sent = { stream: prefix + stream, events, expected, timeoutMs };
    const { revision, position } = await givenUpAfter(timeoutMs, shown, send(sent));
    // A stream that was deleted softly takes "no stream" for an answer and goes on counting.
    if (revision !== after(expected, events.length)) throw streamDeleted(stream);
    if (position !== undefined && isFresh && compareServerPositions(position, known.position) > 0) {
      learn(position);
      return { revision, position: toPosition(position) };
    }
    const written = await findWritten(append, timeoutMs);
    if (written === undefined) throw streamDeleted(stream);
    return written;
  }

  function learn(position: ServerPosition): void {
    if (newest === undefined || compareServerPositions(position, newest.position) >= 0)
      newest = { position, at: performance.now() };
  }

  /**
   * What became of an append: written, or undefined if there is nothing after the expected revision. It is whole, or
   * not there at all: its last event tells for all of it.
   *
   * @throws LedgerError `revision_conflict` if something else is there
   */
  async function findWritten(
    { stream, events, expected }: Append,
    timeoutMs: number,
  ): Promise<Appended | undefined> {
    const whatStands = async (): Promise<Appended | undefined> => {
      const found = await readEvent(stream, after(expected, events.length), timeoutMs);
      const last = events.at(-1);
      if (found === undefined || last === undefined || !isSame(found, last)) return undefined;
      learn(toServerPosition(found.position));
      return { revision: found.revision, position: found.position };
    };
    const written = await whatStands();
    if (written !== undefined) return written;
    const last = await readEvent(stream, "last", timeoutMs);
    if (last === undefined || last.revision < after(expected, 1)) return undefined;
    // What was under way may have arrived between the two reads.
    const arrived = await whatStands();
    if (arrived !== undefined) return arrived;
    throw conflict(stream, expected, last.revision);
  }

  return async function append(append: Append): Promise<Appended> {
    const { stream, events, expected } = append;
    assertAppendable(stream, events);
    let answerLost = false;
    return withRetries(patience, async (timeoutMs) => {
      if (answerLost) {
        const written = await findWritten(append, timeoutMs);
        if (written !== undefined) return written;
      }
      try {
        return await write(append, timeoutMs);
      } catch (error) {
        if (error instanceof WrongExpectedVersionError) {
          // What was sent before may have arrived after it was looked for.
          const written = answerLost ? await findWritten(append, timeoutMs) : undefined;
          if (written !== undefined) return written;
          throw conflict(stream, expected, error.actualVersion, error);
        }
        answerLost ||= isPassing(error) && !isRefused(error);
        throw error;
      }
    });
  };
}

/** Revision of the n-th event after the expected one. */
const after = (expected: ExpectedRevision, n: number): number =>
  (expected === "no-stream" ? -1 : expected) + n;

/** By id and content: another process may have used the same id for something else. */
function isSame(recorded: RecordedEvent, event: NewEvent): boolean {
  return (
    recorded.id === event.id &&
    recorded.type === event.type &&
    isDeepStrictEqual(recorded.data, asStored(event.data)) &&
    isDeepStrictEqual(recorded.metadata, asStored(event.metadata))
  );
}

/** Without what JSON does not keep, such as fields that are undefined. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function assertAppendable(stream: StreamName, events: readonly NewEvent[]): void {
  if (events.length === 0)
    throw new LedgerError("request_invalid", `An append to ${stream} needs at least one event.`);
  const eventIds = events.map(({ id }) => id);
  if (new Set(eventIds).size === eventIds.length) return;
  throw new LedgerError("event_id_reused", `An event id is in the append to ${stream} twice.`, {
    details: { stream, eventIds },
  });
}

function conflict(
  stream: StreamName,
  expected: ExpectedRevision,
  current: bigint | number | "no_stream",
  cause?: unknown,
): LedgerError {
  const actual: ExpectedRevision = current === "no_stream" ? "no-stream" : Number(current);
  const say = (revision: ExpectedRevision): string =>
    revision === "no-stream" ? "no stream" : `revision ${revision}`;
  return new LedgerError(
    "revision_conflict",
    `Stream ${stream} is at ${say(actual)}, not at ${say(expected)}.`,
    { cause, details: { stream, expected, actual } },
  );
}
