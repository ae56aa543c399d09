import { isLedgerError, LedgerError } from "../errors.js";
import type { UserId } from "../events/identifiers.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { ReadModelStore, StoredUser, UserModels } from "../stores/read-model/read-model-store.js";
import type { Drift } from "../projections/check/compare-user.js";
import type { OwnershipDocument } from "../stores/read-model/documents.js";
import { projections } from "../projections/projections.js";
import { examineUser } from "../projections/check/examine-user.js";
import { foldUser } from "../projections/replay/fold-user.js";

export interface RepairDependencies {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
}

export interface UserRepair {
  readonly userId: UserId;
  /** What was wrong; nothing was written if this is empty. */
  readonly drifts: readonly Drift[];
  readonly before: StoredUser;
  readonly after: UserModels;
}

/** Attempts when the projector keeps writing the same user in between. */
const attempts = 10;

/**
 * Rewrites the models of one user from the user's stream, if they are not what the events say. The shop may stay open.
 *
 * @param dryRun look, but write nothing
 * @throws LedgerError `checkpoint_moved` if the user is written faster than this can look: try again.
 */
export async function repairUser(
  { eventStore, readModel }: RepairDependencies,
  userId: UserId,
  { dryRun }: { readonly dryRun: boolean },
): Promise<UserRepair> {
  for (let attempt = 1; ; attempt++) {
    const checkpoint = await readModel.checkpoint();
    const before = await readModel.user(userId);
    const { drifts } = await examineUser({
      eventStore,
      stored: before,
      projections,
      checkpoint,
    });
    const { models: after, stopped } = await foldUser({ eventStore, userId });
    if (drifts.length === 0 || dryRun) return { userId, drifts, before, after };
    try {
      await readModel.replaceUser(
        userId,
        after,
        before.version,
        stopped === undefined ? "release" : "hold back",
      );
      return { userId, drifts, before, after };
    } catch (error) {
      if (!isLedgerError(error, "checkpoint_moved") || attempt === attempts) throw error;
    }
  }
}

/** How much a user's models hold; null where they are not there, or are no lists. */
export interface ModelSize {
  readonly courses: number | null;
  readonly tests: number | null;
  readonly records: number;
  readonly unrevokedRecords: number;
}

/** Counts what is stored, whatever it is. Pure. */
export function sizeOf({ ownership, history }: StoredUser["models"] | UserModels): ModelSize {
  const { purchasedCourses, purchasedTests }: Partial<OwnershipDocument> = ownership?.documents[0] ?? {};
  const records = history?.documents ?? [];
  const countOf = (ids: unknown): number | null => (Array.isArray(ids) ? ids.length : null);
  return {
    courses: countOf(purchasedCourses),
    tests: countOf(purchasedTests),
    records: records.length,
    unrevokedRecords: records.filter(({ revokedAt }) => revokedAt === null).length,
  };
}

/** Who had models repaired, why, and how much. */
export interface RepairRecord {
  readonly operator: string;
  readonly reason: string;
  readonly at: Date;
  readonly users: number;
  readonly drifts: number;
  /** The one that was asked for; undefined where all were looked at. */
  readonly userId: UserId | undefined;
}

/** Keeps a repair in the audit log. */
export async function recordRepair(readModel: ReadModelStore, record: RepairRecord): Promise<void> {
  const { operator, reason, at, users, drifts, userId } = record;
  const details = { users, drifts, ...(userId === undefined ? {} : { user: userId }) };
  await readModel.record({ at: at.toISOString(), action: "repair", operator, reason, details });
}

/** @throws LedgerError `user_unknown` if neither the log nor the models know the user. */
export async function assertKnownUser(
  { eventStore, readModel }: RepairDependencies,
  userId: UserId,
): Promise<void> {
  const { models } = await readModel.user(userId);
  if (Object.keys(models).length > 0) return;
  if ((await foldUser({ eventStore, userId })).revision >= 0) return;
  throw new LedgerError("user_unknown", `Nobody has bought anything as user ${userId}.`);
}
