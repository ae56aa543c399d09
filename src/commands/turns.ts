import { Subscription, type Observable } from "rxjs";
import { isLedgerError, LedgerError } from "../errors.js";
import type { StreamName } from "../events/identifiers.js";

export interface TurnsOptions {
  /** How long a caller waits in total, for its turn and its work, in milliseconds; undefined: without limit. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Runs the work of one stream one after the other.
 *
 * @param gone$ emits when the caller has disconnected, at once if it has already; its work is skipped if it has not begun
 * @throws LedgerError `event_store_unavailable` after the timeout, counted from the call. Work that has begun continues and
 * keeps its turn, but the caller does not learn its result.
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
 * The commands of one stream take turns within this process, so that a burst of them does not cause conflicts with itself.
 * If the store is unavailable, the whole queue fails with its first command: each of the others would only time out too.
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
