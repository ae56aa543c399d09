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
   * `waiting`: the log or the shop's database is unavailable, and the adopter tries again. `stopped`: it was closed, or a person
   * must fix something.
   */
  readonly state: (typeof adopterStates)[number];
  /** The number of events that the shop's accounts include. */
  readonly eventCount: number;
  readonly lastError: Pick<NonNullable<FollowerStatus["lastError"]>, "code" | "message"> | undefined;
}

/** Follows the log, and updates the shop's account of each user that has a new event. */
export interface Adopter extends Omit<LogFollower, "status" | "status$"> {
  /** Emits the status at once and after each change. */
  readonly status$: Observable<AdopterStatus>;
  status(): AdopterStatus;
}

export interface AdopterOptions {
  readonly eventStore: EventStore;
  readonly accounts: ShopAccounts;
  readonly batchSize?: number;
  /** Called for each user whose account could not be updated. */
  readonly onProblem?: (userId: UserId, problem: string) => void;
}

const reader: LogReader = {
  name: "The shop's database",
  remedy:
    "Restore the log that it belongs to, or run `ledger adopt --anew`, after which the adopter follows this log.",
};

/**
 * An event only names the user. The account is written from all events of that user. So a repeated event changes nothing,
 * and the next purchase of a user repairs an account that was damaged in between.
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
      // The checkpoint is saved last. A crash before it repeats the batch, which is harmless.
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
