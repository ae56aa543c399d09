import { LRUCache } from "lru-cache";
import { getHeapStatistics } from "node:v8";
import { isLedgerError } from "../errors.js";
import { decodeEvent } from "../events/codec.js";
import type { StreamName } from "../events/identifiers.js";
import type { EventStore, RecordedEvent } from "../stores/event-store/event-store.js";
import { evolve, initialState, type PurchaseState } from "./decider.js";
import { heldBack } from "./held-back.js";

/** A user's state, and the event that it is folded to. */
export interface Remembered {
  readonly state: PurchaseState;
  /** The id of the event at the state's revision; undefined before the first event. */
  readonly lastEventId: string | undefined;
}

/** Caches the states of the most recent users. */
export interface PurchaseMemory {
  /** Removes a state and returns it, so that a failure cannot leave a half-folded state behind. */
  take(stream: StreamName): Remembered | undefined;
  keep(stream: StreamName, remembered: Remembered): void;
  /**
   * Folds the events that a state lacks. Its last event is read again: if another one is in its place, the log was
   * replaced, and the whole stream is folded.
   *
   * @throws LedgerError `user_held_back` if the stream holds an event that cannot be read
   */
  catchUp(stream: StreamName, remembered?: Remembered): Promise<Remembered>;
  forgetAll(): void;
}

const mostPurchases = 200_000;
/** A purchase takes about 900 bytes, a user's first one twice that. */
const bytesOfPurchase = 1024;
/** How much of the largest heap that Node.js allows is for purchases; it allows half of a small container's memory. */
const shareOfHeap = 1 / 8;

/** As many purchases as a small machine can remember besides its work, and no more than are of use. */
const rememberable = (): number =>
  Math.min(mostPurchases, Math.floor((getHeapStatistics().heap_size_limit * shareOfHeap) / bytesOfPurchase));

/** @param most how many purchases the states may hold together */
export function createPurchaseMemory(
  eventStore: Pick<EventStore, "readStream">,
  most = rememberable(),
): PurchaseMemory {
  const states = new LRUCache<StreamName, Remembered>({
    maxSize: most,
    sizeCalculation: ({ state }) => state.purchases.size + 1,
  });

  async function catchUp(stream: StreamName, known?: Remembered): Promise<Remembered> {
    const state = known?.state ?? initialState();
    let lastEventId = known?.lastEventId;
    let isConfirmed = state.revision === -1;
    const from = Math.max(0, state.revision);
    for await (const batch of eventStore.readStream(stream, { from, willAppend: true })) {
      for (const recorded of batch) {
        if (!isConfirmed) {
          if (recorded.revision !== state.revision || recorded.id !== lastEventId) return catchUp(stream);
          isConfirmed = true;
          continue;
        }
        evolveBy(state, recorded);
        lastEventId = recorded.id;
      }
    }
    return isConfirmed ? { state, lastEventId } : catchUp(stream);
  }

  return {
    take(stream) {
      const remembered = states.get(stream);
      states.delete(stream);
      return remembered;
    },
    keep(stream, remembered) {
      states.set(stream, remembered);
    },
    catchUp,
    forgetAll() {
      states.clear();
    },
  };
}

function evolveBy(state: PurchaseState, recorded: RecordedEvent): void {
  try {
    evolve(state, decodeEvent(recorded));
  } catch (error) {
    throw isLedgerError(error, "event_invalid") ? heldBack(error) : error;
  }
}
