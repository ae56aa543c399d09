/** Numbers that look random and follow from a seed, so that the same seed makes the same story. */
export interface Random {
  /** A whole number from 0 to `below` - 1. */
  whole(below: number): number;
  /** One of the values, of which there is at least one. */
  pick<Value>(values: readonly Value[]): Value;
  /** Whether something of this probability happens. */
  chance(probability: number): boolean;
}

/** @param seed any whole number */
export function createRandom(seed: number): Random {
  let state = seed | 0;
  // Mulberry32: 32 bits of state, and good enough to shuffle with.
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole: Random["whole"] = (below) => Math.floor(next() * below);
  return {
    whole,
    pick: (values) => values[whole(values.length)]!,
    chance: (probability) => next() < probability,
  };
}
