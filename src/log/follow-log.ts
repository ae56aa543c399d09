import { setTimeout as sleep } from "node:timers/promises";
import {
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
import { isLedgerError } from "../errors.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { FollowedTo } from "../stores/event-store/followed-to.js";
import { createReporter, movedWaitMs } from "./follower-reporter.js";
import type { FollowerStatus } from "./follower-status.js";
import type { LogConsumer } from "./log-consumer.js";
import { openLogRun, type LogRun } from "./log-run.js";
import { measureLag } from "./measure-lag.js";

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
  /** Runs until {@link stop}. While a store is unavailable it waits and retries. */
  start(): void;
  /**
   * Follows up to the log's head, once.
   *
   * @throws LedgerError what stopped it: `checkpoint_ahead`, `log_mismatch`, a store that is unavailable, or the consumer
   */
  runToHead(): Promise<void>;
  /** Says that what was taken is gone: it is incomplete until the head is reached again. */
  beginAnew(): void;
  /** Ends after the current batch, or without it if it hangs. */
  stop(): Promise<void>;
}

const lagEveryMs = 1000;
const stopWithinMs = 3000;

export function followLog<To extends FollowedTo>(options: FollowLogOptions<To>): LogFollower {
  const { eventStore, consumer, now = () => new Date(), batchSize } = options;
  const reporter = createReporter(now);
  let running: Subscription | undefined;
  const stepUnderWay: StepUnderWay = { ended: Promise.resolve() };
  const run$ = (live: boolean): Observable<unknown> =>
    pass(
      { eventStore, consumer, reporter, live, batchSize: live ? batchSize.live : batchSize.toHead },
      stepUnderWay,
    );

  /** Keeps the lag up to date between batches, and while a store is unavailable. */
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
          // The run reports a store that is unavailable.
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

    beginAnew: reporter.beginAnew,

    async stop() {
      running?.unsubscribe();
      await Promise.race([
        stepUnderWay.ended.catch(() => undefined),
        sleep(stopWithinMs, undefined, { ref: false }),
      ]);
      reporter.update({ state: "stopped" });
    },
  };
}

interface StepUnderWay {
  ended: Promise<unknown>;
}

/**
 * One pass over the log. Each step takes one batch, and only its end starts the next one: nothing can pile up between
 * the log and the consumer.
 */
const pass = <To extends FollowedTo>(
  options: Parameters<typeof openLogRun<To>>[0],
  stepUnderWay: StepUnderWay,
): Observable<unknown> =>
  defer(() => openLogRun(options)).pipe(
    switchMap((run: LogRun) =>
      defer(() => (stepUnderWay.ended = run.step())).pipe(
        repeat(),
        takeWhile((outcome) => outcome === "go on"),
        finalize(() => {
          run.end();
        }),
      ),
    ),
  );
