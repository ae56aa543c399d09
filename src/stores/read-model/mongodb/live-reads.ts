import { liveRows, sameNumbers, type GenerationRows } from "./pointer.js";
import type { Pointers } from "./pointers.js";

/**
 * Reads of the live generations. Generations are read by number, and may be swapped or removed during a read. So the
 * pointer is read again, and the read is repeated if other generations are live. A read of one document needs only a
 * pointer that is read at the same time.
 */
export interface LiveReads {
  /**
   * A read of any number of documents.
   *
   * @param first the generations to try first. By default those of the last pointer that was read.
   */
  whole<T>(read: (rows: GenerationRows) => Promise<T>, first?: GenerationRows): Promise<T>;
  /** A read of one document, without another round trip. Undefined if there is none. */
  single<T extends object>(read: (rows: GenerationRows) => Promise<T | null>): Promise<T | undefined>;
  /** The live generations at this moment, for reads that need a checkpoint not older than the call. */
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
      // A document that was found is valid: a generation that was live stays unchanged until it is removed.
      if (found !== null && sameNumbers(rows, after)) return found;
      return (await whole(read)) ?? undefined;
    },
  };
}
