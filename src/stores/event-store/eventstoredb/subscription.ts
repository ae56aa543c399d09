import { setTimeout as sleep } from "node:timers/promises";
import type { ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { Link } from "./connection.js";
import { timedOut } from "./errors.js";
import { ServerFailure } from "./failures.js";
import { silenceOf, type TimeLeft } from "./patience.js";
import { fromMessage, type ServerPosition } from "./positions.js";
import { startRead, watchSilence } from "./read-call.js";
import { followRequest } from "./read-requests.js";
import { toEventRead, type EventRead } from "./recorded-event.js";
import type { Server } from "./server.js";

/** While the subscription catches up, a batch that is not full waits this long for more events. */
const gatherMs = 20;

export interface SubscriptionOptions {
  /** Exclusive; the log's beginning if undefined. */
  readonly after: ServerPosition | undefined;
  readonly batchSize: number;
  /** Ends a wait for more events, without an error. */
  readonly signal: AbortSignal;
  /** Called when the server has searched the log this far, and everything found was delivered. */
  readonly onLookedThrough: (position: ServerPosition) => void;
}

/** A subscription that the server has confirmed. */
export interface Subscription {
  /**
   * Returns the next events, at most a batch. While the subscription catches up, batches are full. After that, a batch is
   * what there is. With `untilCaughtUp`, it returns none when everything was delivered. It also returns none when `signal`
   * aborts.
   *
   * @throws ServerFailure or LedgerError the error that ended the subscription, after all events before it were delivered
   */
  next(untilCaughtUp: boolean): Promise<readonly EventRead[]>;
  close(): void;
}

/** What has arrived and was not delivered. */
interface Inbox {
  readonly events: EventRead[];
  /** How far the server has searched after the last event. */
  checkpoint: ServerPosition | undefined;
  confirmed: boolean;
  caughtUp: boolean;
  /** Nothing has come for a long time. Servers before 23.10 do not report that a subscription has caught up. */
  quiet: boolean;
  ended: Error | undefined;
  wake(): void;
}

/**
 * Subscribes to the log. It reads one batch ahead; by gRPC's flow control, the rest stays on the server. A subscription
 * that catches up fails when the server is silent. A live one may be silent.
 */
export async function openSubscription(
  server: Server,
  options: SubscriptionOptions,
  timeLeft: TimeLeft,
): Promise<Subscription> {
  const { batchSize, signal } = options;
  const inbox = createInbox();
  const feed = await openFeed(server, options, inbox);
  const wake = (): void => {
    inbox.wake();
  };
  signal.addEventListener("abort", wake);
  const subscription = {
    async next(untilCaughtUp: boolean) {
      const batch = await takeBatch(inbox, options, untilCaughtUp);
      if (inbox.events.length < batchSize) feed.goOn();
      return batch;
    },
    close() {
      signal.removeEventListener("abort", wake);
      feed.close();
    },
  };
  try {
    const { shown, attemptMs } = server.patience;
    await confirmed(inbox, signal, timedOut(shown, attemptMs), silenceOf(server.patience, timeLeft));
  } catch (error) {
    feed.link.unanswered();
    subscription.close();
    throw error;
  }
  feed.goOn();
  return subscription;
}

/** The call that fills an inbox, and pauses while it is full. */
interface Feed {
  readonly link: Link;
  /** Takes more from the server. The feed fails if the server is silent before the subscription has caught up. */
  goOn(): void;
  close(): void;
}

async function openFeed(
  { connection, patience, prefix, usersPrefix }: Server,
  { after, batchSize }: SubscriptionOptions,
  inbox: Inbox,
): Promise<Feed> {
  let silence: ReturnType<typeof watchSilence> | undefined;
  const call = await startRead(connection, {
    request: followRequest(after, usersPrefix),
    onMessage(message) {
      silence?.touch();
      receive(inbox, message, prefix);
      const isFull = inbox.events.length >= batchSize;
      if (isFull) call.pause();
      if (isFull || inbox.caughtUp) silence?.end();
    },
  });
  const end = (error: Error): void => {
    silence?.end();
    inbox.ended ??= error;
    inbox.wake();
  };
  call.ended.then(() => {
    end(new ServerFailure("unavailable", "has ended the subscription"));
  }, end);
  const onSearching = (): void => {
    inbox.quiet = true;
    inbox.wake();
  };
  return {
    link: call.link,
    goOn() {
      call.resume();
      silence?.end();
      const { shown, attemptMs: silenceMs } = patience;
      if (inbox.caughtUp || inbox.ended !== undefined) return;
      silence = watchSilence(call, { silenceMs, shown, searches: true, onSearching });
    },
    close() {
      silence?.end();
      call.cancel();
    },
  };
}

function createInbox(): Inbox {
  return {
    events: [],
    checkpoint: undefined,
    confirmed: false,
    caughtUp: false,
    quiet: false,
    ended: undefined,
    wake: () => undefined,
  };
}

function receive(inbox: Inbox, message: ReadResp, prefix: string): void {
  const resolved = message.getEvent();
  const read = resolved === undefined ? undefined : toEventRead(resolved, prefix);
  const checkpoint = message.getCheckpoint();
  if (read !== undefined) {
    inbox.events.push(read);
    inbox.checkpoint = undefined;
  }
  if (checkpoint !== undefined) inbox.checkpoint = fromMessage(checkpoint);
  if (message.hasConfirmation()) inbox.confirmed = true;
  if (message.hasCaughtUp()) inbox.caughtUp = true;
  if (message.hasFellBehind()) inbox.caughtUp = false;
  inbox.wake();
}

const woken = (inbox: Inbox): Promise<void> => new Promise((resolve) => (inbox.wake = resolve));

async function confirmed(inbox: Inbox, signal: AbortSignal, silent: Error, timeoutMs: number): Promise<void> {
  const overdue = setTimeout(() => {
    inbox.ended ??= silent;
    inbox.wake();
  }, timeoutMs);
  try {
    while (!inbox.confirmed && inbox.ended === undefined && !signal.aborted) await woken(inbox);
    if (!inbox.confirmed && inbox.ended !== undefined) throw inbox.ended;
  } finally {
    clearTimeout(overdue);
  }
}

async function takeBatch(
  inbox: Inbox,
  { batchSize, signal, onLookedThrough }: SubscriptionOptions,
  untilCaughtUp: boolean,
): Promise<readonly EventRead[]> {
  for (;;) {
    if (signal.aborted) return [];
    if (inbox.events.length > 0) {
      await gather(inbox, batchSize);
      return inbox.events.splice(0, batchSize);
    }
    if (inbox.checkpoint !== undefined) onLookedThrough(inbox.checkpoint);
    inbox.checkpoint = undefined;
    if (inbox.ended !== undefined) throw inbox.ended;
    if (untilCaughtUp && (inbox.caughtUp || inbox.quiet)) return [];
    await woken(inbox);
  }
}

/** Waits until a batch is full, or nothing more comes. */
async function gather(inbox: Inbox, batchSize: number): Promise<void> {
  for (let before = -1; ;) {
    const { events, caughtUp, ended } = inbox;
    if (events.length >= batchSize || events.length === before || caughtUp || ended !== undefined) return;
    before = events.length;
    const full = new AbortController();
    inbox.wake = () => {
      if (events.length >= batchSize || inbox.caughtUp || inbox.ended !== undefined) full.abort();
    };
    await sleep(gatherMs, undefined, { signal: full.signal }).catch(() => undefined);
  }
}
