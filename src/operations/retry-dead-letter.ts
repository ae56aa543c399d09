import { isLedgerError, type LedgerError } from "../errors.js";
import { streamOf, type UserId } from "../events/identifiers.js";
import { foldUser } from "../projections/replay/fold-user.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";
import type { RepairDependencies } from "./repair.js";

/** The outcome of a retry. */
export type RetryOutcome =
  | { readonly result: "released"; readonly revision: number }
  /** The event still cannot be read or folded; nothing was changed. */
  | { readonly result: "still_held_back"; readonly reason: LedgerError }
  | { readonly result: "not_held_back" };

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
      const outcome = await retryUser(dependencies, userId);
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

const attempts = 10;

/**
 * Folds a user's whole stream again and, if every event of it can be folded now, makes the user's models from it and
 * takes the dead letter away.
 *
 * @throws LedgerError `checkpoint_moved` if the user is written faster than this can look: try again.
 */
async function retryUser(
  { eventStore, readModel }: RepairDependencies,
  userId: UserId,
): Promise<RetryOutcome> {
  if ((await readModel.deadLetter(streamOf(userId))) === undefined) return { result: "not_held_back" };
  for (let attempt = 1; ; attempt++) {
    const { version } = await readModel.user(userId);
    const { models, revision, stopped } = await foldUser({ eventStore, userId });
    if (stopped !== undefined) return { result: "still_held_back", reason: stopped };
    try {
      await readModel.replaceUser(userId, models, version, "release");
    } catch (error) {
      if (!isLedgerError(error, "checkpoint_moved") || attempt === attempts) throw error;
      continue;
    }
    // What was appended while the user was still held back has passed the projector by: once released, look again.
    if ((await foldUser({ eventStore, userId })).revision === revision)
      return { result: "released", revision };
  }
}
