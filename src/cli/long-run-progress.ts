import type { LongRun, Progress as RunProgress } from "../long-run.js";
import { createProgress, type Progress } from "./progress.js";

const labels: Readonly<Record<RunProgress["phase"], string>> = {
  reading: "Reading events",
  folding: "Folding events",
  comparing: "Comparing users",
  swapping: "Swapping",
  copying: "Copying events",
};

/** Shows a long run's progress on standard error, a bar for each phase, and gives its result. */
export async function showProgress<Result>(
  { progress$, result }: LongRun<Result>,
  otherLabels: Partial<typeof labels> = {},
): Promise<Result> {
  let phase: RunProgress["phase"] | undefined;
  let bar: Progress | undefined;
  const shown = progress$.subscribe({
    next: ({ phase: current, done, total }) => {
      if (current !== phase) {
        bar?.stop();
        bar = createProgress({ label: otherLabels[current] ?? labels[current] });
        phase = current;
      }
      bar?.update(done, total ?? done);
    },
    // The result fails with it as well, and whoever waits for that says so.
    error: () => undefined,
  });
  try {
    return await result;
  } finally {
    // Before anything else is written: an error must not vanish behind a bar.
    shown.unsubscribe();
    bar?.stop();
  }
}
