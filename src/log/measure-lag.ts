import type { EventStore, Position } from "../stores/event-store/event-store.js";
import { readFrom, type FollowedTo } from "../stores/event-store/followed-to.js";
import type { FollowerStatus } from "./follower-status.js";

/** How far a reader is behind the log. */
export async function measureLag(
  eventStore: Pick<EventStore, "head" | "readAll">,
  followedTo: FollowedTo,
  now: Date,
): Promise<Pick<FollowerStatus, "position" | "eventCount" | "head" | "lagEvents" | "lagSeconds">> {
  const { position, eventCount } = followedTo;
  const { position: head, eventCount: logHolds } = await eventStore.head();
  const oldest = head === position ? undefined : await createdAfter(eventStore, readFrom(followedTo));
  if (oldest === undefined) return { position, eventCount, head, lagEvents: 0, lagSeconds: 0 };
  return {
    position,
    eventCount,
    head,
    lagEvents: logHolds === undefined ? undefined : Math.max(0, logHolds - eventCount),
    lagSeconds: Math.max(0, (now.getTime() - Date.parse(oldest)) / 1000),
  };
}

async function createdAfter(
  eventStore: Pick<EventStore, "readAll">,
  after: Position | undefined,
): Promise<string | undefined> {
  for await (const [event] of eventStore.readAll({ after, batchSize: 1, live: false })) return event?.created;
  return undefined;
}
