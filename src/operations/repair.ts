import { isLedgerError, type LedgerError } from "../errors.js";
import type { LongRun } from "../long-run.js";
import { verify, type VerifyOptions } from "../projections/check/verify.js";
import { auditedRun } from "./audited-run.js";
import { audit, type Audited, type OperatedBy } from "./operator.js";
import type { UserId } from "../events/identifiers.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type {
  DeadLetters,
  ModelReader,
  ModelRepair,
  ModelTarget,
  StoredUser,
  UserModels,
} from "../stores/read-model/read-model-store.js";
import type { Drift } from "../projections/check/compare-user.js";
import { modelDifferences, type FieldDifference } from "../projections/check/diff-user.js";
import type { OwnershipDocument } from "../stores/read-model/documents.js";
import { assertStreamIsSound } from "../projections/check/stream-damage.js";
import { projections } from "../projections/projections.js";
import { examineUser } from "../projections/check/examine-user.js";
import { foldUser } from "../projections/replay/fold-user.js";

export interface RepairDependencies {
  readonly eventStore: EventStore;
  readonly readModel: ModelReader & ModelRepair & DeadLetters & Pick<ModelTarget, "checkpoint">;
}

export interface UserRepair {
  readonly userId: UserId;
  /** What was wrong; nothing was written if this is empty. */
  readonly drifts: readonly Drift[];
  readonly before: StoredUser;
  readonly after: UserModels;
  /** What was wrong field by field, as {@link diffUser} lists it. */
  readonly fields: readonly FieldDifference[];
}

/** Attempts when the projector keeps writing the same user in between. */
const attempts = 10;

export interface RepairOptions {
  /** Check only, and write nothing. */
  readonly dryRun: boolean;
  /** Called for each user who had drifted, once repaired. */
  readonly onRepair?: (repair: UserRepair) => void;
  readonly signal?: AbortSignal;
}

/** The result of a repair of several users. */
export interface RepairTotals {
  readonly users: number;
  readonly drifts: number;
  /** Why users were left as they are: the log is damaged in their streams, or the store cannot hold them. */
  readonly refused: readonly LedgerError[];
}

/**
 * Verifies all users, and rewrites models that are not what the events say. The shop may stay open. The audit log says
 * what was written, also if the repair is interrupted. Users whose streams are damaged, or whom the store cannot hold,
 * are left as they are.
 *
 * @throws LedgerError `checkpoint_moved` if a user keeps changing meanwhile: try again.
 */
export function repairAll(
  dependencies: RepairDependencies & VerifyOptions & Audited,
  options: RepairOptions,
  by: OperatedBy,
): LongRun<RepairTotals> {
  const totals = { users: 0, drifts: 0, refused: [] as LedgerError[] };
  const start = (): LongRun<RepairTotals> => repairFound(dependencies, options, totals);
  if (options.dryRun) return start();
  const detailsOf = () => ({ users: totals.users, drifts: totals.drifts });
  const audited = {
    ...dependencies,
    signal: options.signal,
    action: "repair",
    by,
    about: {},
    detailsOf,
  } as const;
  return auditedRun(audited, start);
}

/** @param totals counts what was done, also if the repair fails later */
function repairFound(
  dependencies: RepairDependencies & VerifyOptions,
  { dryRun, onRepair, signal }: RepairOptions,
  totals: { users: number; drifts: number; readonly refused: LedgerError[] },
): LongRun<RepairTotals> {
  // Only the ids are kept: what is wrong is read again, and repaired, one user at a time.
  const users = new Set<UserId>();
  const onDrift = ({ userId }: Drift): void => void users.add(userId);
  const { progress$, result } = verify({
    ...dependencies,
    onDrift,
    ...(signal === undefined ? {} : { signal }),
  });
  const repair = async (): Promise<RepairTotals> => {
    await result;
    for (const userId of users) {
      signal?.throwIfAborted();
      const found = await rewriteUser(dependencies, userId, dryRun).catch((error: unknown) => {
        if (!isLedgerError(error, "log_damaged", "document_too_large")) throw error;
        totals.refused.push(error);
        return undefined;
      });
      // It may have been repaired since it was found.
      if (found === undefined || found.drifts.length === 0) continue;
      totals.users += 1;
      totals.drifts += found.drifts.length;
      onRepair?.(found);
    }
    return totals;
  };
  return { progress$, result: repair() };
}

/** The same for one user, whom the audit entry names. One that has not drifted leaves no entry. */
export async function repairUser(
  dependencies: RepairDependencies & Audited,
  userId: UserId,
  { dryRun }: Pick<RepairOptions, "dryRun">,
  by: OperatedBy,
): Promise<UserRepair> {
  const found = await rewriteUser(dependencies, userId, dryRun);
  const drifts = found.drifts.length;
  if (drifts > 0 && !dryRun) await audit(dependencies, "repair", by, { users: 1, drifts, user: userId });
  return found;
}

async function rewriteUser(
  { eventStore, readModel }: RepairDependencies,
  userId: UserId,
  dryRun: boolean,
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
    const found = { userId, drifts, before, after, fields: fieldsOf(drifts, before, after) };
    if (drifts.length > 0) await assertStreamIsSound(eventStore, userId);
    if (drifts.length === 0 || dryRun) return found;
    try {
      await readModel.replaceUser(
        userId,
        after,
        before.version,
        stopped === undefined ? "release" : "hold back",
      );
      return found;
    } catch (error) {
      if (!isLedgerError(error, "checkpoint_moved") || attempt === attempts) throw error;
    }
  }
}

const fieldsOf = (
  drifts: readonly Drift[],
  before: StoredUser,
  after: UserModels,
): readonly FieldDifference[] =>
  projections
    .filter(({ name }) => drifts.some(({ projection }) => projection === name))
    .flatMap((each) => modelDifferences(each, before.models[each.name], after[each.name]));

/** How much a user's models hold; null if they are missing or are not lists. */
export interface ModelSize {
  readonly courses: number | null;
  readonly tests: number | null;
  readonly records: number;
  readonly unrevokedRecords: number;
}

/** Counts what is stored, even if it is damaged. Pure. */
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
