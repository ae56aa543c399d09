import type { ProjectionName } from "../documents.js";
import type { Connection } from "./connection.js";
import { emptyGeneration, sameRow } from "./pointer.js";
import type { Pointers } from "./pointers.js";

/**
 * Makes what is live the previous generation, in one write, and an empty one live. The dead letters go first: one that
 * the new fold had written must not be taken for an old one.
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
