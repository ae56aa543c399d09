import { setTimeout as sleep } from "node:timers/promises";
import { isLedgerError } from "../../../errors.js";
import { timedOut } from "./errors.js";
import { isFailure, isPassing } from "./failures.js";

export interface Patience {
  /** How long a call may take in total, in milliseconds. */
  readonly timeoutMs: number;
  /** An attempt is given up when the node is silent for this long, in milliseconds. */
  readonly attemptMs: number;
  readonly shown: string;
  /** When something last came from the server, on the clock of `performance.now()`. */
  readonly heardAt: () => number;
  /** Aborts when the store is closed. */
  readonly closing: AbortSignal;
}

/** The time left for a call, in milliseconds. Negative once it is over. */
export type TimeLeft = () => number;

/** How long a node may be silent: the time of an attempt, or the time left for the call if that is shorter. */
export const silenceOf = ({ attemptMs }: Patience, timeLeft: TimeLeft): number =>
  Math.max(1, Math.ceil(Math.min(attemptMs, timeLeft())));

/** An attempt that ends in time fails with a better message, so the call itself ends a little later. */
const graceMs = 50;

/** The wait grows. Half of it is random, so that callers that failed together do not all come back at once. */
const waitMs = (retries: number): number => Math.min(1000, 25 * 2 ** retries) * (0.5 + Math.random() / 2);

/**
 * Tries until an attempt succeeds, fails for good, or the time is over. It then throws the last failure. The time counts
 * from the call, and the call ends in time even if an attempt does not.
 *
 * @param attempt gets the time left, and should keep to it
 * @throws LedgerError `event_store_unavailable` if the last attempt had no answer. The message names the total time.
 */
export function withRetries<T>(patience: Patience, attempt: (timeLeft: TimeLeft) => Promise<T>): Promise<T> {
  const { timeoutMs, shown } = patience;
  const endsAt = performance.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const expiry = setTimeout(() => {
      reject(timedOut(shown, timeoutMs));
    }, timeoutMs + graceMs);
    tryUntil(patience, () => endsAt, attempt)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(expiry);
      });
  });
}

/**
 * {@link withRetries} for searches, which may take long. A search fails only if nothing has come from the server for
 * the total time.
 */
export function whileHeard<T>(patience: Patience, attempt: (timeLeft: TimeLeft) => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  return tryUntil(patience, () => Math.max(startedAt, patience.heardAt()) + patience.timeoutMs, attempt);
}

async function tryUntil<T>(
  { attemptMs, timeoutMs, shown, closing }: Patience,
  endsAt: () => number,
  attempt: (timeLeft: TimeLeft) => Promise<T>,
): Promise<T> {
  const timeLeft = (): number => endsAt() - performance.now();
  let answer: Error | undefined;
  for (let retries = 0; ; retries++) {
    const isCutShort = timeLeft() < attemptMs;
    try {
      return await attempt(timeLeft);
    } catch (error) {
      const wait = waitMs(retries);
      const isUnanswered = isLedgerError(error, "event_store_unavailable") || isFailure(error, "cut_off");
      if (!isUnanswered && !isPassing(error)) throw error;
      // The answer of an earlier attempt says more than an attempt that was cut short.
      if (!isUnanswered) answer = error as Error;
      else if (!isCutShort) answer = undefined;
      if (closing.aborted || timeLeft() <= wait) throw answer ?? timedOut(shown, timeoutMs);
      await sleep(wait);
    }
  }
}
