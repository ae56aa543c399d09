import { compareServerPositions, type ServerPosition } from "./positions.js";

/** How much of the log's end is known, so that its head is not looked for from the end each time. */
export interface KnownTail {
  /** The last event of the ledger up to `through`; undefined if there is none. */
  readonly event: ServerPosition | undefined;
  readonly through: ServerPosition;
}

export interface TailKnowledge {
  get(): KnownTail | undefined;
  /** There is an event of the ledger here. */
  learnEvent(at: ServerPosition | undefined): void;
  /** The ledger's last event up to `through` is here; undefined if there is none. */
  learnHead(event: ServerPosition | undefined, through: ServerPosition): void;
  /** The ledger has no event after `from`, up to `through`. */
  learnNothingBetween(from: ServerPosition | undefined, through: ServerPosition): void;
  /** The log is no longer the one that it was learnt from. */
  forget(): void;
}

/**
 * In a database that is shared, the ledger's last event may lie far behind the end. A reader learns from the server how
 * far there is nothing of the ledger; the head is looked for from there on.
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
