import type { Position } from "./event-store.js";

/** How far a reader has followed the log, as it keeps it. */
export interface FollowedTo {
  /** The last event that was taken; undefined before the first. */
  readonly position: Position | undefined;
  /** The id of that event, which proves that the log is still the same. Undefined if an older version wrote this. */
  readonly eventId: string | undefined;
  /** Where reading continues: the ledger has no events between `position` and here. Undefined if it is `position`. */
  readonly lookedThrough: Position | undefined;
  /** How many events were taken to get here; grows with the position. */
  readonly eventCount: number;
}

/** Where reading continues. */
export const readFrom = ({
  position,
  lookedThrough,
}: Pick<FollowedTo, "position" | "lookedThrough">): Position | undefined => lookedThrough ?? position;
