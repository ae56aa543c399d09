import { BehaviorSubject, timer, type Observable } from "rxjs";
import { isLedgerError, LedgerError } from "../errors.js";
import { mismatchCodes } from "./assert-same-log.js";
import type { FollowerState, FollowerStatus } from "./follower-status.js";
import { createRateMeter } from "./rate-meter.js";

const longestWaitMs = 5000;
/** Another process has moved the checkpoint: there is nothing to wait for. */
export const movedWaitMs = 10;

/** What a pass over the log says of itself. */
export interface Reporter {
  readonly status$: BehaviorSubject<FollowerStatus>;
  update(change: Partial<FollowerStatus>): void;
  /** Says that what was taken is gone: it is incomplete until the head is reached again. */
  beginAnew(): void;
  /** Says where a pass over the log begins. If that is before what was taken, it starts over. */
  beginAt(eventCount: number): void;
  /** Counts events that were taken, and says how many there are now. */
  taken(count: number, eventCount: number): void;
  now(): Date;
  /** Reports a failure, and waits before the next pass. */
  delayAfter(error: unknown, attempt: number): Observable<unknown>;
}

const atFirst: Omit<FollowerStatus, "since"> = {
  state: "catching_up",
  incomplete: false,
  position: undefined,
  eventCount: 0,
  head: undefined,
  lagEvents: undefined,
  lagSeconds: 0,
  eventsPerSecond: 0,
  provenAt: undefined,
  lastError: undefined,
};

export function createReporter(now: () => Date): Reporter {
  const rate = createRateMeter(5000);
  let takenTo = 0;
  const status$ = new BehaviorSubject<FollowerStatus>({ ...atFirst, since: now().toISOString() });
  const update = (change: Partial<FollowerStatus>): void => {
    const before = status$.value;
    const isSame = change.state === undefined || change.state === before.state;
    const since = isSame ? before.since : now().toISOString();
    status$.next({ ...before, ...change, since, eventsPerSecond: rate.perSecond() });
  };
  const beginAnew = (): void => {
    const isLive = status$.value.state === "live";
    update({ incomplete: true, eventCount: 0, ...(isLive ? { state: "catching_up" } : {}) });
  };
  const noteError = (error: unknown, state: FollowerState): void => {
    const { code, message } = isLedgerError(error)
      ? error
      : new LedgerError("internal_error", String(error), { cause: error });
    update({ state, lastError: { code, message, at: now().toISOString() } });
  };
  return {
    status$,
    update,
    beginAnew,
    beginAt(eventCount) {
      // The first fold, a rollback, a restored file, a read model that was set aside.
      if (eventCount === 0 || eventCount < takenTo) beginAnew();
      takenTo = eventCount;
    },
    taken(count, eventCount) {
      rate.add(count);
      takenTo = eventCount;
    },
    now,
    delayAfter(error, attempt) {
      // Another process was faster, or has written to the target: continue from there.
      if (isLedgerError(error, "checkpoint_moved")) return timer(movedWaitMs);
      if (isLedgerError(error, "event_store_unavailable", "read_model_unavailable", "read_model_damaged")) {
        // A mismatch is reported until the opposite is proven.
        const isMismatch = (mismatchCodes as readonly unknown[]).includes(status$.value.lastError?.code);
        if (!isMismatch) noteError(error, "waiting");
        return timer(Math.min(longestWaitMs, 100 * 2 ** attempt) * (0.5 + Math.random() / 2));
      }
      // It waits until a person has fixed the cause, and then continues without a restart.
      noteError(error, "stopped");
      return timer(longestWaitMs);
    },
  };
}
