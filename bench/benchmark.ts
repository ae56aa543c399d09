/** One `bench/benchmarks/*.ts` file: what it measures, and the way there. */
export interface Benchmark {
  /** What `--only` calls it. */
  readonly name: string;
  run(context: BenchmarkContext): Promise<readonly Outcome[]>;
}

export interface BenchmarkContext {
  readonly rounds: number;
  /** A smoke run: sizes at which the numbers mean nothing. */
  readonly quick: boolean;
  /** How many events the projection benchmark folds; its own choice if undefined. */
  readonly events: number | undefined;
  /** Where comparable libraries are installed; undefined if they are not to be measured. */
  readonly peers: string | undefined;
  /** An empty folder, gone after the benchmark. */
  readonly folder: string;
  progress(message: string): void;
}

/** What one thing measured came to: one value a round, ours beside its reference of the same round. */
export interface Outcome {
  readonly what: string;
  readonly unit: string;
  readonly ours: readonly number[];
  readonly reference: { readonly name: string; readonly values: readonly number[] } | undefined;
  /** What must hold; `--check` fails where it does not. */
  readonly aim: Aim;
  /** The ratio that is wanted beyond it. */
  readonly wanted?: number;
  /** Whatever else helps to judge the numbers; goes into the JSON only. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Aim =
  { readonly ratioAtLeast: number } | { readonly ratioAtMost: number } | { readonly valueBelow: number };
