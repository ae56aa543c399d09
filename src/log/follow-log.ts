import { setTimeout as sleep } from "node:timers/promises";
import {
  BehaviorSubject,
  catchError,
  defer,
  EMPTY,
  finalize,
  interval,
  repeat,
  retry,
  switchMap,
  takeWhile,
  throwError,
  timer,
  type Observable,
  type Subscription,
} from "rxjs";
import { isLedgerError, LedgerError } from "../errors.js";
import type { EventStore, RecordedEvent } from "../stores/event-store/event-store.js";
import type { FollowedTo } from "../stores/event-store/followed-to.js";
import { mismatchCodes, type LogReader } from "./assert-same-log.js";
import type { FollowerState, FollowerStatus } from "./follower-status.js";
import { openLogRun, type LogRun } from "./log-run.js";
import { measureLag } from "./measure-lag.js";
import { createRateMeter } from "./rate-meter.js";

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

export interface FollowLogOptions<To extends FollowedTo> {
  readonly eventStore: EventStore;
  readonly consumer: LogConsumer<To>;
  readonly now?: () => Date;
  /** The most events taken at once, live and up to the head; they bound the memory. */
  readonly batchSize: { readonly live: number; readonly toHead: number };
}

/** Follows the log on behalf of one consumer: catches up, then stays live. */
export interface LogFollower {
  /** Emits at once, and whenever anything in it changes. */
  readonly status$: Observable<FollowerStatus>;
  status(): FollowerStatus;
  /** Runs until {@link stop}. While a store is away it waits and tries again by itself. */
  start(): void;
  /**
   * Follows up to the log's head, once.
   *
   * @throws LedgerError what stopped it: `checkpoint_ahead`, `log_mismatch`, a store that is away, or the consumer
   */
  runToHead(): Promise<void>;
  /** Ends after the batch that is being taken, or without it where it hangs. */
  stop(): Promise<void>;
}

const longestWaitMs = 5000;
const movedWaitMs = 10;
const lagEveryMs = 1000;
const stopWithinMs = 3000;

export function followLog<To extends FollowedTo>(options: FollowLogOptions<To>): LogFollower {
  const { eventStore, consumer, now = () => new Date(), batchSize } = options;
  const reporter = createReporter(now);
  let running: Subscription | undefined;
  let stepUnderWay: Promise<unknown> = Promise.resolve();

  /**
   * One pass over the log. Each step takes one batch, and only its end starts the next one: nothing can pile up between
   * the log and the consumer.
   */
  const run$ = (live: boolean): Observable<unknown> =>
    defer(() =>
      openLogRun({
        eventStore,
        consumer,
        reporter,
        live,
        batchSize: live ? batchSize.live : batchSize.toHead,
      }),
    ).pipe(
      switchMap((run: LogRun) =>
        defer(() => (stepUnderWay = run.step())).pipe(
          repeat(),
          takeWhile((outcome) => outcome === "go on"),
          finalize(() => {
            run.end();
          }),
        ),
      ),
    );

  /** Keeps the lag true between batches, and while a store is away. */
  const refreshLag = async (): Promise<void> => {
    reporter.update(await measureLag(eventStore, await consumer.followedTo(), now()));
  };

  return {
    status$: reporter.status$.asObservable(),
    status: () => reporter.status$.value,

    start() {
      if (running !== undefined) return;
      running = run$(true)
        .pipe(retry({ resetOnSuccess: true, delay: (error, attempt) => reporter.delayAfter(error, attempt) }))
        .subscribe();
      running.add(
        interval(lagEveryMs)
          // A store that is away is the run's to report.
          .pipe(switchMap(() => defer(refreshLag).pipe(catchError(() => EMPTY))))
          .subscribe(),
      );
    },

    async runToHead() {
      const delay = (error: unknown): Observable<unknown> =>
        isLedgerError(error, "checkpoint_moved") ? timer(movedWaitMs) : throwError(() => error as Error);
      await new Promise<void>((resolve, reject) => {
        run$(false).pipe(retry({ delay })).subscribe({ complete: resolve, error: reject });
      });
    },

    async stop() {
      running?.unsubscribe();
      await Promise.race([
        stepUnderWay.catch(() => undefined),
        sleep(stopWithinMs, undefined, { ref: false }),
      ]);
      reporter.update({ state: "stopped" });
    },
  };
}

/** What a pass over the log says of itself. */
export interface Reporter {
  readonly status$: BehaviorSubject<FollowerStatus>;
  update(change: Partial<FollowerStatus>): void;
  /** Counts events that were taken. */
  taken(count: number): void;
  now(): Date;
  /** Reports a failure, and waits before the next pass. */
  delayAfter(error: unknown, attempt: number): Observable<unknown>;
}

function createReporter(now: () => Date): Reporter {
  const rate = createRateMeter(5000);
  const status$ = new BehaviorSubject<FollowerStatus>({
    state: "catching_up",
    since: now().toISOString(),
    position: undefined,
    eventCount: 0,
    head: undefined,
    lagEvents: undefined,
    lagSeconds: 0,
    eventsPerSecond: 0,
    provenAt: undefined,
    lastError: undefined,
  });
  const update = (change: Partial<FollowerStatus>): void => {
    const before = status$.value;
    const isSame = change.state === undefined || change.state === before.state;
    const since = isSame ? before.since : now().toISOString();
    status$.next({ ...before, ...change, since, eventsPerSecond: rate.perSecond() });
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
    taken: (count) => {
      rate.add(count);
    },
    now,
    delayAfter(error, attempt) {
      // Somebody else was faster, or has written what is followed to: go on from there.
      if (isLedgerError(error, "checkpoint_moved")) return timer(movedWaitMs);
      if (isLedgerError(error, "event_store_unavailable", "read_model_unavailable")) {
        // That the log is another one is known until the opposite is proven.
        const isMismatch = (mismatchCodes as readonly unknown[]).includes(status$.value.lastError?.code);
        if (!isMismatch) noteError(error, "waiting");
        return timer(Math.min(longestWaitMs, 100 * 2 ** attempt) * (0.5 + Math.random() / 2));
      }
      // It stays where it is until somebody has mended what is wrong, and then goes on without a restart.
      noteError(error, "stopped");
      return timer(longestWaitMs);
    },
  };
}
