import { defer, firstValueFrom, retry, throwError, timer } from "rxjs";
import { isPassing, timedOut } from "./errors.js";

export interface Patience {
  /** How long a call may take altogether, in milliseconds. */
  readonly timeoutMs: number;
  /** How long one attempt of it may take. */
  readonly attemptMs: number;
  readonly shown: string;
}

/** Half of the growing wait is left to chance, so that callers who failed together do not come back together. */
const waitMs = (retries: number): number => Math.min(1000, 25 * 2 ** retries) * (0.5 + Math.random() / 2);

/**
 * Tries until it succeeds, fails for good, or the time is over; then with the last failure.
 *
 * @param attempt gets the milliseconds that it has, and keeps to them
 */
export function withRetries<T>(
  { timeoutMs, attemptMs }: Patience,
  attempt: (timeoutMs: number) => Promise<T>,
): Promise<T> {
  const endsAt = performance.now() + timeoutMs;
  const leftMs = (): number => Math.max(1, Math.ceil(Math.min(attemptMs, endsAt - performance.now())));
  return firstValueFrom(
    defer(() => attempt(leftMs())).pipe(
      retry({
        delay: (error: unknown, retries) => {
          const wait = waitMs(retries);
          const hopeless = !isPassing(error) || performance.now() + wait >= endsAt;
          return hopeless ? throwError(() => error) : timer(wait);
        },
      }),
    ),
  );
}

/** For what has no deadline of its own in the client: finding the cluster's leader, and reading. */
export async function givenUpAfter<T>(ms: number, shown: string, work: Promise<T>): Promise<T> {
  let expiry: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    // Later than the server's own deadline, which says more.
    expiry = setTimeout(() => {
      reject(timedOut(shown, ms));
    }, ms + 50);
  });
  try {
    return await Promise.race([work, expired]);
  } finally {
    clearTimeout(expiry);
  }
}
