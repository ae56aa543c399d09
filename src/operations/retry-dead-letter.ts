import type { UserId } from "../events/identifiers.js";
import { releaseUser, type RetryOutcome } from "../projections/replay/release-user.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";
import type { RepairDependencies } from "./repair.js";

export type { RetryOutcome };

/**
 * Tries again to fold users that are held back, e.g. after an upgrade. Those that were released are in the audit log.
 *
 * @param onOutcome called for each user
 * @throws LedgerError `checkpoint_moved` if a user is written faster than this can look: try again.
 */
export async function retryDeadLetters(
  dependencies: RepairDependencies & Audited,
  users: readonly UserId[],
  onOutcome: (userId: UserId, outcome: RetryOutcome) => void,
  by: OperatedBy,
): Promise<void> {
  const released: UserId[] = [];
  try {
    for (const userId of users) {
      const outcome = await releaseUser(dependencies, userId);
      if (outcome.result === "released") released.push(userId);
      onOutcome(userId, outcome);
    }
  } finally {
    if (released.length > 0) await audit(dependencies, "retry-dead-letter", by, { users: released });
  }
}

/** The same for one user. */
export async function retryDeadLetter(
  dependencies: RepairDependencies & Audited,
  userId: UserId,
  by: OperatedBy,
): Promise<RetryOutcome> {
  let outcome: RetryOutcome = { result: "not_held_back" };
  await retryDeadLetters(dependencies, [userId], (_, its) => (outcome = its), by);
  return outcome;
}
