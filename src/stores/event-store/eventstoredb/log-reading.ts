import { setTimeout as sleep } from "node:timers/promises";
import { isLedgerError } from "../../../errors.js";
import type { ReadAllOptions, RecordedEvent } from "../event-store.js";
import { isPassing } from "./failures.js";
import type { TailKnowledge } from "./known-tail.js";
import { whileHeard } from "./patience.js";
import { isAfter, toPosition, toServerPosition, type ServerPosition } from "./positions.js";
import type { EventRead } from "./recorded-event.js";
import { searchAllPage, type Server } from "./server.js";
import { openSubscription, type Subscription } from "./subscription.js";

/** The pause before a dropped subscription is opened again. */
const resubscribeAfterMs = 50;

/** How far a reader has come. */
interface Progress {
  /** All events of the ledger up to here were delivered. */
  through: ServerPosition | undefined;
}

/**
 * Reads the streams of all users in the order of the log, by subscriptions. When the server drops one, the next begins at
 * the same place, so that there are no gaps and no repetitions. A subscription reports how far it has searched, so that
 * no part of the log is searched twice.
 */
export async function* readLog(
  server: Server,
  tail: TailKnowledge,
  options: ReadAllOptions & { readonly signal: AbortSignal },
): AsyncGenerator<readonly RecordedEvent[]> {
  const { live, signal, batchSize, after: from } = options;
  const after = from === undefined ? undefined : toServerPosition(from);
  const progress: Progress = { through: after };
  const open = (): Promise<Subscription> =>
    whileHeard(server.patience, (timeLeft) =>
      openSubscription(
        server,
        { after: progress.through, batchSize, signal, onLookedThrough: noteSearched },
        timeLeft,
      ),
    );
  const noteSearched = (position: ServerPosition): void => {
    if (!isAfter(position, progress.through)) return;
    tail.learnNothingBetween(progress.through, position);
    progress.through = position;
    options.onLookedThrough?.(toPosition(position));
  };
  const taken = (events: readonly EventRead[]): readonly RecordedEvent[] => {
    progress.through = events.at(-1)?.position;
    tail.learnEvent(progress.through);
    return events.map(({ recorded }) => recorded);
  };
  for (let isAtEnd = false; !isAtEnd && !signal.aborted;) {
    const subscription = await open();
    try {
      for (;;) {
        const events = await subscription.next(!live);
        if (events.length === 0) break;
        yield taken(events);
      }
      isAtEnd = true;
    } catch (error) {
      if (!isDropped(error)) throw error;
      await sleep(resubscribeAfterMs);
    } finally {
      subscription.close();
    }
  }
  if (!live) yield* readRest(server, progress, options, taken);
}

/** Not all servers report at the same place that a subscription has caught up. This reads what comes after it. */
async function* readRest(
  server: Server,
  progress: Progress,
  { batchSize, signal }: Pick<ReadAllOptions, "batchSize" | "signal">,
  taken: (events: readonly EventRead[]) => readonly RecordedEvent[],
): AsyncGenerator<readonly RecordedEvent[]> {
  while (signal?.aborted !== true) {
    const { through } = progress;
    // The answer begins with the event at `through` itself.
    const limit = through === undefined ? batchSize : batchSize + 1;
    const page = await searchAllPage(server, { from: through, direction: "forwards", limit }, signal);
    const events = page.filter(({ position }) => isAfter(position, through)).slice(0, batchSize);
    if (events.length === 0) return;
    yield taken(events);
  }
}

const isDropped = (error: unknown): boolean =>
  isPassing(error) || isLedgerError(error, "event_store_unavailable");
