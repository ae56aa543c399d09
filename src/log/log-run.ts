import { setTimeout as sleep } from "node:timers/promises";
import { LedgerError } from "../errors.js";
import type { EventStore, LogHead, Position, RecordedEvent } from "../stores/event-store/event-store.js";
import { readFrom, type FollowedTo } from "../stores/event-store/followed-to.js";
import { assertSameLog } from "./assert-same-log.js";
import type { Reporter } from "./follower-reporter.js";
import type { FollowerState, FollowerStatus } from "./follower-status.js";
import type { LogConsumer } from "./log-consumer.js";

/** One pass over the log, from where its consumer is. */
export interface LogRun {
  /** Takes a batch, or looks around where none comes; `at its end` at the head, unless it stays live. */
  step(): Promise<"go on" | "at its end">;
  end(): void;
}

export interface LogRunOptions<To extends FollowedTo> {
  readonly eventStore: EventStore;
  readonly consumer: LogConsumer<To>;
  readonly reporter: Reporter;
  readonly live: boolean;
  readonly batchSize: number;
}

/**
 * At the head, the next look comes this much later: what arrives close together is taken together, at a fraction of
 * the cost. An event that comes alone does not wait for it.
 */
const gatherMs = 10;
/** Without a batch for this long, the log is checked: first soon, then at intervals. */
const firstIdleMs = 50;
const idleMs = 1000;
/** While the log gets only events of others, the place is saved no more often than this. */
const moveOnEveryMs = 5000;

/** How far a pass is. */
interface Pass<To extends FollowedTo> extends LogRunOptions<To> {
  followedTo: To;
  /** How far the log was searched without finding an event to take. */
  lookedThrough: Position | undefined;
  movedOnAt: number;
}

/** @throws LedgerError `checkpoint_ahead`, `log_mismatch`, and what the consumer and the log throw */
export async function openLogRun<To extends FollowedTo>(options: LogRunOptions<To>): Promise<LogRun> {
  const { eventStore, consumer, reporter, live, batchSize } = options;
  // Before anything is taken: readers must know that the beginning takes long, and later how far it got.
  reporter.beginAt(await shownEvents(consumer));
  if (consumer.begin !== undefined) {
    await consumer.begin();
    reporter.beginAt(await shownEvents(consumer));
  }
  const followedTo = await consumer.followedTo();
  const pass: Pass<To> = { ...options, followedTo, lookedThrough: undefined, movedOnAt: 0 };
  await look(pass);
  const ending = new AbortController();
  const batches = eventStore
    .readAll({
      ...{ after: readFrom(followedTo), batchSize, live, signal: ending.signal },
      onLookedThrough: (position) => (pass.lookedThrough = position),
    })
    [Symbol.asyncIterator]();
  let pending: Coming<IteratorResult<readonly RecordedEvent[]>> | undefined;
  let waitMs = firstIdleMs;
  return {
    async step() {
      pending ??= coming(batches.next());
      const next = live && !(await pending.comesWithin(waitMs)) ? "idle" : await pending.batch;
      if (ending.signal.aborted) return "at its end";
      if (next === "idle") {
        waitMs = idleMs;
        await lookAround(pass);
        return "go on";
      }
      pending = undefined;
      if (next.done === true) {
        await moveOn(pass, 0);
        await look(pass);
        return "at its end";
      }
      await take(pass, next.value);
      waitMs = firstIdleMs;
      return "go on";
    },
    end() {
      ending.abort();
    },
  };
}

const shownEvents = async (consumer: LogConsumer): Promise<number> =>
  consumer.shownEvents === undefined ? (await consumer.followedTo()).eventCount : consumer.shownEvents();

/** Proves that the log is the same as before, and returns how far the checkpoint is behind its head. */
async function look<To extends FollowedTo>(pass: Pass<To>): Promise<void> {
  const { eventStore, consumer, reporter, followedTo } = pass;
  const head = await assertSameLog(followedTo, eventStore, consumer.reader);
  reporter.update({ ...placeIn(head, pass), provenAt: reporter.now().toISOString() });
}

function placeIn<To extends FollowedTo>(head: LogHead, pass: Pass<To>): Partial<FollowerStatus> {
  const { position, eventCount } = pass.followedTo;
  const { state, lastError } = pass.reporter.status$.value;
  const caughtUp = head.position === position;
  if (caughtUp) assertNoneSkipped(eventCount, head.eventCount);
  const lagEvents = head.eventCount === undefined ? undefined : head.eventCount - eventCount;
  // The cause of the stop may remain until an event was taken.
  const isStuck = !caughtUp && lastError !== undefined;
  return {
    ...{ position, eventCount, head: head.position },
    ...(isStuck ? {} : { lastError: undefined, state: caughtUp ? "live" : following(state) }),
    ...(caughtUp ? { lagEvents: 0, lagSeconds: 0, incomplete: false } : { lagEvents }),
  };
}

/** Once it follows the log it is live, however much comes in at a time. */
const following = (state: FollowerState): FollowerState => (state === "live" ? "live" : "catching_up");

async function lookAround<To extends FollowedTo>(pass: Pass<To>): Promise<void> {
  if (!isSame(await pass.consumer.followedTo(), pass.followedTo)) throw moved();
  await look(pass);
  await moveOn(pass, moveOnEveryMs);
}

async function moveOn<To extends FollowedTo>(pass: Pass<To>, everyMs: number): Promise<void> {
  const { eventStore, consumer, followedTo, lookedThrough, movedOnAt } = pass;
  const from = readFrom(followedTo);
  if (lookedThrough === undefined || performance.now() - movedOnAt < everyMs) return;
  if (from !== undefined && eventStore.comparePositions(lookedThrough, from) <= 0) return;
  pass.followedTo = await consumer.moveOn(followedTo, lookedThrough);
  pass.movedOnAt = performance.now();
}

async function take<To extends FollowedTo>(pass: Pass<To>, batch: readonly RecordedEvent[]): Promise<void> {
  const { eventStore, consumer, reporter, live, batchSize } = pass;
  assertAfter(batch, pass);
  pass.followedTo = await consumer.take(batch, pass.followedTo);
  const { position, eventCount } = pass.followedTo;
  reporter.taken(batch.length, eventCount);
  const state = following(reporter.status$.value.state);
  reporter.update({ position, eventCount, lastError: undefined, state });
  if (batch.length === batchSize || !live) return;
  // Once live, it looks when nothing comes: on a server, a look after each small batch cost a tenth of the purchases.
  if (state !== "live") reporter.update(placeIn(await eventStore.head(), pass));
  await sleep(gatherMs);
}

/** A batch on its way. */
interface Coming<Batch> {
  readonly batch: Promise<Batch>;
  /** Whether it has come, or failed, by the end of this time. Leaves no timer behind. */
  comesWithin(ms: number): Promise<boolean>;
}

/**
 * Nothing may come for weeks. So the promise gets one listener, for all waits: `Promise.race` would add one with each
 * wait, which stay until the promise is settled, 130 MB a day.
 */
function coming<Batch>(batch: Promise<Batch>): Coming<Batch> {
  let hasCome = false;
  let wake = (): void => undefined;
  const come = (): void => {
    hasCome = true;
    wake();
  };
  batch.then(come, come);
  return {
    batch,
    async comesWithin(ms) {
      const came = new AbortController();
      wake = () => {
        came.abort();
      };
      if (!hasCome) await sleep(ms, undefined, { signal: came.signal }).catch(() => undefined);
      return hasCome;
    },
  };
}

const isSame = (a: FollowedTo, b: FollowedTo): boolean =>
  a.position === b.position &&
  a.eventCount === b.eventCount &&
  a.lookedThrough === b.lookedThrough &&
  ("version" in a ? a.version : undefined) === ("version" in b ? b.version : undefined);

const moved = (): LedgerError =>
  new LedgerError(
    "checkpoint_moved",
    "Another process has moved the checkpoint. Read it again and continue from there.",
  );

/** A log that delivers events from before the checkpoint was replaced. */
function assertAfter<To extends FollowedTo>(
  [first]: readonly RecordedEvent[],
  { eventStore, consumer, followedTo }: Pass<To>,
): void {
  const after = readFrom(followedTo);
  if (first === undefined || after === undefined) return;
  if (eventStore.comparePositions(first.position, after) > 0) return;
  const message = `The log delivers event ${first.id} at ${first.position}, at or before the checkpoint ${after}: the log was replaced. ${consumer.reader.remedy}`;
  throw new LedgerError("log_mismatch", message, { details: { position: first.position, after } });
}

/** At the log's end every event must have been taken: a store that left some out would otherwise never be noticed. */
function assertNoneSkipped(taken: number, logHolds: number | undefined): void {
  if (logHolds === undefined || taken === logHolds) return;
  const message =
    `The log ends here, but only ${taken} of its ${logHolds} events were read: some were skipped. ` +
    "Run `ledger rebuild` to fold all of them.";
  throw new LedgerError("stream_gap", message, { details: { taken, logHolds } });
}
