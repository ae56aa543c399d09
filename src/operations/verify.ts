import type { LongRun } from "../long-run.js";
import { verify, type VerifyOptions, type VerifyReport } from "../projections/check/verify.js";
import { auditedRun } from "./audited-run.js";
import type { Audited, OperatedBy } from "./operator.js";

/** Verifies the projections, see {@link verify}. Its beginning and its outcome are in the audit log. */
export function verifyProjections(options: VerifyOptions & Audited, by: OperatedBy): LongRun<VerifyReport> {
  return auditedRun({ ...options, action: "verify", by, about: {}, detailsOf }, () => verify(options));
}

function detailsOf(report: VerifyReport | undefined) {
  if (report === undefined) return {};
  const { clean, outcome, events, users, driftedUsers, heldBackUsers, logDamage, violationCount } = report;
  const heldBack = heldBackUsers === 0 ? {} : { heldBackUsers };
  const damaged = logDamage.length === 0 ? {} : { logDamage: logDamage.length };
  const broken = violationCount === 0 ? {} : { violations: violationCount };
  return { clean, outcome, events, users, driftedUsers, ...heldBack, ...damaged, ...broken };
}
