import { Subscription, type Observable } from "rxjs";
import { isLedgerError, LedgerError } from "../errors.js";
import type { StreamName } from "../events/identifiers.js";

export interface TurnsOptions {
  /** How long a caller waits altogether, its turn and its work, in milliseconds; without a bound if undefined. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs the work of one stream one after the other.
 *
 * @param gone$ emits when the caller has gone, at once if that is so: work of theirs that has not begun is skipped
 * @throws LedgerError `event_store_unavailable` after the timeout, counted from the call. Work that has begun then goes
 * on, and keeps its turn; whether it succeeds the caller does not learn.
 */
export type TakeTurn = <T>(
  stream: StreamName,
  work: () => Promise<T>,
  gone$?: Observable<unknown>,
) => Promise<T>;

/** A caller whose turn has not come. */
interface Waiting {
  start(): void;
  fail(error: LedgerError): void;
}

/**
 * The commands of one stream take turns within this process, so that a burst of them does not spend its retries on
 * conflicts with itself. While the store is away the whole queue fails with the first of them: each would only find out
 * the same, one timeout after the other.
 */
export function createTurns({ timeoutMs }: TurnsOptions): TakeTurn {
  const queues = new Map<StreamName, Set<Waiting>>();

  async function run<T>(stream: StreamName, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (isLedgerError(error, "event_store_unavailable"))
        for (const waiting of [...(queues.get(stream) ?? [])]) waiting.fail(error);
      throw error;
    } finally {
      const [next] = queues.get(stream) ?? [];
      if (next === undefined) queues.delete(stream);
      else next.start();
    }
  }

  return (stream, work, gone$) =>
    new Promise((resolve, reject) => {
      const waiting: Waiting = {
        start() {
          queues.get(stream)?.delete(waiting);
          run(stream, work)
            .then(resolve, reject)
            .finally(() => {
              watch.unsubscribe();
            });
        },
        fail(error) {
          queues.get(stream)?.delete(waiting);
          watch.unsubscribe();
          reject(error);
        },
      };
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              waiting.fail(timedOut(timeoutMs));
            }, timeoutMs);
      const watch = new Subscription(() => {
        clearTimeout(timer);
      });
      watch.add(
        gone$?.subscribe(() => {
          waiting.fail(callerGone());
        }),
      );
      if (watch.closed) return;
      const queue = queues.get(stream);
      if (queue === undefined) {
        queues.set(stream, new Set());
        waiting.start();
      } else queue.add(waiting);
    });
}

const timedOut = (timeoutMs: number): LedgerError =>
  new LedgerError(
    "event_store_unavailable",
    `The event store did not answer within ${timeoutMs} ms. Send the request again: it is safe.`,
  );

const callerGone = (): LedgerError =>
  new LedgerError("event_store_unavailable", "The caller disconnected before the request was carried out.");
