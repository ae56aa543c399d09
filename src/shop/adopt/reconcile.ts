import { streamOf, userOf, type UserId } from "../../events/identifiers.js";
import { foldUser } from "../../projections/replay/fold-user.js";
import type { ShopAccounts } from "../mongodb/shop-accounts.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { planAccount, type AccountPlan } from "./plan-account.js";
import { lastKeptRevision } from "../../stores/event-store/stream-ends.js";

export interface ReconcileOptions {
  readonly eventStore: EventStore;
  readonly accounts: ShopAccounts;
  /** Whether to write changes, or only to find them. */
  readonly write: boolean;
  /** Called with the plan of each user, once its changes are written. */
  readonly onPlan?: ((plan: AccountPlan) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Users that are read and written together. This limits the memory. */
const usersTogether = 200;

/** Updates the shop's accounts of these users from their events, or only plans the changes. */
export async function reconcile(userIds: readonly UserId[], options: ReconcileOptions): Promise<void> {
  for (let from = 0; from < userIds.length; from += usersTogether) {
    options.signal?.throwIfAborted();
    await reconcileTogether(userIds.slice(from, from + usersTogether), options);
  }
}

/** Does the same for all users of the log. Each user has one event of revision 0, so users need not be remembered. */
export async function reconcileAll(options: ReconcileOptions): Promise<void> {
  for await (const batch of options.eventStore.readAll({ batchSize: 1000, live: false })) {
    const users = batch.flatMap(({ revision, stream }) => (revision === 0 ? (userOf(stream) ?? []) : []));
    await reconcile(users, options);
  }
}

const nobody: ReadonlySet<UserId> = new Set();
const problemOfSize = "The user's document would be larger than MongoDB holds, 16 MiB.";

async function reconcileTogether(userIds: readonly UserId[], options: ReconcileOptions): Promise<void> {
  const { eventStore, accounts, write, onPlan } = options;
  // The accounts are read first, so that the events are never older than the accounts.
  const found = await accounts.read(userIds);
  const plans = await Promise.all(
    found.map(async (account) =>
      planAccount(await foldUser({ eventStore, userId: account.userId }), account),
    ),
  );
  const changed = plans.filter((plan) => plan.change !== undefined);
  const tooLarge = write ? await accounts.write(changed.flatMap(({ change }) => change ?? [])) : nobody;
  for (const plan of plans)
    onPlan?.(tooLarge.has(plan.userId) ? { ...plan, change: undefined, problem: problemOfSize } : plan);
  if (!write) return;
  // This process may have overwritten a later state of another process. If a user has new events, it is done again.
  const moved = await Promise.all(
    changed.map(
      async ({ userId, revision }) => (await lastKeptRevision(eventStore, streamOf(userId))) !== revision,
    ),
  );
  const again = changed.filter((_, index) => moved[index] === true).map(({ userId }) => userId);
  if (again.length > 0) await reconcileTogether(again, { ...options, onPlan: undefined });
}
