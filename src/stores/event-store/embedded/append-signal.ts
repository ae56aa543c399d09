import type { BroadcastChannel as Channel } from "node:worker_threads";

/** Wakes live readers when the log has grown, in this process or in another one. */
export interface AppendSignal {
  /** Resolves when the log goes beyond `position`, when `signal` aborts, or when this is closed. */
  beyond(position: number, signal: AbortSignal | undefined): Promise<void>;
  /** Says that this thread has appended. */
  notify(): void;
  isClosed(): boolean;
  close(): void;
}

export interface AppendSignalOptions {
  /** Of the log: other threads of this process may have it open as well. */
  readonly path: string;
  readonly readHead: () => number;
  readonly pollMs: number;
}

/** The shortest time between two messages to other threads, in milliseconds. */
const tellEveryMs = 5;

/**
 * Appends of this process wake readers at once, those of other threads after a few milliseconds. Those of other processes
 * are found by looking at the head, one index look-up each `pollMs`, and only while a reader waits.
 */
export function createAppendSignal({ path, readHead, pollMs }: AppendSignalOptions): AppendSignal {
  const waiting = new Set<() => void>();
  let closed = false;
  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };

  const otherThreads = createThreadChannel(path, wakeAll);

  return {
    beyond(position, signal) {
      return new Promise<void>((resolve) => {
        if (closed || signal?.aborted === true) {
          resolve();
          return;
        }
        otherThreads.listen();
        const poll = setInterval(() => {
          try {
            if (readHead() > position) wake();
          } catch {
            // The reader gets the same error at its next read and reports it.
            wake();
          }
        }, pollMs);
        const wake = (): void => {
          clearInterval(poll);
          waiting.delete(wake);
          signal?.removeEventListener("abort", wake);
          resolve();
        };
        waiting.add(wake);
        signal?.addEventListener("abort", wake);
      });
    },
    notify() {
      wakeAll();
      otherThreads.tell();
    },
    isClosed: () => closed,
    close() {
      closed = true;
      otherThreads.close();
      wakeAll();
    },
  };
}

/** Between the threads of this process that have the log open. Loaded and opened on first use: short commands do not need it. */
function createThreadChannel(path: string, onTold: () => void) {
  let channel: Channel | undefined;
  let telling: NodeJS.Timeout | undefined;

  function open(): Channel {
    if (channel !== undefined) return channel;
    const { BroadcastChannel } = process.getBuiltinModule("node:worker_threads");
    channel = new BroadcastChannel(`appended to ${path}`);
    channel.onmessage = onTold;
    channel.unref();
    return channel;
  }

  return {
    listen: () => void open(),
    tell() {
      telling ??= setTimeout(() => {
        telling = undefined;
        open().postMessage(undefined);
      }, tellEveryMs).unref();
    },
    close() {
      clearTimeout(telling);
      channel?.close();
    },
  };
}
