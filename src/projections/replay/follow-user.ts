import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, RecordedEvent } from "../../stores/event-store/event-store.js";

export interface FollowOptions {
  readonly eventStore: EventStore;
  readonly userId: UserId;
  /** The last revision that the caller has; everything if left out. */
  readonly after?: number | undefined;
  /** Ends it, without an error. */
  readonly signal: AbortSignal;
}

/**
 * A user's events, and then new ones as they come, each once and in order. It follows the whole log, so it also sees what
 * another process appends.
 */
export async function* followUser({
  eventStore,
  userId,
  after = -1,
  signal,
}: FollowOptions): AsyncIterable<RecordedEvent> {
  const stream = streamOf(userId);
  // Before the stream is read: an event that comes in between is then in both, and is not missed.
  const { position } = await eventStore.head();
  let seen = after;
  for await (const batch of eventStore.readStream(stream, { from: after + 1 })) {
    for (const recorded of batch) {
      if (signal.aborted) return;
      seen = recorded.revision;
      yield recorded;
    }
  }
  for await (const batch of eventStore.readAll({ after: position, batchSize: 1000, live: true, signal })) {
    for (const recorded of batch) {
      if (recorded.stream !== stream || recorded.revision <= seen) continue;
      seen = recorded.revision;
      yield recorded;
    }
  }
}
