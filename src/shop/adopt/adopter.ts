import { map, type Observable } from "rxjs";
import { userOf, type UserId } from "../../events/identifiers.js";
import type { LogReader } from "../../log/assert-same-log.js";
import { followLog, type LogFollower } from "../../log/follow-log.js";
import type { LogConsumer } from "../../log/log-consumer.js";
import type { FollowerStatus } from "../../log/follower-status.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { FollowedTo } from "../../stores/event-store/followed-to.js";
import type { ShopAccounts } from "../mongodb/shop-accounts.js";
import type { AccountPlan } from "./plan-account.js";
import { reconcile } from "./reconcile.js";

export const adopterStates = ["following", "waiting", "stopped"] as const;

export interface AdopterStatus {
  /**
   * `waiting`: the log or the shop's database is away; it tries again by itself. `stopped`: closed, or something is wrong
   * that a person must fix.
   */
  readonly state: (typeof adopterStates)[number];
  /** Events of the log that the shop's accounts are kept to. */
  readonly eventCount: number;
  readonly lastError: Pick<NonNullable<FollowerStatus["lastError"]>, "code" | "message"> | undefined;
}

/** Follows the log, and keeps the shop's own accounts of each user that an event is about. */
export interface Adopter extends Omit<LogFollower, "status" | "status$"> {
  /** Emits at once, and whenever anything in it changes. */
  readonly status$: Observable<AdopterStatus>;
  status(): AdopterStatus;
}

export interface AdopterOptions {
  readonly eventStore: EventStore;
  readonly accounts: ShopAccounts;
  readonly batchSize?: number;
  /** Called for each user whose account could not be kept. */
  readonly onProblem?: (userId: UserId, problem: string) => void;
}

const reader: LogReader = {
  name: "The shop's database",
  remedy:
    "Restore the log that it belongs to, or run `ledger adopt --anew`, after which the adopter follows this log.",
};

/**
 * An event says only whose account to look at; what is written comes from all of the user's events. So an event that
 * is delivered again changes nothing, and what was damaged in between is repaired with the user's next purchase.
 */
export function createAdopter(options: AdopterOptions): Adopter {
  const { eventStore, accounts, batchSize = 500, onProblem } = options;
  const onPlan = ({ userId, problem }: AccountPlan): void => {
    if (problem !== undefined) onProblem?.(userId, problem);
  };
  const keep = async (followedTo: FollowedTo): Promise<FollowedTo> => {
    await accounts.saveCheckpoint(followedTo);
    return followedTo;
  };
  const consumer: LogConsumer = {
    reader,
    followedTo: () => accounts.checkpoint(),
    async take(batch, { eventCount }) {
      const users = new Set(batch.map(({ stream }) => userOf(stream)).filter((id) => id !== undefined));
      await reconcile([...users], { eventStore, accounts, write: true, onPlan });
      // Last: a crash before it delivers the batch again, which is harmless.
      const { position, id: eventId } = batch.at(-1) ?? {};
      return keep({ position, eventId, lookedThrough: undefined, eventCount: eventCount + batch.length });
    },
    moveOn: (from, lookedThrough) => keep({ ...from, lookedThrough }),
  };
  const follower = followLog({ eventStore, consumer, batchSize: { live: batchSize, toHead: batchSize } });
  return {
    ...follower,
    status$: follower.status$.pipe(map(toAdopterStatus)),
    status: () => toAdopterStatus(follower.status()),
  };
}

function toAdopterStatus({ state, eventCount, lastError }: FollowerStatus): AdopterStatus {
  return { state: state === "waiting" || state === "stopped" ? state : "following", eventCount, lastError };
}
