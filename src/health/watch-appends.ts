import { isLedgerError } from "../errors.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { AppendOutcome } from "./health.js";

/** The store, remembering how its last append ended. A refusal, such as of a revision, is an answer and no failure. */
export function watchAppends(
  eventStore: EventStore,
  now: () => Date,
): { readonly eventStore: EventStore; readonly last: () => AppendOutcome | undefined } {
  let last: AppendOutcome | undefined;
  return {
    last: () => last,
    eventStore: {
      ...eventStore,
      async append(stream, events, expected) {
        try {
          const appended = await eventStore.append(stream, events, expected);
          last = { at: now(), error: undefined };
          return appended;
        } catch (error) {
          if (isLedgerError(error, "event_store_unavailable")) last = { at: now(), error };
          throw error;
        }
      },
    },
  };
}
