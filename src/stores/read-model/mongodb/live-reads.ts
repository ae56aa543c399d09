import type { Numbers, Pointer } from "./pointer.js";
import type { Pointers } from "./pointers.js";
import { liveNumbers } from "./pointer.js";

/**
 * Reads of the live generations. They are read by number, so a swap or a removal may come in between: each read is
 * proved by a pointer that was read after it, or begun with it where what was found cannot be a part of something, and
 * repeated if the generations were no longer the live ones.
 */
export interface LiveReads {
  /**
   * For what may consist of many documents.
   *
   * @param pointer where to begin; the one that was read last, if undefined
   */
  whole<T>(read: (numbers: Numbers, pointer: Pointer) => Promise<T>, pointer?: Pointer): Promise<T>;
  /** For one document, at the cost of no further round trip; undefined where there is none. */
  single<T extends object>(read: (numbers: Numbers) => Promise<T | null>): Promise<T | undefined>;
}

export function createLiveReads(pointers: Pointers): LiveReads {
  async function whole<T>(
    read: (numbers: Numbers, pointer: Pointer) => Promise<T>,
    first?: Pointer,
  ): Promise<T> {
    for (let pointer = first ?? (await pointers.latest()); ;) {
      const found = await read(liveNumbers(pointer), pointer);
      const now = await pointers.read();
      if (areLive(liveNumbers(pointer), now)) return found;
      pointer = now;
    }
  }

  return {
    whole,
    async single(read) {
      const numbers = liveNumbers(await pointers.latest());
      const [found, now] = await Promise.all([read(numbers), pointers.read()]);
      // A generation that was live when this began is complete, and stays as it was until a rebuild removes it.
      if (found !== null && areLive(numbers, now)) return found;
      return (await whole(read)) ?? undefined;
    },
  };
}

function areLive(numbers: Numbers, pointer: Pointer): boolean {
  const live = liveNumbers(pointer);
  return numbers.ownership === live.ownership && numbers.history === live.history;
}
