import type { ProjectionName } from "../documents.js";
import type { Connection } from "./connection.js";
import { emptyGeneration, sameRow } from "./pointer.js";
import type { Pointers } from "./pointers.js";

/**
 * Makes the live generation the previous one and an empty generation live, in one write. Dead letters are removed before,
 * so that none of the new fold is removed.
 */
export function createSetAside(
  { run }: Connection,
  pointers: Pointers,
  projections: readonly ProjectionName[],
): () => Promise<string> {
  return async () => {
    await run(({ deadLetters }) => deadLetters.deleteMany({}));
    return pointers.decide(async (pointer) => {
      const { epoch, nextGeneration } = pointer;
      const expected: Record<string, unknown> = { epoch, nextGeneration };
      const set: Record<string, unknown> = {};
      for (const projection of projections) {
        const live = pointer.live[projection] ?? null;
        Object.assign(expected, sameRow("live", projection, live));
        set[`live.${projection}`] = emptyGeneration(nextGeneration, 0);
        set[`building.${projection}`] = null;
        set[`previous.${projection}`] = live;
      }
      const isDone = await pointers.change(expected, { set, raise: ["epoch", "nextGeneration"] });
      return isDone ? "the previous generation" : undefined;
    });
  };
}
