import type { ErrorCode } from "../errors.js";
import type { Position } from "../stores/event-store/event-store.js";

/**
 * `catching_up`: has not reached the log's head since it started. `live`: has, and takes events as they come.
 * `waiting`: a store is away; it tries again by itself. `stopped`: closed, or something is wrong that a person has to
 * mend (`lastError` says what); it looks again by itself now and then.
 */
export const followerStates = ["catching_up", "live", "waiting", "stopped"] as const;
export type FollowerState = (typeof followerStates)[number];

export interface FollowerStatus {
  readonly state: FollowerState;
  /** Since when it is in this state: ISO 8601 UTC. */
  readonly since: string;
  /**
   * Whether only the beginning of the log was taken: it was begun anew, or what was taken went back, and the head has
   * not been reached since. What was made of it is no answer yet.
   */
  readonly incomplete: boolean;
  /** The last event that was taken; undefined before the first. */
  readonly position: Position | undefined;
  readonly eventCount: number;
  /** The log's head when last looked at. */
  readonly head: Position | undefined;
  /** Events of the log that are not taken yet; undefined where the log cannot say. */
  readonly lagEvents: number | undefined;
  /** The age of the oldest event that is not taken yet, in seconds; 0 when there is none. */
  readonly lagSeconds: number;
  /** Events taken a second, over the last seconds. */
  readonly eventsPerSecond: number;
  /** When it was last proven that the log is the one that was followed: ISO 8601 UTC. Undefined before the first time. */
  readonly provenAt: string | undefined;
  readonly lastError: { readonly code: ErrorCode; readonly message: string; readonly at: string } | undefined;
}
