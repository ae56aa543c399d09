import type { LongRun } from "../long-run.js";
import { verify, type VerifyOptions, type VerifyReport } from "../projections/check/verify.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";

/** Verifies the projections, see {@link verify}. The outcome is in the audit log. */
export function verifyProjections(options: VerifyOptions & Audited, by: OperatedBy): LongRun<VerifyReport> {
  const { progress$, result } = verify(options);
  const audited = async (): Promise<VerifyReport> => {
    const report = await result;
    const { clean, outcome, events, users, driftedUsers, logDamage, violationCount } = report;
    const damaged = logDamage.length === 0 ? {} : { logDamage: logDamage.length };
    const broken = violationCount === 0 ? {} : { violations: violationCount };
    await audit(options, "verify", by, {
      clean,
      outcome,
      events,
      users,
      driftedUsers,
      ...damaged,
      ...broken,
    });
    return report;
  };
  return { progress$, result: audited() };
}
