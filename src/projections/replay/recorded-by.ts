import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, Position, RecordedEvent } from "../../stores/event-store/event-store.js";

/**
 * What the log had recorded by a moment: every event up to the last one whose date is not later. A clock that was an hour
 * fast for one event must not hide that event or those after it.
 */
const clockOf = ({ clock, created }: RecordedEvent): string => clock ?? created;

/** The last revision of a user's stream that was recorded at a moment (ISO 8601 UTC) or before it; -1 if none was. */
export async function lastRevisionBy(
  eventStore: Pick<EventStore, "readStream">,
  userId: UserId,
  moment: string,
): Promise<number> {
  if (isNowOrLater(moment)) return Infinity;
  for await (const batch of eventStore.readStream(streamOf(userId), { direction: "backwards" })) {
    const last = batch.find((event) => clockOf(event) <= moment);
    if (last !== undefined) return last.revision;
  }
  return -1;
}

/** The last event of a log, or of a stream, that was recorded before a moment; undefined if none was. */
export async function lastPositionBefore(
  batches: AsyncIterable<readonly RecordedEvent[]>,
  moment: string,
): Promise<Position | undefined> {
  let last: Position | undefined;
  for await (const batch of batches)
    last = batch.findLast((event) => clockOf(event) < moment)?.position ?? last;
  return last;
}

/** Everything was recorded by then, whatever its date. */
export const isNowOrLater = (moment: string): boolean => Date.parse(moment) >= Date.now();
