import type { ErrorCode } from "../errors.js";
import type { Position } from "../stores/event-store/event-store.js";

/**
 * `catching_up`: has not reached the log's head since it started. `live`: has, and takes events as they come.
 * `waiting`: a store is unavailable; it retries by itself. `stopped`: closed, or a person has to fix something (`lastError`
 * says what); it checks from time to time whether that is done.
 */
export const followerStates = ["catching_up", "live", "waiting", "stopped"] as const;
export type FollowerState = (typeof followerStates)[number];

export interface FollowerStatus {
  readonly state: FollowerState;
  /** Since when it is in this state: ISO 8601 UTC. */
  readonly since: string;
  /**
   * Whether only the beginning of the log was taken: it started over, or what was taken was set back, and the head has
   * not been reached since. What was made from it is incomplete.
   */
  readonly incomplete: boolean;
  /** The last event that was taken; undefined before the first. */
  readonly position: Position | undefined;
  readonly eventCount: number;
  /** The log's head when last checked. */
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
