import { liveRows, sameNumbers, type GenerationRows } from "./pointer.js";
import type { Pointers } from "./pointers.js";

/**
 * Reads of the live generations. They are read by number, so a swap or a removal may come in between: each read is
 * proved by a pointer that was read after it, or begun with it where what was found cannot be a part of something, and
 * repeated if the generations were no longer the live ones.
 */
export interface LiveReads {
  /**
   * For what may consist of many documents.
   *
   * @param first where to begin; the pointer that was read last, if undefined
   */
  whole<T>(read: (rows: GenerationRows) => Promise<T>, first?: GenerationRows): Promise<T>;
  /** For one document, at the cost of no further round trip; undefined where there is none. */
  single<T extends object>(read: (rows: GenerationRows) => Promise<T | null>): Promise<T | undefined>;
  /** The live generations as they are now: for reads that need a checkpoint which is not older than the call. */
  now(): Promise<GenerationRows>;
}

export function createLiveReads(pointers: Pointers): LiveReads {
  const now = async (): Promise<GenerationRows> => liveRows(await pointers.read());

  async function whole<T>(read: (rows: GenerationRows) => Promise<T>, first?: GenerationRows): Promise<T> {
    for (let rows = first ?? liveRows(await pointers.latest()); ;) {
      const found = await read(rows);
      const after = await now();
      if (sameNumbers(rows, after)) return found;
      rows = after;
    }
  }

  return {
    whole,
    now,
    async single(read) {
      const rows = liveRows(await pointers.latest());
      const [found, after] = await Promise.all([read(rows), now()]);
      // A generation that was live when this began is complete, and stays as it was until a rebuild removes it.
      if (found !== null && sameNumbers(rows, after)) return found;
      return (await whole(read)) ?? undefined;
    },
  };
}
