import { isDeepStrictEqual } from "node:util";
import { LedgerError } from "../../../errors.js";
import type { StreamName } from "../../../events/identifiers.js";
import type { Appended, ExpectedRevision, NewEvent, RecordedEvent } from "../event-store.js";
import type { Send } from "./batch-append.js";
import { recordedButHeldBack } from "./errors.js";
import { isFailure } from "./failures.js";
import { silenceOf, withRetries, type TimeLeft } from "./patience.js";
import { toPosition } from "./positions.js";
import type { Server } from "./server.js";
import { readUserPageOnce } from "./stream-reading.js";

export interface Append {
  readonly stream: StreamName;
  readonly events: readonly NewEvent[];
  readonly expected: ExpectedRevision;
}

/** What the appends of one store share. */
interface Appender extends Server {
  readonly send: Send;
}

/**
 * Appends with an exact expected revision, and never twice. If an answer is lost, the stream is read before the append
 * is sent again. It then holds these events, or is unchanged, or holds the events of another writer.
 *
 * The server's check for known event ids is best effort (kurrent-io/KurrentDB#1970, #2274), so the append does not rely
 * on it. The check compares only the ids: the server also answers "written" at a stale revision if the ids are there.
 * That answer is right, because equal ids mean the same event, see {@link NewEvent}.
 */
export function createAppender(server: Server, send: Send): (append: Append) => Promise<Appended> {
  const appender: Appender = { ...server, send };
  return async (append) => {
    assertAppendable(append);
    let answerLost = false;
    return withRetries(server.patience, async (timeLeft) => {
      if (answerLost) {
        const written = await findWritten(appender, append, timeLeft);
        if (written !== undefined) return written;
      }
      try {
        return await write(appender, append, timeLeft);
      } catch (error) {
        if (isFailure(error, "wrong_revision")) {
          // An earlier attempt may have been written after the stream was read.
          const written = answerLost ? await findWritten(appender, append, timeLeft) : undefined;
          if (written !== undefined) return written;
          throw conflict(append, error.actual, error);
        }
        // A node that stops being the leader refuses the call that appends share. It may have written some of them.
        answerLost = true;
        throw error;
      }
    });
  };
}

async function write(appender: Appender, append: Append, timeLeft: TimeLeft): Promise<Appended> {
  const { stream, events, expected } = append;
  const { send, prefix, patience } = appender;
  const sent = { stream: prefix + stream, events, expected };
  const { revision, position } = await send(sent, silenceOf(patience, timeLeft), timeLeft);
  if (revision !== after(expected, events.length)) throw recordedButHeldBack(stream, revision);
  if (position !== undefined) return { revision, position: toPosition(position) };
  const written = await findWritten(appender, append, timeLeft);
  if (written === undefined) throw recordedButHeldBack(stream, revision);
  return written;
}

/**
 * Finds out whether an append was written. An append is all or nothing, so it is enough to look for its last event.
 *
 * @returns undefined if nothing follows the expected revision
 * @throws LedgerError `revision_conflict` if other events follow it
 */
async function findWritten(
  appender: Appender,
  append: Append,
  timeLeft: TimeLeft,
): Promise<Appended | undefined> {
  const { stream, events, expected } = append;
  const written = await findLastEvent(appender, append, timeLeft);
  if (written !== undefined) return written;
  const newest = { direction: "backwards", limit: 1 } as const;
  const [last] = await readUserPageOnce(appender, stream, newest, timeLeft);
  if (last === undefined || last.revision < after(expected, 1)) return undefined;
  // The append may have been written between the two reads.
  const arrived = await findLastEvent(appender, append, timeLeft);
  if (arrived !== undefined) return arrived;
  throw conflict({ stream, events, expected }, last.revision);
}

/** @returns undefined if the stream does not hold the last event of the append at its revision */
async function findLastEvent(
  appender: Appender,
  append: Append,
  timeLeft: TimeLeft,
): Promise<Appended | undefined> {
  const { stream, events, expected } = append;
  const page = { from: after(expected, events.length), direction: "forwards", limit: 1 } as const;
  const [found] = await readUserPageOnce(appender, stream, page, timeLeft);
  const last = events.at(-1);
  if (found === undefined || last === undefined || !isSame(found, last)) return undefined;
  return { revision: found.revision, position: found.position };
}

/** The revision of the n-th event after the expected revision. */
const after = (expected: ExpectedRevision, n: number): number =>
  (expected === "no-stream" ? -1 : expected) + n;

/** Compares id and content: another process may have used the same id for another event. */
function isSame(recorded: RecordedEvent, event: NewEvent): boolean {
  return (
    recorded.id === event.id &&
    recorded.type === event.type &&
    isDeepStrictEqual(recorded.data, asStored(event.data)) &&
    isDeepStrictEqual(recorded.metadata, asStored(event.metadata))
  );
}

/** JSON does not keep some values, such as fields that are undefined. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function assertAppendable({ stream, events }: Append): void {
  if (events.length === 0)
    throw new LedgerError("request_invalid", `An append to ${stream} needs at least one event.`);
  const eventIds = events.map(({ id }) => id);
  if (new Set(eventIds).size === eventIds.length) return;
  throw new LedgerError("event_id_reused", `An event id appears twice in the append to ${stream}.`, {
    details: { stream, eventIds },
  });
}

function conflict({ stream, expected }: Append, current: number | undefined, cause?: unknown): LedgerError {
  const actual: ExpectedRevision = current ?? "no-stream";
  const say = (revision: ExpectedRevision): string =>
    revision === "no-stream" ? "no stream" : `revision ${revision}`;
  return new LedgerError(
    "revision_conflict",
    `Stream ${stream} is at ${say(actual)}, not at ${say(expected)}.`,
    { cause, details: { stream, expected, actual } },
  );
}
