import type { SamplerStatus } from "./queries.js";

/**
 * `off`: nobody samples. `counting`: the first walk over all users is under way, and has found nothing yet. `drifted`:
 * some users' ownership is not their unrevoked history.
 */
export type SyncVerdict = "off" | "counting" | "in-step" | "drifted";

/** What the sampler's status means. One user out of step is enough, even where the sums happen to be equal. */
export function syncVerdict({ usersPerSecond, usersDrifted, totals }: SamplerStatus): SyncVerdict {
  if (usersPerSecond === 0) return "off";
  if (usersDrifted > 0) return "drifted";
  if (totals.countedAt === null) return "counting";
  return totals.ownership === totals.history ? "in-step" : "drifted";
}
