import { LedgerError } from "../../../errors.js";
import type { Connection } from "./connection.js";
import { pointerId, type Pointer } from "./pointer.js";

export interface Pointers {
  /** Reads the pointer. Concurrent callers share one read, which never begins before the call. */
  read(): Promise<Pointer>;
  /** Returns the last pointer that was read. Reads it if there is none. */
  latest(): Promise<Pointer>;
  /**
   * Changes the pointer in one write, if it has the `expected` values. Their names are dotted paths.
   *
   * @returns whether it had them
   */
  change(
    expected: Readonly<Record<string, unknown>>,
    change: {
      readonly set?: Readonly<Record<string, unknown>>;
      readonly raise?: readonly ("epoch" | "nextGeneration")[];
      /** Numbers to raise to at least these values. */
      readonly atLeast?: Readonly<Record<string, number>>;
    },
  ): Promise<boolean>;
  /** Reads the pointer and calls `attempt`, until the result is not undefined. */
  decide<T>(attempt: (pointer: Pointer) => Promise<T | undefined>): Promise<T>;
}

export function createPointers({ run, read: readFew }: Connection): Pointers {
  let last: Pointer | undefined;
  let next: Promise<Pointer> | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  /** Runs one read at a time. Under load, one read serves all callers that arrive during the previous read. */
  async function readInTurn(): Promise<Pointer> {
    await Promise.allSettled([underWay, new Promise(setImmediate)]);
    const reading = readNow();
    underWay = reading;
    next = undefined;
    return reading;
  }

  async function readNow(): Promise<Pointer> {
    const found = await readFew(({ checkpoints }) => checkpoints.findOne(pointerId));
    if (found === null) {
      throw new LedgerError(
        "read_model_unavailable",
        "The read models were deleted while they were in use. Restart the ledger to fold them again.",
      );
    }
    return (last = found);
  }

  const read = (): Promise<Pointer> => (next ??= readInTurn());

  return {
    read,
    async decide(attempt) {
      for (;;) {
        const outcome = await attempt(await read());
        if (outcome !== undefined) return outcome;
      }
    },
    latest: async () => last ?? read(),
    change: (expected, { set = {}, raise = [], atLeast = {} }) =>
      run(async ({ checkpoints }) => {
        const inc = Object.fromEntries(raise.map((field) => [field, 1]));
        const { matchedCount } = await checkpoints.updateOne(
          { ...pointerId, ...expected },
          Object.fromEntries(
            Object.entries({ $set: set, $inc: inc, $max: atLeast }).filter(
              ([, fields]) => Object.keys(fields).length > 0,
            ),
          ),
        );
        // Generations may have new roles. After a change of the checkpoint only, the last pointer is good enough.
        if (raise.length > 0) last = undefined;
        return matchedCount === 1;
      }),
  };
}
