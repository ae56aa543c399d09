import type { RecordedEvent } from "../stores/event-store/event-store.js";
import type { FollowedTo } from "../stores/event-store/followed-to.js";
import type { LogReader } from "./assert-same-log.js";

/** Who takes the events, and keeps how far they are taken. */
export interface LogConsumer<To extends FollowedTo = FollowedTo> {
  readonly reader: LogReader;
  /** How far the log is taken, read from where it is kept. */
  followedTo(): Promise<To>;
  /** Before each pass over the log, which begins anew after every failure. */
  begin?(): Promise<void>;
  /**
   * Takes a batch, and then keeps how far the log is taken.
   *
   * @throws LedgerError `checkpoint_moved` if somebody else has moved it meanwhile: the pass begins anew from there
   */
  take(batch: readonly RecordedEvent[], from: To): Promise<To>;
  /** Keeps that the log was looked through, and held nothing to take. */
  moveOn(from: To, lookedThrough: NonNullable<To["lookedThrough"]>): Promise<To>;
}
