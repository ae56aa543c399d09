import { compareServerPositions, type ServerPosition } from "./positions.js";

/** How much of the log's end is known, so that its head is not looked for from the end each time. */
export interface KnownTail {
  /** The last event of the ledger up to `through`; undefined if there is none. */
  readonly event: ServerPosition | undefined;
  readonly through: ServerPosition;
}

/**
 * In a database that is shared, the ledger's last event may lie far behind the end. A live reader learns from the
 * server how far there is nothing of the ledger; the head is looked for from there on.
 */
export function createTailKnowledge() {
  let known: KnownTail | undefined;
  return {
    get: () => known,
    /** The last event at or before `through` is `event`. */
    learn(event: ServerPosition | undefined, through: ServerPosition | undefined = event): void {
      if (through === undefined) return;
      if (known === undefined || compareServerPositions(through, known.through) > 0)
        known = { event, through };
    },
  };
}
