import type { Position } from "./event-store.js";

/** How far a reader has followed the log, as it keeps it. */
export interface FollowedTo {
  /** The last event that was taken; undefined before the first. */
  readonly position: Position | undefined;
  /** The id of the event there, which proves that the log is still the same one. Undefined where an older program wrote it. */
  readonly eventId: string | undefined;
  /** Reading goes on after this: there is nothing of the ledger between `position` and here. Undefined where that is `position` itself. */
  readonly lookedThrough: Position | undefined;
  /** How many events were taken to get here; grows with the position. */
  readonly eventCount: number;
}

/** Where reading goes on. */
export const readFrom = ({
  position,
  lookedThrough,
}: Pick<FollowedTo, "position" | "lookedThrough">): Position | undefined => lookedThrough ?? position;
