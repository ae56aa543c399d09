import { isLedgerError } from "../errors.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { AppendOutcome } from "./health.js";

/** The store, remembering how its last append ended. A refusal, such as of a revision, is an answer and no failure. */
export function watchAppends(
  eventStore: EventStore,
  now: () => Date,
): { readonly eventStore: EventStore; readonly last: () => AppendOutcome | undefined } {
  let last: AppendOutcome | undefined;
  const watched = async <T>(append: () => Promise<T>): Promise<T> => {
    try {
      const appended = await append();
      last = { at: now(), error: undefined };
      return appended;
    } catch (error) {
      if (isLedgerError(error, "event_store_unavailable")) last = { at: now(), error };
      throw error;
    }
  };
  const { appendTogether } = eventStore;
  return {
    last: () => last,
    eventStore: {
      ...eventStore,
      append: (stream, events, expected) => watched(() => eventStore.append(stream, events, expected)),
      appendTogether: appendTogether && ((appends) => watched(() => appendTogether(appends))),
    },
  };
}
