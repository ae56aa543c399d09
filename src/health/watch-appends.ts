import { isLedgerError, type LedgerError } from "../errors.js";
import type { EventStore } from "../stores/event-store/event-store.js";

/** How the last append ended. */
export interface AppendOutcome {
  readonly at: Date;
  /** Since when appends have ended so. */
  readonly since: Date;
  /** Undefined where it succeeded. */
  readonly error: LedgerError | undefined;
}

export interface WatchedAppends {
  readonly eventStore: EventStore;
  readonly last: () => AppendOutcome | undefined;
  /**
   * If the last append failed, tests whether the log can be written again. While the ledger is not ready nobody buys, so no
   * append would show it.
   */
  readonly lookAgain: () => Promise<void>;
}

/** The store, remembering how its last append ended. A refusal, such as a revision conflict, is not a failure. */
export function watchAppends(eventStore: EventStore, now: () => Date): WatchedAppends {
  let last: AppendOutcome | undefined;
  const learn = (error: LedgerError | undefined): void => {
    const at = now();
    const isAsBefore = last !== undefined && (last.error === undefined) === (error === undefined);
    last = { at, since: isAsBefore && last !== undefined ? last.since : at, error };
  };
  const watched = async <T>(append: () => Promise<T>): Promise<T> => {
    try {
      const appended = await append();
      learn(undefined);
      return appended;
    } catch (error) {
      if (isLedgerError(error, "event_store_unavailable")) learn(error);
      throw error;
    }
  };
  const { appendTogether } = eventStore;
  return {
    last: () => last,
    async lookAgain() {
      if (last?.error !== undefined) await watched(() => eventStore.tryWriting()).catch(() => undefined);
    },
    eventStore: {
      ...eventStore,
      append: (stream, events, expected) => watched(() => eventStore.append(stream, events, expected)),
      appendTogether: appendTogether && ((appends) => watched(() => appendTogether(appends))),
    },
  };
}
