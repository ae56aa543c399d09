/** An item of each of two sequences, undefined from where one has ended, and whether they are the same. */
export type Pair<T> = readonly [T | undefined, T | undefined, isSame: boolean];

export interface Pairing<T> {
  isSame(left: T, right: T): boolean;
  /** Whether an item of the left that has no equal is missing on the right for a good reason. It is skipped then. */
  isLeftOut(left: T): Promise<boolean>;
}

/** Reads two sequences of batches in parallel until both have ended; the sizes of their batches may differ. */
export async function* pairUp<T>(
  left: AsyncIterable<readonly T[]>,
  right: AsyncIterable<readonly T[]>,
  { isSame, isLeftOut }: Pairing<T>,
): AsyncGenerator<Pair<T>> {
  const lefts = oneByOne(left);
  const rights = oneByOne(right);
  try {
    for (;;) {
      const [first, b] = await Promise.all([lefts.next(), rights.next()]);
      for (let a = first; ; a = await lefts.next()) {
        if (a.done === true && b.done === true) return;
        const isPair = a.done !== true && b.done !== true && isSame(a.value, b.value);
        if (!isPair && a.done !== true && b.done !== true && (await isLeftOut(a.value))) continue;
        yield [a.done === true ? undefined : a.value, b.done === true ? undefined : b.value, isPair];
        break;
      }
    }
  } finally {
    await lefts.return(undefined);
    await rights.return(undefined);
  }
}

async function* oneByOne<T>(batches: AsyncIterable<readonly T[]>): AsyncGenerator<T> {
  for await (const batch of batches) yield* batch;
}
