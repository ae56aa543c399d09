import { isLedgerError, LedgerError } from "../../errors.js";
import type { EventStore, LogHead, Position } from "../../stores/event-store/event-store.js";
import type { Checkpoint } from "../../stores/read-model/read-model-store.js";

/** Whether a read model is folded further than the log goes, or was folded from another log altogether. */
export function isAhead(
  { position, eventCount }: Pick<Checkpoint, "position" | "eventCount">,
  head: LogHead,
  eventStore: Pick<EventStore, "comparePositions">,
): boolean {
  if (head.eventCount !== undefined && eventCount > head.eventCount) return true;
  if (position === undefined) return false;
  return head.position === undefined || comesAfter(position, head.position, eventStore);
}

function comesAfter(
  a: Position,
  b: Position,
  { comparePositions }: Pick<EventStore, "comparePositions">,
): boolean {
  try {
    return comparePositions(a, b) > 0;
  } catch (error) {
    // A position of another kind of store.
    if (isLedgerError(error, "request_invalid")) return true;
    throw error;
  }
}

/**
 * A read model that is ahead belongs to another log, or the log lost events: folding on would mix the two.
 *
 * @throws LedgerError `checkpoint_ahead`
 */
export function assertNotAhead(
  checkpoint: Checkpoint,
  head: LogHead,
  eventStore: Pick<EventStore, "comparePositions">,
): void {
  if (!isAhead(checkpoint, head, eventStore)) return;
  const logHolds =
    head.eventCount === undefined ? `ends at ${head.position ?? "nothing"}` : `holds only ${head.eventCount}`;
  const message =
    `The read model is folded to event ${checkpoint.eventCount}, at ${checkpoint.position ?? "nothing"}, but the log ` +
    `${logHolds}: they do not belong together. Restore the log, or delete the read model to fold it anew.`;
  throw new LedgerError("checkpoint_ahead", message, {
    details: {
      foldedTo: checkpoint.eventCount,
      ...(head.eventCount === undefined ? {} : { logHolds: head.eventCount }),
    },
  });
}
