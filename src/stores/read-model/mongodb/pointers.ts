import { LedgerError } from "../../../errors.js";
import type { Connection } from "./connection.js";
import { pointerId, type Pointer } from "./pointer.js";

export interface Pointers {
  /** The pointer as it is now, with everything that ended before the call. Concurrent callers share one read. */
  read(): Promise<Pointer>;
  /** The pointer that was read last; it is read if there is none. */
  latest(): Promise<Pointer>;
  /**
   * Changes the pointer in one write, if everything that `expected` names by its dotted path is as it says.
   *
   * @returns whether it was
   */
  change(
    expected: Readonly<Record<string, unknown>>,
    change: {
      readonly set?: Readonly<Record<string, unknown>>;
      readonly raise?: readonly ("epoch" | "nextGeneration")[];
      /** Numbers that are to be at least this. */
      readonly atLeast?: Readonly<Record<string, number>>;
    },
  ): Promise<boolean>;
  /** Reads the pointer and tries to change it, again and again until no other process has changed it in between. */
  decide<T>(attempt: (pointer: Pointer) => Promise<T | undefined>): Promise<T>;
}

export function createPointers({ run, read: readFew }: Connection): Pointers {
  let last: Pointer | undefined;
  let next: Promise<Pointer> | undefined;
  let underWay: Promise<unknown> = Promise.resolve();

  /** One at a time: under load, one read serves all callers that arrive while the previous read runs. */
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
        // Generations may have other roles now; a checkpoint that has advanced is no reason to look again.
        if (raise.length > 0) last = undefined;
        return matchedCount === 1;
      }),
  };
}
