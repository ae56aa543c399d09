import { isLedgerError } from "../../errors.js";
import { userOf, type StreamName, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";

type Log = Pick<EventStore, "limitedStreams" | "readStream">;

/**
 * Users of whom nothing more can be recorded, because a server hides the beginning of their streams. A read of the whole
 * log may still show it.
 */
export async function usersOfCutStreams(eventStore: Log): Promise<ReadonlySet<UserId>> {
  const users = new Set<UserId>();
  for await (const streams of eventStore.limitedStreams?.() ?? []) {
    for (const stream of new Set(streams)) {
      const userId = userOf(stream);
      if (userId !== undefined && (await isCut(eventStore, stream))) users.add(userId);
    }
  }
  return users;
}

async function isCut(eventStore: Log, stream: StreamName): Promise<boolean> {
  try {
    for await (const _ of eventStore.readStream(stream, { limit: 1 })) break;
    return false;
  } catch (error) {
    if (isLedgerError(error, "user_held_back")) return true;
    throw error;
  }
}
