import {
  streamNameFilter,
  type AllStreamResolvedEvent,
  type AllStreamSubscription,
  type EventStoreDBClient,
} from "@eventstore/db-client";
import type { ServerPosition } from "./positions.js";
import { searchWindow } from "./reading.js";

export interface LiveOptions {
  readonly client: EventStoreDBClient;
  /** Only streams whose name begins so. */
  readonly prefix: string;
  /** Exclusive; the log's beginning if undefined. */
  readonly after: ServerPosition | undefined;
  readonly batchSize: number;
  /** Ends a wait for more, without an error. */
  readonly signal: AbortSignal;
  /** The server has looked through the log this far, and nothing up to there is still to come. */
  readonly onLookedThrough: (position: ServerPosition) => void;
  /** Fails with this when the server does not confirm in time, or ends the subscription of itself. */
  readonly unanswered: () => Error;
  readonly confirmWithinMs: number;
}

/** A subscription that the server has confirmed. */
export interface LiveEvents {
  /**
   * What has arrived, up to a batch; waits if that is nothing. Empty only once `signal` has aborted.
   *
   * @throws the client's error once the subscription has dropped and what came before is taken
   */
  next(): Promise<readonly AllStreamResolvedEvent[]>;
  close(): void;
}

/**
 * Subscribes to the log. What the consumer does not take stays on the server: the client's buffer holds about a batch,
 * and gRPC's flow control holds back the rest.
 */
export async function openLiveEvents(options: LiveOptions): Promise<LiveEvents> {
  const { batchSize, signal, confirmWithinMs, unanswered } = options;
  const subscription = subscribe(options);
  const state: { confirmed: boolean; dropped: Error | undefined } = { confirmed: false, dropped: undefined };
  let wake = (): void => undefined;
  const drop = (error: Error): void => {
    state.dropped ??= error;
    wake();
  };
  const onWake = (): void => {
    wake();
  };
  const woken = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  subscription.once("confirmation", () => {
    state.confirmed = true;
    wake();
  });
  subscription.on("readable", onWake);
  subscription.once("end", () => {
    drop(unanswered());
  });
  // Stays for ever: the client may report more errors after the first, which would end the process.
  subscription.on("error", drop);
  signal.addEventListener("abort", onWake);

  const live: LiveEvents = {
    async next() {
      for (;;) {
        const batch = take(subscription, batchSize);
        if (batch.length > 0 || signal.aborted) return batch;
        if (state.dropped !== undefined) throw state.dropped;
        await woken();
      }
    },
    close() {
      signal.removeEventListener("abort", onWake);
      // Nobody waits for it: where the connection was never made, it would take as long as that.
      void subscription.unsubscribe().catch(() => undefined);
      subscription.destroy();
    },
  };

  const overdue = setTimeout(() => {
    drop(unanswered());
  }, confirmWithinMs);
  try {
    while (!state.confirmed && state.dropped === undefined && !signal.aborted) await woken();
    if (!state.confirmed && state.dropped !== undefined) throw state.dropped;
    return live;
  } catch (error) {
    live.close();
    throw error;
  } finally {
    clearTimeout(overdue);
  }
}

function subscribe(options: LiveOptions): AllStreamSubscription {
  const { client, prefix, after, batchSize, onLookedThrough } = options;
  const filter = streamNameFilter({
    prefixes: [prefix],
    maxSearchWindow: searchWindow,
    checkpointInterval: 1,
    checkpointReached: (subscription, position) => {
      // While events wait to be taken, it would be ahead of them.
      if (subscription.readableLength === 0) onLookedThrough(position);
      return Promise.resolve();
    },
  });
  return client.subscribeToAll(
    { filter, resolveLinkTos: false, ...(after === undefined ? {} : { fromPosition: after }) },
    { highWaterMark: batchSize },
  );
}

function take(subscription: AllStreamSubscription, atMost: number): readonly AllStreamResolvedEvent[] {
  const batch: AllStreamResolvedEvent[] = [];
  while (batch.length < atMost) {
    const next = subscription.read() as AllStreamResolvedEvent | null;
    if (next === null) break;
    batch.push(next);
  }
  return batch;
}
