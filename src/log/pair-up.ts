/** The n-th of one and the n-th of the other; undefined from where one has ended. */
export type Pair<T> = readonly [T | undefined, T | undefined];

/** Reads two sequences of batches in parallel until both have ended; the sizes of their batches may differ. */
export async function* pairUp<T>(
  left: AsyncIterable<readonly T[]>,
  right: AsyncIterable<readonly T[]>,
): AsyncGenerator<Pair<T>> {
  const lefts = oneByOne(left);
  const rights = oneByOne(right);
  try {
    for (;;) {
      const [a, b] = await Promise.all([lefts.next(), rights.next()]);
      if (a.done === true && b.done === true) return;
      yield [a.done === true ? undefined : a.value, b.done === true ? undefined : b.value];
    }
  } finally {
    await lefts.return(undefined);
    await rights.return(undefined);
  }
}

async function* oneByOne<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const batch of batches) yield* batch;
}
