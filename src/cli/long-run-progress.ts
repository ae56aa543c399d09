import type { LongRun, Progress as RunProgress } from "../long-run.js";
import { createProgress, type Progress } from "./progress.js";

const labels: Readonly<Record<RunProgress["phase"], string>> = {
  reading: "Reading events",
  folding: "Folding events",
  comparing: "Comparing users",
  swapping: "Swapping",
  copying: "Copying events",
};

/** Shows the progress of a long run on standard error, a bar for each phase, and returns its result. */
export async function showProgress<Result>(
  { progress$, result }: LongRun<Result>,
  otherLabels: Partial<typeof labels> = {},
): Promise<Result> {
  let phase: RunProgress["phase"] | undefined;
  let bar: Progress | undefined;
  const shown = progress$.subscribe({
    next: ({ phase: current, done, total }) => {
      if (current !== phase) {
        bar?.finish();
        bar = createProgress({ label: otherLabels[current] ?? labels[current] });
        phase = current;
      }
      bar?.update(done, total);
    },
    // The result fails with the same error, and its caller reports it.
    error: () => undefined,
  });
  try {
    const value = await result;
    bar?.finish();
    return value;
  } finally {
    // Before anything else is written: the bar would be drawn over it.
    shown.unsubscribe();
    bar?.stop();
  }
}
