import type { UserId } from "../events/identifiers.js";
import { releaseUser, type RetryOutcome } from "../projections/replay/release-user.js";
import { auditedWork } from "./audited-run.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";
import type { RepairDependencies } from "./repair.js";

export type { RetryOutcome };

export interface RetryOptions {
  /** Called for each user. */
  onOutcome(userId: UserId, outcome: RetryOutcome): void;
  readonly signal?: AbortSignal;
}

/**
 * Tries again to fold users who are held back, e.g. after an upgrade. There may be thousands, so the beginning is in the
 * audit log as well as the end, which names those that were released.
 *
 * @throws LedgerError `checkpoint_moved` if a user keeps changing meanwhile: try again. The signal's reason when it is
 * aborted.
 */
export async function retryDeadLetters(
  dependencies: RepairDependencies & Audited,
  users: readonly UserId[],
  { onOutcome, signal }: RetryOptions,
  by: OperatedBy,
): Promise<void> {
  if (users.length === 0) return;
  const released: UserId[] = [];
  const about = { heldBack: users.length };
  const detailsOf = () => ({ users: released });
  const run = { ...dependencies, action: "retry-dead-letter", by, about, detailsOf, signal } as const;
  await auditedWork(run, async () => {
    for (const userId of users) {
      signal?.throwIfAborted();
      const outcome = await releaseUser(dependencies, userId);
      if (outcome.result === "released") released.push(userId);
      onOutcome(userId, outcome);
    }
  });
}

/** The same for one user, in a moment: there is one entry, and only if the user was released. */
export async function retryDeadLetter(
  dependencies: RepairDependencies & Audited,
  userId: UserId,
  by: OperatedBy,
): Promise<RetryOutcome> {
  const outcome = await releaseUser(dependencies, userId);
  if (outcome.result === "released") await audit(dependencies, "retry-dead-letter", by, { users: [userId] });
  return outcome;
}
