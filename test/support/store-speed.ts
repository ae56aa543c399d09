/** A part of a test that is repeated as often as the store's speed allows. */
export interface Repetitions {
  readonly least: number;
  readonly most: number;
  /** After that there are no more than the least. */
  readonly withinMs: number;
}

/** Counts from 0 on. A slow store is asked for less, whatever its name. */
export function* repetitions({ least, most, withinMs }: Repetitions): Generator<number> {
  const started = performance.now();
  for (let n = 0; n < most && (n < least || performance.now() - started < withinMs); n++) yield n;
}
