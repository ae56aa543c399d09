import type { RecordedEvent } from "../stores/event-store/event-store.js";
import type { FollowedTo } from "../stores/event-store/followed-to.js";
import type { LogReader } from "./assert-same-log.js";

/** Takes the events, and stores how far they are taken. */
export interface LogConsumer<To extends FollowedTo = FollowedTo> {
  readonly reader: LogReader;
  /** How far the log is taken, read from where it is kept. */
  followedTo(): Promise<To>;
  /**
   * How many events readers see, if that differs from {@link followedTo}: a new part begins with none, whatever the others
   * have.
   */
  shownEvents?(): Promise<number>;
  /** Called before each pass over the log. A new pass begins after every failure. */
  begin?(): Promise<void>;
  /**
   * Takes a batch, and then stores how far the log is taken.
   *
   * @throws LedgerError `checkpoint_moved` if another process has moved it: a new pass begins there
   */
  take(batch: readonly RecordedEvent[], from: To): Promise<To>;
  /** Stores how far the log was searched without finding anything to take. */
  moveOn(from: To, lookedThrough: NonNullable<To["lookedThrough"]>): Promise<To>;
}
