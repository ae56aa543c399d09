import type { RecordedEvent } from "../stores/event-store/event-store.js";
import type { FollowedTo } from "../stores/event-store/followed-to.js";
import type { LogReader } from "./assert-same-log.js";

/** Who takes the events, and keeps how far they are taken. */
export interface LogConsumer<To extends FollowedTo = FollowedTo> {
  readonly reader: LogReader;
  /** How far the log is taken, read from where it is kept. */
  followedTo(): Promise<To>;
  /**
   * How many events are in what readers see, where that is not what {@link followedTo} says: a part that is new begins
   * with none, and says nothing of the others.
   */
  shownEvents?(): Promise<number>;
  /** Called before each pass over the log. A new pass begins after every failure. */
  begin?(): Promise<void>;
  /**
   * Takes a batch, and then keeps how far the log is taken.
   *
   * @throws LedgerError `checkpoint_moved` if another process has moved it: a new pass begins there
   */
  take(batch: readonly RecordedEvent[], from: To): Promise<To>;
  /** Keeps that the log was looked through, and held nothing to take. */
  moveOn(from: To, lookedThrough: NonNullable<To["lookedThrough"]>): Promise<To>;
}
