import type { ErrorCode } from "../../errors.js";
import type { Position } from "../../stores/event-store/event-store.js";

/**
 * `catching_up`: has not reached the log's head since it started. `live`: has, and folds events as they come. `waiting`: a store is away, tries again by
 * itself. `stopped`: closed, or something is wrong that a person has to repair (then `lastError` says what); it looks again by
 * itself now and then.
 */
export type ProjectorState = "catching_up" | "live" | "waiting" | "stopped";

export interface ProjectorStatus {
  readonly state: ProjectorState;
  /** How far the log is folded; undefined before the first event. */
  readonly position: Position | undefined;
  readonly eventCount: number;
  /** The log's head when last looked at. */
  readonly head: Position | undefined;
  /** Events of the log that are not folded yet; undefined where the log cannot say. */
  readonly lagEvents: number | undefined;
  /** The age of the oldest event that is not folded yet, in seconds; 0 when there is none. */
  readonly lagSeconds: number;
  /** Events folded a second, over the last seconds. */
  readonly eventsPerSecond: number;
  /** Streams that wait behind an event that cannot be read or folded. */
  readonly deadLetters: number;
  readonly lastError: { readonly code: ErrorCode; readonly message: string; readonly at: string } | undefined;
}
