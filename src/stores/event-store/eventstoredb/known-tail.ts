import { compareServerPositions, type ServerPosition } from "./positions.js";

/** What is known of the end of the log. With it, the head need not be searched from the end each time. */
export interface KnownTail {
  /** The ledger's last event up to `through`; undefined if there is none. */
  readonly event: ServerPosition | undefined;
  readonly through: ServerPosition;
}

export interface TailKnowledge {
  get(): KnownTail | undefined;
  /** There is an event of the ledger at this position. */
  learnEvent(at: ServerPosition | undefined): void;
  /** `event` is the ledger's last event up to `through`; undefined if there is none. */
  learnHead(event: ServerPosition | undefined, through: ServerPosition): void;
  /** The ledger has no event after `from`, up to `through`. */
  learnNothingBetween(from: ServerPosition | undefined, through: ServerPosition): void;
  /** The server now holds another log. */
  forget(): void;
}

/**
 * In a shared database, the ledger's last event may be far before the end. Readers learn from the server which part has
 * no events of the ledger. The search for the head begins after that part.
 */
export function createTailKnowledge(): TailKnowledge {
  let known: KnownTail | undefined;
  const isBeyond = (through: ServerPosition): boolean =>
    known === undefined || compareServerPositions(through, known.through) > 0;
  return {
    get: () => known,
    learnEvent(at) {
      if (at !== undefined && isBeyond(at)) known = { event: at, through: at };
    },
    learnHead(event, through) {
      if (isBeyond(through)) known = { event, through };
    },
    learnNothingBetween(from, through) {
      if (!isBeyond(through)) return;
      if (from === undefined) known = { event: undefined, through };
      else if (known !== undefined && compareServerPositions(from, known.through) <= 0)
        known = { event: known.event, through };
    },
    forget() {
      known = undefined;
    },
  };
}
