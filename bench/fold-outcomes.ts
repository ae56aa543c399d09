import { join } from "node:path";
import type { BenchmarkContext, Outcome } from "./benchmark.js";
import { createPartRunner } from "./part-process.js";
import type { logParts } from "./log-parts.js";

/** What must hold of the peak memory of a run through so many events, in MB. */
export const mostMb = (events: number): number => (events > 1_000_000 ? 250 : 200);

interface FoldRates {
  readonly ours: readonly number[];
  readonly byHand: readonly number[];
  /** What all threads computed for an event: steadier than rates on a machine that is not quiet. */
  readonly cpuMicros: { readonly ours: readonly number[]; readonly byHand: readonly number[] };
  /** Undefined where it is not measured. */
  readonly emmett: number | undefined;
}

/** What must hold of each way to make both projections of a whole log; rates in events per second. */
export function foldOutcomes(
  what: string,
  { ours, byHand, cpuMicros, emmett }: FoldRates,
): readonly Outcome[] {
  const unit = "events/s";
  const outcomes: Outcome[] = [
    {
      ...{ what, unit, ours },
      reference: { name: "by hand: read, parse, fold, batched inserts", values: byHand },
      aim: { ratioAtLeast: 0.5 },
      wanted: 0.75,
      details: { cpuMicrosPerEvent: cpuMicros },
    },
  ];
  if (emmett === undefined) return outcomes;
  const reference = { name: "Emmett on SQLite, batched by hand", values: ours.map(() => emmett) };
  return [...outcomes, { what: "the same", unit, ours, reference, aim: { ratioAtLeast: 2 } }];
}

/** Emmett slows as its log grows: at this length it is at its best. */
const peerEvents = 200_000;

/**
 * Events per second that Emmett rebuilds; undefined where it is not measured.
 *
 * @param moduleUrl a benchmark whose parts {@link logParts} are among
 */
export async function peerRebuildRate(
  { peers, quick, folder, progress }: BenchmarkContext,
  moduleUrl: string,
): Promise<number | undefined> {
  if (peers === undefined) return undefined;
  const { run } = createPartRunner<typeof logParts>(moduleUrl);
  const path = join(folder, "emmett-log.db");
  const { output } = await run("emmett", { peers, path, events: quick ? 1000 : peerEvents });
  progress(`Emmett rebuilt: ${Math.round(output)} events/s`);
  return output;
}
