import type { Aim, Outcome } from "./benchmark.js";

export interface Summary {
  readonly ours: number;
  readonly reference: number | undefined;
  /** Of each round's pair. */
  readonly ratio: { readonly median: number; readonly least: number; readonly most: number } | undefined;
  readonly met: boolean;
}

/** Medians over the rounds. The ratio is that of the pairs, because a round's two halves had the same machine. */
export function summarize({ ours, reference, aim }: Outcome): Summary {
  const ratios = reference?.values.map((value, round) => (ours[round] ?? Number.NaN) / value);
  const ratio =
    ratios === undefined
      ? undefined
      : { median: median(ratios), least: Math.min(...ratios), most: Math.max(...ratios) };
  return {
    ours: median(ours),
    reference: reference === undefined ? undefined : median(reference.values),
    ratio,
    met: isMet(aim, median(ours), ratio?.median ?? Number.NaN),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

function isMet(aim: Aim, value: number, ratio: number): boolean {
  if ("ratioAtLeast" in aim) return ratio >= aim.ratioAtLeast;
  if ("ratioAtMost" in aim) return ratio <= aim.ratioAtMost;
  return value < aim.valueBelow;
}
