import type { Logger } from "pino";
import type { ClosingJob } from "./jobs/closing-jobs.js";
import type { RebuildJob } from "./jobs/rebuild-jobs.js";
import type { VerificationJob } from "./jobs/verification-jobs.js";

/** What the server writes into its log about what goes on in it beside requests. */

/** Logs the start and the end of rebuilds. */
export function createRebuildLog(logger: Logger): (job: RebuildJob) => void {
  return ({ id, request: { projections, operator }, state, report, error }) => {
    const what = `Rebuild of ${projections.join(" and ")}`;
    const line = { rebuild: { id, projections, operator, state, report } };
    if (state === "failed") logger.error({ ...line, err: error }, `${what} failed: ${error?.message ?? ""}`);
    else if (state === "not_accepted")
      logger.warn(line, `${what} was not swapped in: ${report?.reason ?? ""}.`);
    else logger.info(line, `${what}: ${state}.`);
  };
}

/** Logs the start and the end of verifications. */
export function createVerificationLog(logger: Logger): (job: VerificationJob) => void {
  return ({ id, request: { operator }, state, report, error }) => {
    const { places: _, ...counts } = report ?? {};
    const line = { verification: { id, operator, state, ...counts } };
    if (state === "failed")
      logger.error({ ...line, err: error }, `Verification failed: ${error?.message ?? ""}`);
    else if (state === "drifted") logger.error(line, "Verification: the projections have drifted.");
    else logger.info(line, `Verification: ${state}.`);
  };
}

/** Logs the start and the end of closing a month. */
export function createClosingLog(logger: Logger): (job: ClosingJob) => void {
  return ({ id, request: { month, operator }, state, report, error }) => {
    const line = { closing: { id, month, operator, state, hash: report?.closing.hash } };
    if (state === "failed")
      logger.error({ ...line, err: error }, `Closing ${month} failed: ${error?.message ?? ""}`);
    else if (state === "changed") logger.error(line, `The closed month ${month} has changed.`);
    else logger.info(line, `Closing ${month}: ${state}.`);
  };
}

/** Logs changes of state, not every step. */
export function createStatusLog(
  logger: Logger,
  who: "projector" | "adopter",
): (status: { state: string; lastError?: { code: string; message: string } | undefined }) => void {
  let last = "";
  return ({ state, lastError, ...rest }) => {
    const now = `${state} ${lastError?.code ?? ""}`;
    if (now === last) return;
    last = now;
    const level = lastError === undefined ? "info" : state === "stopped" ? "error" : "warn";
    logger[level](
      { [who]: { state, ...rest, lastError } },
      lastError?.message ?? `The ${who} is ${state.replace("_", " ")}.`,
    );
  };
}
