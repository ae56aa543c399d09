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
import { isLedgerError, LedgerError } from "../../errors.js";
import type { EventStore, Position, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { Checkpoint, ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { assertNotAhead } from "../check/assert-same-log.js";
import { projectionNames } from "../../stores/read-model/documents.js";
import { foldInto } from "../fold/fold-into.js";
import { catchUpBatchSize } from "../fold/fold-log.js";
import type { ProjectorStatus } from "./projector-status.js";
import { createRateMeter } from "./rate-meter.js";

export interface ProjectorOptions {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  readonly now?: () => Date;
  /** The most events folded and written at once; bounds the memory. */
  readonly batchSize?: number;
  /** With more users held back it stops, until a person has looked. */
  readonly mostDeadLetters?: number;
}

/** Folds the log into both projections: catches up, then stays live. */
export interface Projector {
  /** Emits at once, and whenever anything in it changes. */
  readonly status$: Observable<ProjectorStatus>;
  status(): ProjectorStatus;
  /** Runs until {@link stop}. While a store is away it waits and tries again by itself. */
  start(): void;
  /**
   * Folds up to the log's head, once.
   *
   * @throws LedgerError what stopped it: `stream_gap`, `checkpoint_ahead`, or a store that is away.
   */
  runToHead(): Promise<void>;
  /** Ends after the batch that is being written. */
  stop(): Promise<void>;
}

/** Small beside a server: while one batch is folded and written, nobody is answered. */
const liveBatchSize = 1000;
/**
 * At the head, the next look comes this much later: what arrives close together is folded together, at a fraction of
 * the cost. A purchase that comes alone does not wait for it.
 */
const gatherMs = 10;
const longestWaitMs = 5000;
const statusEveryMs = 1000;
const defaultMostDeadLetters = 1000;

export function createProjector(options: ProjectorOptions): Projector {
  const { eventStore, readModel, now = () => new Date(), batchSize } = options;
  const { mostDeadLetters = defaultMostDeadLetters } = options;
  const rate = createRateMeter(5000);
  const status$ = new BehaviorSubject<ProjectorStatus>({
    state: "catching_up",
    position: undefined,
    eventCount: 0,
    head: undefined,
    lagEvents: undefined,
    lagSeconds: 0,
    eventsPerSecond: 0,
    deadLetters: 0,
    lastError: undefined,
  });
  const update = (change: Partial<ProjectorStatus>): void => {
    status$.next({ ...status$.value, ...change, eventsPerSecond: rate.perSecond() });
  };
  let running: Subscription | undefined;
  let stepUnderWay: Promise<unknown> = Promise.resolve();

  /**
   * One pass over the log from the checkpoint on. Each step pulls one batch, folds it and writes it, and only its end
   * starts the next one: nothing can pile up between the log and the models.
   */
  const run$ = (live: boolean): Observable<Checkpoint | undefined> =>
    defer(() => openRun(live)).pipe(
      switchMap((run) =>
        defer(() => (stepUnderWay = run.step())).pipe(
          repeat(),
          takeWhile((checkpoint) => checkpoint !== undefined),
          finalize(() => {
            run.end();
          }),
        ),
      ),
    );

  async function openRun(live: boolean): Promise<{ step(): Promise<Checkpoint | undefined>; end(): void }> {
    const size = batchSize ?? (live ? liveBatchSize : catchUpBatchSize);
    let checkpoint = await readModel.checkpoint();
    const head = await eventStore.head();
    assertNotAhead(checkpoint, head, eventStore);
    const ending = new AbortController();
    const after = checkpoint.position;
    const batches = eventStore
      .readAll({ after, batchSize: size, live, signal: ending.signal })
      [Symbol.asyncIterator]();
    await reportDeadLetters();
    await reportPosition(checkpoint, true);

    return {
      async step() {
        const next = await batches.next();
        if (ending.signal.aborted) return undefined;
        if (next.done === true) {
          await reportPosition(checkpoint, true);
          return undefined;
        }
        checkpoint = await project(next.value, checkpoint);
        const caughtUp = next.value.length < size;
        await reportPosition(checkpoint, caughtUp);
        if (live && caughtUp) await sleep(gatherMs);
        return checkpoint;
      },
      end() {
        ending.abort();
      },
    };
  }

  async function project(batch: readonly RecordedEvent[], previous: Checkpoint): Promise<Checkpoint> {
    const { checkpoint, deadLetters } = await foldInto(readModel, batch, previous, {
      projections: projectionNames,
      onInvalid: "hold back",
    });
    rate.add(batch.length);
    if (deadLetters > 0) await reportDeadLetters();
    return checkpoint;
  }

  /** One bad event is its user's trouble; very many are everybody's, and a person has to look before there are more. */
  async function reportDeadLetters(): Promise<void> {
    const { length } = await readModel.deadLetters();
    update({ deadLetters: length });
    if (length > mostDeadLetters) {
      throw new LedgerError(
        "event_invalid",
        `${length} users wait behind events that cannot be read: is this program older than the log?`,
      );
    }
  }

  async function reportPosition(checkpoint: Checkpoint, lookAtHead: boolean): Promise<void> {
    const folded = { position: checkpoint.position, eventCount: checkpoint.eventCount, lastError: undefined };
    // Once it follows the log it is live, however much comes in at a time.
    const following = status$.value.state === "live" ? "live" : "catching_up";
    if (!lookAtHead) {
      update({ ...folded, state: following });
      return;
    }
    const head = await eventStore.head();
    const caughtUp = head.position === checkpoint.position;
    if (caughtUp) assertNoneSkipped(checkpoint, head.eventCount);
    update({
      ...folded,
      head: head.position,
      lagEvents: caughtUp
        ? 0
        : head.eventCount === undefined
          ? undefined
          : head.eventCount - folded.eventCount,
      lagSeconds: caughtUp ? 0 : status$.value.lagSeconds,
      state: caughtUp ? "live" : following,
    });
  }

  /** Keeps lag and rate true between batches, and while the projector waits for a store. */
  async function refreshLag(): Promise<void> {
    const { position, eventCount, deadLetters } = status$.value;
    // Another process may have released them, and no batch tells of it.
    if (deadLetters > 0) update({ deadLetters: (await readModel.deadLetters()).length });
    const head = await eventStore.head();
    const oldest = head.position === position ? undefined : await createdAfter(position);
    if (status$.value.position !== position) return;
    update({
      head: head.position,
      lagEvents:
        oldest === undefined ? 0 : head.eventCount === undefined ? undefined : head.eventCount - eventCount,
      lagSeconds: oldest === undefined ? 0 : Math.max(0, (now().getTime() - Date.parse(oldest)) / 1000),
    });
  }

  async function createdAfter(position: Position | undefined): Promise<string | undefined> {
    for await (const [event] of eventStore.readAll({ after: position, batchSize: 1, live: false }))
      return event?.created;
    return undefined;
  }

  const noteError = (error: unknown, state: "waiting" | "stopped"): void => {
    const known = isLedgerError(error)
      ? error
      : new LedgerError("internal_error", String(error), { cause: error });
    update({ state, lastError: { code: known.code, message: known.message, at: now().toISOString() } });
  };

  const live$ = (): Observable<unknown> =>
    run$(true).pipe(
      retry({
        resetOnSuccess: true,
        delay: (error, attempt) => {
          // Another projector was faster: go on from its checkpoint.
          if (isLedgerError(error, "checkpoint_moved")) return timer(10);
          if (isLedgerError(error, "event_store_unavailable", "read_model_unavailable")) {
            noteError(error, "waiting");
            return timer(Math.min(longestWaitMs, 100 * 2 ** attempt) * (0.5 + Math.random() / 2));
          }
          // It stays at this event until somebody has repaired what is wrong, and then goes on without a restart.
          noteError(error, "stopped");
          return timer(longestWaitMs);
        },
      }),
    );

  return {
    status$: status$.asObservable(),
    status: () => status$.value,

    start() {
      if (running !== undefined) return;
      running = live$().subscribe();
      running.add(
        interval(statusEveryMs)
          // A store that is away is the run's to report.
          .pipe(switchMap(() => defer(refreshLag).pipe(catchError(() => EMPTY))))
          .subscribe(),
      );
    },

    async runToHead() {
      const moved = {
        delay: (error: unknown) =>
          isLedgerError(error, "checkpoint_moved") ? timer(10) : throwError(() => error as Error),
      };
      await new Promise<void>((resolve, reject) => {
        run$(false).pipe(retry(moved)).subscribe({ complete: resolve, error: reject });
      });
    },

    async stop() {
      running?.unsubscribe();
      await stepUnderWay.catch(() => undefined);
      update({ state: "stopped" });
    },
  };
}

/** At the log's end every event must have been folded: a store that left some out would otherwise never be noticed. */
function assertNoneSkipped({ eventCount: folded }: Checkpoint, logHolds: number | undefined): void {
  if (logHolds === undefined || folded === logHolds) return;
  const message =
    `The projections are at the end of the log but have folded ${folded} of its ${logHolds} events: some were skipped. ` +
    "`ledger rebuild` folds all of them.";
  throw new LedgerError("stream_gap", message, { details: { folded, logHolds } });
}
