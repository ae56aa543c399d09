import { isLedgerError, LedgerError } from "../errors.js";
import type { EventStore, LogHead, Position } from "../stores/event-store/event-store.js";
import type { FollowedTo } from "../stores/event-store/followed-to.js";

/** What the proof needs from a log. */
export type ProvableLog = Pick<EventStore, "head" | "holds" | "comparePositions">;

/** The errors that say that a reader and the log do not belong together. */
export const mismatchCodes = ["checkpoint_ahead", "log_mismatch"] as const;

/**
 * Proves that a reader has followed this log and no other: the log reaches as far as the reader, and still has the event
 * at which the reader ended.
 *
 * @param reader names the reader and the remedy, for the message
 * @returns the head that the proof rests on
 * @throws LedgerError `checkpoint_ahead` if the log ends before the reader; `log_mismatch` if another event stands there
 */
export async function assertSameLog(
  followedTo: FollowedTo,
  eventStore: ProvableLog,
  reader: LogReader,
): Promise<LogHead> {
  const head = await eventStore.head();
  assertNotAhead(followedTo, head, eventStore, reader);
  const { position, eventId } = followedTo;
  if (position === undefined || eventId === undefined) return head;
  if (await eventStore.holds({ id: eventId, position })) return head;
  const message =
    `${reader.name} followed its log to event ${eventId} at position ${position}, where this log has another event: ` +
    `the log was replaced, or an older copy was restored. ${reader.remedy}`;
  throw new LedgerError("log_mismatch", message, { details: { position, eventId } });
}

/** Why the log is not the one that the read model was folded from; undefined if it is. */
export async function readModelMismatch(
  checkpoint: FollowedTo,
  eventStore: ProvableLog,
): Promise<string | undefined> {
  try {
    await assertSameLog(checkpoint, eventStore, readModelReader);
    return undefined;
  } catch (error) {
    if (isLedgerError(error, ...mismatchCodes)) return error.message;
    throw error;
  }
}

/** A reader of the log, in messages. */
export interface LogReader {
  /** e.g. `The read model`. */
  readonly name: string;
  /** What to do if it does not belong to the log. */
  readonly remedy: string;
}

export const readModelReader: LogReader = {
  name: "The read model",
  remedy:
    "Restore the log that it belongs to, or run `ledger rebuild --anew`, which sets the read model aside and folds this log.",
};

/** Whether a reader is beyond the end of the log, or followed another kind of log. */
function isAhead(
  { position, eventCount }: Pick<FollowedTo, "position" | "eventCount">,
  head: LogHead,
  eventStore: Pick<EventStore, "comparePositions">,
): boolean {
  if (head.eventCount !== undefined && eventCount > head.eventCount) return true;
  if (position === undefined) return false;
  return head.position === undefined || comesAfter(position, head.position, eventStore);
}

function comesAfter(a: Position, b: Position, eventStore: Pick<EventStore, "comparePositions">): boolean {
  try {
    return eventStore.comparePositions(a, b) > 0;
  } catch (error) {
    // A position of another kind of store.
    if (isLedgerError(error, "request_invalid")) return true;
    throw error;
  }
}

function assertNotAhead(
  followedTo: FollowedTo,
  head: LogHead,
  eventStore: Pick<EventStore, "comparePositions">,
  { name, remedy }: LogReader,
): void {
  if (!isAhead(followedTo, head, eventStore)) return;
  const { eventCount, position } = followedTo;
  const logEnds = head.position === undefined ? "is empty" : `ends at position ${head.position}`;
  const message =
    `${name} followed its log to position ${position ?? "0"} (${eventCount} events), but this log ${logEnds}: ` +
    `they do not belong together. ${remedy}`;
  throw new LedgerError("checkpoint_ahead", message, {
    details: {
      foldedTo: eventCount,
      ...(head.eventCount === undefined ? {} : { logHolds: head.eventCount }),
    },
  });
}
