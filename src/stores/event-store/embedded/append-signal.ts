/** Wakes live readers when the log has grown, in this process or in another one. */
export interface AppendSignal {
  /** Resolves when the log goes beyond `position`, when `signal` aborts, or when this is closed. */
  beyond(position: number, signal: AbortSignal | undefined): Promise<void>;
  /** Says that this process has appended. */
  notify(): void;
  isClosed(): boolean;
  close(): void;
}

/**
 * Appends of this process wake readers at once. Those of other processes are found by looking at the head,
 * one index look-up each `pollMs`, and only while a reader waits.
 */
export function createAppendSignal(readHead: () => number, pollMs: number): AppendSignal {
  const waiting = new Set<() => void>();
  let closed = false;

  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };

  return {
    beyond(position, signal) {
      return new Promise<void>((resolve) => {
        if (closed || signal?.aborted === true) {
          resolve();
          return;
        }
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
    notify: wakeAll,
    isClosed: () => closed,
    close() {
      closed = true;
      wakeAll();
    },
  };
}
