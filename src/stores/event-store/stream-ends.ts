import type { StreamName } from "../../events/identifiers.js";
import type { EventStore } from "./event-store.js";

type Reader = Pick<EventStore, "readStream">;

/** Whether a stream has an event. */
export async function hasEvents(eventStore: Reader, stream: StreamName): Promise<boolean> {
  for await (const _ of eventStore.readStream(stream, { limit: 1 })) return true;
  return false;
}

/** The revision of a stream's last event; undefined if it has none. */
export async function lastRevision(eventStore: Reader, stream: StreamName): Promise<number | undefined> {
  for await (const [last] of eventStore.readStream(stream, { direction: "backwards", limit: 1 }))
    return last?.revision;
  return undefined;
}
