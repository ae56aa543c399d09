import { exhaustMap, interval, merge, startWith, type Observable, type Subscription } from "rxjs";
import { isLedgerError, LedgerError, storeCauseOf, type ErrorCode, type StoreCause } from "../errors.js";
import { mismatchCodes } from "../log/assert-same-log.js";
import type { FollowerStatus } from "../log/follower-status.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { AppendOutcome, WatchedAppends } from "./watch-appends.js";

/** Whether one part works, since when, and the evidence. */
export interface Check {
  readonly name: "event_log" | "appends" | "read_model" | "projections" | "same_log" | "token_keys";
  /** Undefined until something is known. */
  readonly ok: boolean | undefined;
  /** Why it is not ok; undefined where it is, or nothing is known. */
  readonly code: ErrorCode | undefined;
  /** The cause by name, where a store is known not to work for this one. */
  readonly cause?: StoreCause | undefined;
  readonly message: string | undefined;
  /** Since when: ISO 8601 UTC. */
  readonly since: string;
  /** When it was last checked or proven; undefined before the first time. */
  readonly provenAt: string | undefined;
  /** The evidence. */
  readonly proof: string;
}

export interface Health {
  /** Whether requests can be answered as they should. */
  readonly ready: boolean;
  /** The codes of the failed checks. */
  readonly reasons: readonly ErrorCode[];
  /** Their causes, where they are known. */
  readonly causes: readonly StoreCause[];
  readonly checks: readonly Check[];
}

export interface HealthMonitor {
  /** What is known now. Costs nothing and never waits: it was found out before. */
  health(): Health;
  /** @throws LedgerError `projection_behind` while what is folded is only the beginning of the log */
  assertFolded(): void;
  /** @throws LedgerError `checkpoint_ahead` or `log_mismatch` while the log is not the one that was folded */
  assertSameLog(): void;
  /** Adds a check of a part that the ledger itself does not know. */
  add(check: () => Check): void;
  start(): void;
  stop(): void;
}

export interface HealthOptions {
  readonly eventStore: Pick<EventStore, "head">;
  readonly readModel: { checkpoint(): Promise<unknown> };
  readonly appends: Pick<WatchedAppends, "last" | "lookAgain">;
  readonly projector: { status(): FollowerStatus };
  readonly now: () => Date;
}

const lookEveryMs = 1000;
/** A store that has not answered for this long counts as unavailable, whatever its own timeout is. */
const patienceMs = 1000;

/**
 * Checks the ledger's health, for `/readyz`, `/api/status` and `/metrics`. The stores are checked once a second, in the
 * background, by calls that search nothing.
 */
export function createHealthMonitor(options: HealthOptions): HealthMonitor {
  const { eventStore, readModel, appends, projector, now } = options;
  const log = createProbe("event_log", "The log returned its last position.", () => eventStore.head(), now);
  const model = createProbe(
    "read_model",
    "The read model returned its checkpoint.",
    () => readModel.checkpoint(),
    now,
  );
  const others: (() => Check)[] = [];
  let wasLive = false;
  let running: Subscription | undefined;

  function health(): Health {
    const status = projector.status();
    wasLive ||= status.state === "live";
    const checks = [
      log.check(),
      appendCheck(appends.last(), now()),
      model.check(),
      sameLogCheck(status),
      projectionsCheck(status, wasLive),
      ...others.map((check) => check()),
    ];
    const failed = checks.filter(({ ok }) => ok !== true);
    const reasons = failed.flatMap(({ code }) => code ?? []);
    const causes = failed.flatMap(({ cause }) => cause ?? []);
    return {
      ready: reasons.length === 0,
      reasons: [...new Set(reasons)],
      causes: [...new Set(causes)],
      checks,
    };
  }

  return {
    health,
    assertFolded() {
      const { incomplete, eventCount } = projector.status();
      if (!incomplete) return;
      const message = `The log is being folded into the read model: ${eventCount} events so far. Try again in a moment.`;
      throw new LedgerError("projection_behind", message, { details: { eventCount } });
    },
    assertSameLog() {
      const { lastError } = projector.status();
      if (isMismatch(lastError?.code) && lastError !== undefined)
        throw new LedgerError(lastError.code, lastError.message);
    },
    add(check) {
      others.push(check);
    },
    start() {
      running ??= merge(...[log.look, model.look, appends.lookAgain].map(everySecond)).subscribe();
    },
    stop() {
      running?.unsubscribe();
    },
  };
}

/** A check that hangs does not delay the others, and does not start again before it ends. */
const everySecond = (look: () => Promise<void>): Observable<void> =>
  interval(lookEveryMs).pipe(startWith(0), exhaustMap(look));

export const isMismatch = (code: ErrorCode | undefined): boolean =>
  (mismatchCodes as readonly (ErrorCode | undefined)[]).includes(code);

/** Checks a store and keeps the result. */
function createProbe(
  name: "event_log" | "read_model",
  proof: string,
  ask: () => Promise<unknown>,
  now: () => Date,
) {
  let known: Check = {
    ...{ name, proof, ok: undefined, code: undefined, message: undefined },
    ...{ since: now().toISOString(), provenAt: undefined },
  };
  const learn = (error: LedgerError | undefined): void => {
    const at = now().toISOString();
    const ok = error === undefined;
    const since = known.ok === ok ? known.since : at;
    const cause = storeCauseOf(error);
    known = { name, proof, ok, code: error?.code, cause, message: error?.message, since, provenAt: at };
  };
  const unavailable: ErrorCode = name === "event_log" ? "event_store_unavailable" : "read_model_unavailable";
  return {
    check: () => known,
    async look(): Promise<void> {
      const overdue = setTimeout(() => {
        // The reason why the last check failed says more.
        if (known.ok !== false)
          learn(new LedgerError(unavailable, `It has not answered for ${patienceMs} ms.`));
      }, patienceMs);
      try {
        await ask();
        learn(undefined);
      } catch (error) {
        learn(isLedgerError(error) ? error : new LedgerError(unavailable, String(error), { cause: error }));
      } finally {
        clearTimeout(overdue);
      }
    },
  };
}

function appendCheck(last: AppendOutcome | undefined, now: Date): Check {
  const { error, since, at } = last ?? {};
  return {
    name: "appends",
    proof: "The last append, or an attempt to write after one that failed.",
    ok: last === undefined ? undefined : error === undefined,
    code: error?.code,
    cause: storeCauseOf(error),
    message: error?.message,
    since: (since ?? now).toISOString(),
    provenAt: at?.toISOString(),
  };
}

function sameLogCheck({ provenAt, lastError, since }: FollowerStatus): Check {
  const failed = isMismatch(lastError?.code);
  return {
    name: "same_log",
    proof: "The event at the checkpoint of the projections stands in the log.",
    ok: failed ? false : provenAt === undefined ? undefined : true,
    code: failed ? lastError?.code : undefined,
    message: failed ? lastError?.message : undefined,
    since,
    provenAt: failed ? lastError?.at : provenAt,
  };
}

/** Catching up again after having been live is the ordinary lag of a burst, and readers may wait with minRevision. */
function projectionsCheck(status: FollowerStatus, wasLive: boolean): Check {
  const { state, since, lastError, provenAt, incomplete } = status;
  const ok = !incomplete && (state === "live" || (state === "catching_up" && wasLive));
  return {
    name: "projections",
    proof: "The projector reached the head of the log.",
    ok,
    code: ok ? undefined : "projection_behind",
    message: ok ? undefined : (lastError?.message ?? `The projector is ${state.replace("_", " ")}.`),
    since,
    provenAt,
  };
}
