import {
  BehaviorSubject,
  defer,
  finalize,
  repeat,
  retry,
  switchMap,
  takeWhile,
  timer,
  type Observable,
  type Subscription,
} from "rxjs";
import { isLedgerError, LedgerError, type ErrorCode } from "../../errors.js";
import { userOf, type UserId } from "../../events/identifiers.js";
import type { AdoptedTo, ShopAccounts } from "../mongodb/shop-accounts.js";
import type { EventStore, Position, RecordedEvent } from "../../stores/event-store/event-store.js";
import type { AccountPlan } from "./plan-account.js";
import { reconcile } from "./reconcile.js";

export const adopterStates = ["following", "waiting", "stopped"] as const;

export interface AdopterStatus {
  /** `waiting`: the log or the shop's database is away, or refuses; it tries again by itself. */
  readonly state: (typeof adopterStates)[number];
  /** Events of the log that the shop's accounts are kept to. */
  readonly eventCount: number;
  readonly lastError: { readonly code: ErrorCode; readonly message: string } | undefined;
}

/** Follows the log, and keeps the shop's own accounts of whoever an event is about. */
export interface Adopter {
  /** Emits at once, and whenever anything in it changes. */
  readonly status$: Observable<AdopterStatus>;
  status(): AdopterStatus;
  /** Runs until {@link stop}. While the log or the shop's database is away it waits and tries again by itself. */
  start(): void;
  /** Follows up to the log's head, once. */
  runToHead(): Promise<void>;
  /** Ends after the batch that is being written. */
  stop(): Promise<void>;
}

export interface AdopterOptions {
  readonly eventStore: EventStore;
  readonly accounts: ShopAccounts;
  readonly batchSize?: number;
  /** Called for each user whom nothing could be done for. */
  readonly onProblem?: (userId: UserId, problem: string) => void;
}

const longestWaitMs = 5000;

/**
 * An event says only whose account to look at; what is written comes from all of the user's events. So an event that
 * is delivered again changes nothing, and what was damaged in between is mended with the user's next purchase.
 */
export function createAdopter(options: AdopterOptions): Adopter {
  const { eventStore, accounts, batchSize = 500, onProblem } = options;
  const onPlan = ({ userId, problem }: AccountPlan): void => {
    if (problem !== undefined) onProblem?.(userId, problem);
  };
  const status$ = new BehaviorSubject<AdopterStatus>({
    state: "stopped",
    eventCount: 0,
    lastError: undefined,
  });
  let running: Subscription | undefined;
  let stepUnderWay: Promise<unknown> = Promise.resolve();

  /** One pass over the log. Only the end of a step starts the next one. */
  const run$ = (live: boolean): Observable<AdoptedTo | undefined> =>
    defer(() => openRun(live)).pipe(
      switchMap((run) =>
        defer(() => (stepUnderWay = run.step())).pipe(
          repeat(),
          takeWhile((adoptedTo) => adoptedTo !== undefined),
          finalize(() => {
            run.end();
          }),
        ),
      ),
    );

  async function openRun(live: boolean): Promise<{ step(): Promise<AdoptedTo | undefined>; end(): void }> {
    let adoptedTo = await accounts.checkpoint();
    assertNotAhead(adoptedTo, (await eventStore.head()).eventCount);
    report(adoptedTo);
    const ending = new AbortController();
    const after = adoptedTo.position as Position | undefined;
    const batches = eventStore
      .readAll({ after, batchSize, live, signal: ending.signal })
      [Symbol.asyncIterator]();
    return {
      async step() {
        const next = await batches.next();
        if (next.done === true || ending.signal.aborted) return undefined;
        adoptedTo = await adopt(next.value, adoptedTo);
        report(adoptedTo);
        return adoptedTo;
      },
      end() {
        ending.abort();
      },
    };
  }

  async function adopt(batch: readonly RecordedEvent[], { eventCount }: AdoptedTo): Promise<AdoptedTo> {
    const users = new Set(batch.map(({ stream }) => userOf(stream)).filter((userId) => userId !== undefined));
    await reconcile([...users], { eventStore, accounts, write: true, onPlan });
    // Last: a crash before it delivers the batch again, which is harmless.
    const adoptedTo = { position: batch.at(-1)?.position, eventCount: eventCount + batch.length };
    await accounts.saveCheckpoint(adoptedTo);
    return adoptedTo;
  }

  const report = ({ eventCount }: AdoptedTo): void => {
    status$.next({ state: "following", eventCount, lastError: undefined });
  };

  const noteError = (error: unknown): void => {
    const { code, message } = isLedgerError(error)
      ? error
      : new LedgerError("internal_error", String(error), { cause: error });
    status$.next({ ...status$.value, state: "waiting", lastError: { code, message } });
  };

  return {
    status$: status$.asObservable(),
    status: () => status$.value,

    start() {
      running ??= run$(true)
        .pipe(
          retry({
            resetOnSuccess: true,
            delay: (error, attempt) => {
              noteError(error);
              return timer(Math.min(longestWaitMs, 100 * 2 ** attempt) * (0.5 + Math.random() / 2));
            },
          }),
        )
        .subscribe();
    },

    async runToHead() {
      await new Promise<void>((resolve, reject) => {
        run$(false).subscribe({ complete: resolve, error: reject });
      });
    },

    async stop() {
      running?.unsubscribe();
      await stepUnderWay.catch(() => undefined);
      status$.next({ ...status$.value, state: "stopped" });
    },
  };
}

function assertNotAhead({ eventCount }: AdoptedTo, logHolds: number | undefined): void {
  if (logHolds === undefined || eventCount <= logHolds) return;
  const message =
    `The shop's database has been kept to event ${eventCount}, but the log holds only ${logHolds}: they do not belong together. ` +
    "Restore the log, or drop the checkpoint in the shop's database.";
  throw new LedgerError("checkpoint_ahead", message, { details: { adoptedTo: eventCount, logHolds } });
}
