import { setTimeout as sleep } from "node:timers/promises";
import {
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerSelectionError,
  type MongoClient,
} from "mongodb";

/**
 * A client of the MongoDB driver that is replaced when it hangs.
 *
 * If a connection breaks during a write, the driver can wait forever, and none of its timeouts applies
 * (`docs/mongodb-driver-hang.md`). So each call has its own deadline. After the deadline the client is dropped: all its
 * calls fail, and the next call makes a new client.
 *
 * The driver's server checks and new connections can hang in the same way. Then every later call on the client would fail.
 * So a client that cannot find its server, or cannot connect to it, gets no further calls.
 */
export interface ReplaceableClient<Ready> {
  /**
   * Runs work on the client. A new client is connected and prepared first.
   *
   * @param deadlineMs the time for connecting and for `work` together
   * @throws MongoNetworkTimeoutError if the work does not end in time
   */
  run<T>(work: (ready: Ready) => Promise<T>, deadlineMs?: number): Promise<T>;
  /** Ends calls in progress with an error. Another call would connect again. */
  close(): Promise<void>;
}

export interface ReplaceableClientOptions<Ready> {
  /** Makes a client that is not connected yet. */
  readonly create: () => MongoClient;
  /** Prepares a new client for calls. If it fails, the next call tries again with another client. */
  readonly prepare: (client: MongoClient) => Ready | Promise<Ready>;
}

interface Attempt<Ready> {
  readonly client: MongoClient;
  readonly ready: Promise<Ready>;
  /** Each rejects one call in progress. */
  readonly callers: Set<(error: Error) => void>;
  closed?: Promise<void>;
}

/** How long a dropped client may take to close. It can hang, because closing also writes to its connections. */
const closeMs = 2000;

export function createReplaceableClient<Ready>({
  create,
  prepare,
}: ReplaceableClientOptions<Ready>): ReplaceableClient<Ready> {
  let current: Attempt<Ready> | undefined;

  function begin(): Attempt<Ready> {
    const client = create();
    const ready = Promise.resolve(client).then(prepare);
    const attempt: Attempt<Ready> = { client, ready, callers: new Set() };
    // A client whose first connection failed never connects again.
    attempt.ready.catch((error: unknown) => drop(attempt, networkErrorOf(error)));
    return attempt;
  }

  /** Fails the calls in progress, and closes the client. */
  function drop(attempt: Attempt<Ready>, error: Error): Promise<void> {
    retire(attempt);
    for (const fail of attempt.callers) fail(error);
    return close(attempt);
  }

  /** Gives the client no further calls. Calls in progress may still succeed, and the last one closes the client. */
  function retire(attempt: Attempt<Ready>): void {
    if (current === attempt) current = undefined;
  }

  return {
    run(work, deadlineMs) {
      const attempt = (current ??= begin());
      const limitMs = deadlineMs ?? callDeadlineMs(attempt.client);
      return new Promise((resolve, reject) => {
        const fail = (error: Error): void => {
          end();
          reject(error);
        };
        const timer = setTimeout(() => {
          void drop(attempt, new MongoNetworkTimeoutError(`No answer came within ${limitMs} ms.`));
        }, limitMs);
        const end = (): void => {
          clearTimeout(timer);
          attempt.callers.delete(fail);
          if (attempt !== current && attempt.callers.size === 0) void close(attempt);
        };
        attempt.callers.add(fail);
        void attempt.ready
          .then(work)
          .then(resolve, (error: unknown) => {
            if (isCutOff(error)) retire(attempt);
            fail(networkErrorOf(error));
          })
          .finally(end);
      });
    },
    async close() {
      if (current !== undefined) await drop(current, new MongoNetworkTimeoutError("The client was closed."));
    },
  };
}

function close<Ready>(attempt: Attempt<Ready>): Promise<void> {
  const closeClient = (): Promise<void> => attempt.client.close().catch(() => undefined);
  // A client that is closed while it connects is open afterwards, so it is closed twice.
  const twice = (): Promise<void> => closeClient().then(() => attempt.ready.then(closeClient, closeClient));
  return (attempt.closed ??= Promise.race([twice(), sleep(closeMs, undefined, { ref: false })]));
}

/** The longest time that an operation may take by the limits of the client, which tries everything twice. */
function callDeadlineMs({ options }: MongoClient): number {
  // 0 means no limit. These limits then only detect a broken connection.
  const limitsMs = [
    options.serverSelectionTimeoutMS,
    options.waitQueueTimeoutMS === 0 ? 5000 : options.waitQueueTimeoutMS,
    options.connectTimeoutMS === 0 ? 5000 : options.connectTimeoutMS,
    options.socketTimeoutMS === 0 ? 300_000 : options.socketTimeoutMS,
  ];
  return 2 * limitsMs.reduce((total, each) => total + each, 0);
}

/** Whether the client cannot find or reach its server. The driver does not export the class of the second error. */
const isCutOff = (error: unknown): boolean =>
  error instanceof MongoServerSelectionError ||
  (error instanceof Error && error.name === "MongoWaitQueueTimeoutError");

/** Error codes of sockets, name look-ups and TLS. */
const socketCodes =
  /^(ECONN|EPIPE|EPROTO|ETIMEDOUT|EHOST|ENET|ENOTCONN|ENOTFOUND|EAI_|ESHUTDOWN|ECANCELED|ERR_(STREAM|SOCKET|SSL|TLS)_)/;

/** If a connection breaks during a write, the driver throws the error of the socket. This wraps it. */
function networkErrorOf(error: unknown): Error {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" && socketCodes.test(code)
    ? new MongoNetworkError("The connection broke.", { cause: error as Error })
    : (error as Error);
}
