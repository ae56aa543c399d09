import { isLedgerError } from "../../errors.js";
import type { StreamName } from "../../events/identifiers.js";
import type { EventStore } from "./event-store.js";

type Reader = Pick<EventStore, "readStream">;

/** Whether a stream has an event, or had one that a server has removed. */
export async function hasEvents(eventStore: Reader, stream: StreamName): Promise<boolean> {
  try {
    for await (const _ of eventStore.readStream(stream, { limit: 1 })) return true;
    return false;
  } catch (error) {
    if (isLedgerError(error, "user_held_back")) return true;
    throw error;
  }
}

/**
 * The revision of a stream's last event that is still there; undefined if it has none. The store's own `lastRevision` counts
 * deleted events, too.
 *
 * @throws LedgerError `user_held_back` if the stream, or its beginning, was deleted on the server
 */
export async function lastKeptRevision(eventStore: Reader, stream: StreamName): Promise<number | undefined> {
  for await (const [last] of eventStore.readStream(stream, { direction: "backwards", limit: 1 }))
    return last?.revision;
  return undefined;
}
