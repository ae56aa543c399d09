import { streamOf, userOf, type UserId } from "../../events/identifiers.js";
import { foldUser } from "../../projections/replay/fold-user.js";
import type { AccountChange, ShopAccounts } from "../mongodb/shop-accounts.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import { planAccount, type AccountPlan } from "./plan-account.js";

export interface ReconcileOptions {
  readonly eventStore: EventStore;
  readonly accounts: ShopAccounts;
  /** Whether what is missing is written, or only found. */
  readonly write: boolean;
  /** Called for each user with what was found. */
  readonly onPlan?: ((plan: AccountPlan) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Users that are read and written together; bounds the memory. */
const usersTogether = 200;

/** Updates the shop's accounts of these users to what their events say, or finds out what has to change. */
export async function reconcile(userIds: readonly UserId[], options: ReconcileOptions): Promise<void> {
  for (let from = 0; from < userIds.length; from += usersTogether) {
    options.signal?.throwIfAborted();
    await reconcileTogether(userIds.slice(from, from + usersTogether), options);
  }
}

/** The same for all users of the log. Each stream has one first event, so users need not be remembered. */
export async function reconcileAll(options: ReconcileOptions): Promise<void> {
  for await (const batch of options.eventStore.readAll({ batchSize: 1000, live: false })) {
    const users = batch.filter(({ revision }) => revision === 0).map(({ stream }) => userOf(stream));
    await reconcile(
      users.filter((userId) => userId !== undefined),
      options,
    );
  }
}

async function reconcileTogether(userIds: readonly UserId[], options: ReconcileOptions): Promise<void> {
  const { eventStore, accounts, write, onPlan } = options;
  // The accounts first: the events are then never older than the accounts that they are compared with.
  const found = await accounts.read(userIds);
  const plans = await Promise.all(
    found.map(async (account) =>
      planAccount(await foldUser({ eventStore, userId: account.userId }), account),
    ),
  );
  for (const plan of plans) onPlan?.(plan);
  if (!write) return;
  const changed = plans.filter((plan) => plan.change !== undefined);
  await accounts.write(
    changed.map(({ change }) => change).filter((change): change is AccountChange => change !== undefined),
  );
  // Another process may have written a later state before this one wrote an earlier state over it.
  const moved = await Promise.all(
    changed.map(async ({ userId, revision }) => (await lastRevision(eventStore, userId)) !== revision),
  );
  const again = changed.filter((_, index) => moved[index] === true).map(({ userId }) => userId);
  if (again.length > 0) await reconcileTogether(again, { ...options, onPlan: undefined });
}

async function lastRevision(eventStore: EventStore, userId: UserId): Promise<number> {
  for await (const [last] of eventStore.readStream(streamOf(userId), { direction: "backwards", limit: 1 }))
    return last?.revision ?? -1;
  return -1;
}
