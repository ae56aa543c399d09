import { setFlagsFromString } from "node:v8";

/** In percent of what is alive. V8 itself lets a small heap grow fourfold before it is collected. */
const growthPercent = 50;

let running = 0;

/**
 * Runs long work of which little is alive at any moment. V8 would let what is done with lie until the heap is four times
 * that: memory that the machine's other programs could use.
 */
export async function withSmallHeap<T>(work: () => Promise<T>): Promise<T> {
  if (running++ === 0) setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  try {
    return await work();
  } finally {
    // 0 leaves it to V8.
    if (--running === 0) setFlagsFromString("--heap-growing-percent=0");
  }
}
