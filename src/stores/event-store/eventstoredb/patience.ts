import { setTimeout as sleep } from "node:timers/promises";
import { isLedgerError } from "../../../errors.js";
import { timedOut } from "./errors.js";
import { isFailure, isPassing } from "./failures.js";

export interface Patience {
  /** How long a call may take altogether, in milliseconds. */
  readonly timeoutMs: number;
  /** How long a node may be silent before an attempt is given up. As long as it is not, it is busy. */
  readonly attemptMs: number;
  readonly shown: string;
  /** When something has last come from the server, on the clock of `performance.now()`. */
  readonly heardAt: () => number;
  /** Ends the waiting when the store is closed. */
  readonly closing: AbortSignal;
}

/** What is left of the whole time of a call, in milliseconds; negative once it is over. */
export type TimeLeft = () => number;

/** How long a node may be silent: an attempt's time, or what is left of the call's. */
export const silenceOf = ({ attemptMs }: Patience, timeLeft: TimeLeft): number =>
  Math.max(1, Math.ceil(Math.min(attemptMs, timeLeft())));

/** An attempt that keeps to the call's time ends before the call is cut off, and says more. */
const lateMs = 50;

/** Half of the growing wait is left to chance, so that callers who failed together do not come back together. */
const waitMs = (retries: number): number => Math.min(1000, 25 * 2 ** retries) * (0.5 + Math.random() / 2);

/**
 * Tries until it succeeds, fails for good, or the time is over; then with the last failure. The time counts from the
 * call, and whatever an attempt does, the call ends with it.
 *
 * @param attempt gets what is left of the time, and keeps to it
 * @throws LedgerError `event_store_unavailable` if the last attempt had no answer: it names the whole time
 */
export function withRetries<T>(patience: Patience, attempt: (timeLeft: TimeLeft) => Promise<T>): Promise<T> {
  const { timeoutMs, shown } = patience;
  const endsAt = performance.now() + timeoutMs;
  return new Promise((resolve, reject) => {
    const expiry = setTimeout(() => {
      reject(timedOut(shown, timeoutMs));
    }, timeoutMs + lateMs);
    tryUntil(patience, () => endsAt, attempt)
      .then(resolve, reject)
      .finally(() => {
        clearTimeout(expiry);
      });
  });
}

/**
 * {@link withRetries} for what the server searches for: it may take long, and is given up only when nothing at all has
 * come from the server for the whole time.
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
      // An attempt that was cut short says less than the answer before it.
      if (!isUnanswered) answer = error as Error;
      else if (!isCutShort) answer = undefined;
      if (closing.aborted || timeLeft() <= wait) throw answer ?? timedOut(shown, timeoutMs);
      await sleep(wait);
    }
  }
}
