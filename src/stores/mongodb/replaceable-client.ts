import { setTimeout as sleep } from "node:timers/promises";
import {
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoServerSelectionError,
  type MongoClient,
} from "mongodb";

/**
 * A client of the MongoDB driver that is replaced when it may never answer again.
 *
 * The driver can wait forever for a connection that broke while it wrote to it, and none of its timeouts applies
 * (`docs/mongodb-driver-hang.md`). So each call has a deadline of ours. When it passes, the client is dropped, every call
 * on it fails, and the next call makes a new one. The driver's own checks of a server, and the opening of a connection, can
 * hang in the same way: then each call fails in time, and so would all later ones. So a client that cannot find its
 * server, or gets no connection to it, takes no further calls.
 */
export interface ReplaceableClient<Ready> {
  /**
   * Runs something on the client, which is connected and prepared first if it is new.
   *
   * @param deadlineMs for the whole of `work`, and for connecting
   * @throws MongoNetworkTimeoutError if it does not end in time
   */
  run<T>(work: (ready: Ready) => Promise<T>, deadlineMs?: number): Promise<T>;
  /** Ends the calls under way with an error. The next call would connect again. */
  close(): Promise<void>;
}

export interface ReplaceableClientOptions<Ready> {
  /** Makes a client that is not connected yet. */
  readonly create: () => MongoClient;
  /** Makes of a new client what the calls work with. If it fails, the next call tries again with another client. */
  readonly prepare: (client: MongoClient) => Ready | Promise<Ready>;
}

interface Attempt<Ready> {
  readonly client: MongoClient;
  readonly ready: Promise<Ready>;
  /** Rejects the calls under way. */
  readonly callers: Set<(error: Error) => void>;
  closed?: Promise<void>;
}

/** How long a client that is dropped may take to close: closing writes to its connections, too. */
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

  /** Fails the calls under way. */
  function drop(attempt: Attempt<Ready>, error: Error): Promise<void> {
    retire(attempt);
    for (const fail of attempt.callers) fail(error);
    return close(attempt);
  }

  /** Takes no further calls. Those under way may still end well; the last of them closes the client. */
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
  // A client that is connecting while it is closed is open afterwards.
  const twice = (): Promise<void> => closeClient().then(() => attempt.ready.then(closeClient, closeClient));
  return (attempt.closed ??= Promise.race([twice(), sleep(closeMs, undefined, { ref: false })]));
}

/** The longest that an operation takes by the limits of the client itself, which tries each of them twice. */
function callDeadlineMs({ options }: MongoClient): number {
  // 0 stands for no limit: then only a connection that broke is left to find.
  const limitsMs = [
    options.serverSelectionTimeoutMS,
    options.waitQueueTimeoutMS === 0 ? 5000 : options.waitQueueTimeoutMS,
    options.connectTimeoutMS === 0 ? 5000 : options.connectTimeoutMS,
    options.socketTimeoutMS === 0 ? 300_000 : options.socketTimeoutMS,
  ];
  return 2 * limitsMs.reduce((total, each) => total + each, 0);
}

/** Whether the client knows of no server, or gets no connection to it. The driver does not export the second error's class. */
const isCutOff = (error: unknown): boolean =>
  error instanceof MongoServerSelectionError ||
  (error instanceof Error && error.name === "MongoWaitQueueTimeoutError");

/** Of a connection, of a name that is looked up for it, or of TLS. */
const socketCodes =
  /^(ECONN|EPIPE|EPROTO|ETIMEDOUT|EHOST|ENET|ENOTCONN|ENOTFOUND|EAI_|ESHUTDOWN|ECANCELED|ERR_(STREAM|SOCKET|SSL|TLS)_)/;

/** When a connection breaks during a write, the driver passes the socket's own error on instead of one of its own. */
function networkErrorOf(error: unknown): Error {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" && socketCodes.test(code)
    ? new MongoNetworkError("The connection broke.", { cause: error as Error })
    : (error as Error);
}
