import { userOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, Position } from "../../stores/event-store/event-store.js";
import type { Checkpoint } from "../../stores/read-model/read-model-store.js";

const eventsAtOnce = 200;

/** A walk through the log, a few events at a time. */
export interface LogWalk {
  /**
   * Users whose streams begin in the next part of the log; nothing once the end was reached. The end is the checkpoint at
   * the first call: in a busy shop the walk would otherwise never end.
   */
  next(foldedTo: Checkpoint): Promise<readonly UserId[]>;
  isAtEnd(): boolean;
}

/** Finds users by the log alone, also those of whom nothing is stored. A walk over what is stored would miss them. */
export function createLogWalk(eventStore: Pick<EventStore, "readAll">): LogWalk {
  let after: Position | undefined;
  let end: Checkpoint | undefined;
  let isAtEnd = false;
  return {
    isAtEnd: () => isAtEnd,
    async next(foldedTo) {
      end ??= foldedTo;
      if (isAtEnd) return [];
      for await (const batch of eventStore.readAll({ after, batchSize: eventsAtOnce, live: false })) {
        after = batch.at(-1)?.position;
        isAtEnd = batch.some(({ id }) => id === end?.eventId);
        return batch.flatMap(({ stream, revision }) => (revision === 0 ? (userOf(stream) ?? []) : []));
      }
      isAtEnd = true;
      return [];
    },
  };
}
