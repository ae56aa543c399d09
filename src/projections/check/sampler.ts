import { catchError, concatMap, defer, expand, of, timer, type Subscription } from "rxjs";
import type { UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import type {
  DeadLetters,
  ModelReader,
  ModelTarget,
  StoredUser,
} from "../../stores/read-model/read-model-store.js";
import { createLogWalk } from "./log-walk.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";
import { crossCheck, ownershipAccounts, type CrossCheck } from "./cross-check.js";
import { usersOfCutStreams } from "./cut-streams.js";
import { readBefore as readState, type ReadBefore } from "./examine-users.js";
import { createWrongUsers, type WrongUserCounts } from "./wrong-users.js";

/** What the sampler has seen. */
export interface SamplerStatus extends WrongUserCounts {
  /** The share of one core that it may use, in percent; 0: it is off, and the other fields are meaningless. */
  readonly cpuPercent: number;
  /** Checks since the start; a user counts each time. */
  readonly usersSampled: number;
  /** The walk under way. */
  readonly walk: Walk;
  /** What the last complete walk counted; undefined before the first: part of a walk is not a total. */
  readonly totals: SampledTotals | undefined;
  /** When the last walk that found no drift began, ISO 8601 UTC. It may have missed damage done later. */
  readonly lastCleanWalkBeganAt: string | undefined;
  /** When it ended; ISO 8601 UTC. */
  readonly lastCleanPassAt: string | undefined;
}

/** How far a walk over all users is. */
export interface Walk {
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly users: number;
  /** How much of the log its users make up, 0 to 1. */
  readonly share: number;
  /** When the walk will be complete at the present pace, ISO 8601 UTC. Undefined until there is a pace. */
  readonly endsAt: string | undefined;
}

/** What one walk over all users has counted. */
export interface SampledTotals {
  readonly users: number;
  /** By projection, how many items users own. */
  readonly owned: Partial<Readonly<Record<ProjectionName, number>>>;
  /**
   * Items that one projection names and another lacks, counted user by user: an extra item of one user never cancels out
   * a missing one of another.
   */
  readonly unmatchedItems: number;
  /** When the walk ended, ISO 8601 UTC. */
  readonly countedAt: string;
}

export interface Sampler {
  status(): SamplerStatus;
  start(): void;
  stop(): void;
}

export interface SamplerOptions {
  readonly eventStore: EventStore;
  readonly readModel: Pick<ModelReader, "user" | "usersAfter"> &
    Pick<DeadLetters, "deadLetters"> &
    Pick<ModelTarget, "checkpoint">;
  /** The share of one core that it may use, in percent, at most 50; 0 switches it off. */
  readonly cpuPercent: number;
  /** All by default. */
  readonly projections?: readonly Projection[];
  readonly now?: () => Date;
}

const usersAtOnce = 20;
const betweenWalksMs = 1000;

/**
 * Walks all users again and again and compares each user's models with the log, and with each other. It goes as fast as
 * its share of a core allows: after each page of users it pauses in proportion to the time that the page took.
 */
export function createSampler(options: SamplerOptions): Sampler {
  const { readModel, cpuPercent, now = () => new Date() } = options;
  let running: Subscription | undefined;
  let usersSampled = 0;
  let lastClean: { readonly beganAt: string; readonly endedAt: string } | undefined;
  let totalEvents = 0;
  let current = createWalk(options, now());
  let totals: SampledTotals | undefined;
  const wrong = createWrongUsers(options);

  /** Users whose streams begin in the next part of the log, and of whom nothing is stored though it was folded. */
  async function checkNotStored(readBefore: ReadBefore): Promise<void> {
    for (const userId of await current.log.next(readBefore.checkpoint)) {
      const user = await readModel.user(userId);
      if (!isStored(user)) current.note(await wrong.check(user, readBefore));
    }
  }

  /** @returns how long to rest */
  async function sample(): Promise<number> {
    const startedAt = performance.now();
    const readBefore = await readState(readModel);
    totalEvents = readBefore.checkpoint.eventCount;
    await wrong.lookAgain(readBefore);
    wrong.addHeldBack(await current.cutUsers());
    const users = await readModel.usersAfter(current.after(), usersAtOnce);
    for (const user of users) current.add(user, await wrong.check(user, readBefore));
    await checkNotStored(readBefore);
    usersSampled += users.length;
    const restMs = (performance.now() - startedAt) * (100 / cpuPercent - 1);
    if (users.length === usersAtOnce || !current.log.isAtEnd()) return restMs;
    const countedAt = now().toISOString();
    if (current.isClean()) lastClean = { beganAt: current.startedAt, endedAt: countedAt };
    totals = { ...current.totals(), countedAt };
    current = createWalk(options, now());
    return Math.max(restMs, betweenWalksMs);
  }

  return {
    status: () => ({
      cpuPercent,
      usersSampled,
      ...wrong.counts(),
      walk: current.progress(totalEvents, now()),
      totals,
      lastCleanWalkBeganAt: lastClean?.beganAt,
      lastCleanPassAt: lastClean?.endedAt,
    }),
    start() {
      if (cpuPercent === 0 || running !== undefined) return;
      // The projector reports a store that is unavailable; the next check tries again.
      const look = defer(sample).pipe(catchError(() => of(betweenWalksMs)));
      running = look.pipe(expand((restMs) => timer(restMs).pipe(concatMap(() => look)))).subscribe();
    },
    stop() {
      running?.unsubscribe();
      running = undefined;
    },
  };
}

const isStored = ({ models }: StoredUser): boolean => Object.keys(models).length > 0;

/** One walk over all users. */
function createWalk(
  { eventStore, projections = allProjections }: Pick<SamplerOptions, "eventStore" | "projections">,
  start: Date,
) {
  const log = createLogWalk(eventStore);
  const startedAt = start.toISOString();
  let isClean = true;
  const owned = new Map(ownershipAccounts(projections).map(({ name }) => [name, 0]));
  let users = 0;
  let events = 0;
  let unmatchedItems = 0;
  let after: UserId | undefined;
  let areCutUsersKnown = false;

  function count(found: CrossCheck): void {
    for (const [name, sum] of owned) owned.set(name, sum + (found.owned[name] ?? 0));
    unmatchedItems += Object.values(found.lacking).reduce((sum, items) => sum + items.length, 0);
  }

  return {
    startedAt,
    /** The last user so far. */
    after: () => after,
    /** Beside it, so that the walk ends when both have. */
    log,
    isClean: () => isClean,
    /**
     * Users whose streams a server has cut: all of them once in a walk, and then none. It would meet none of whom nothing
     * is stored and whose events the server has removed.
     */
    async cutUsers(): Promise<Iterable<UserId>> {
      if (areCutUsersKnown) return [];
      const users = await usersOfCutStreams(eventStore);
      areCutUsersKnown = true;
      return users;
    },
    /** A user that the walk itself does not meet. */
    note: (isDrifted: boolean) => void (isClean &&= !isDrifted),
    totals: () => ({ users, owned: Object.fromEntries(owned), unmatchedItems }),
    add(user: StoredUser, isDrifted: boolean): void {
      users += 1;
      events += 1 + Math.max(-1, ...Object.values(user.models).map(({ revision = -1 }) => revision));
      after = user.userId;
      isClean &&= !isDrifted;
      const found = crossCheck(user, projections);
      if (found !== undefined) count(found);
    },
    progress(totalEvents: number, now: Date): Walk {
      const share = totalEvents === 0 ? 0 : Math.min(1, events / totalEvents);
      const elapsedMs = now.getTime() - start.getTime();
      const endsAt = share === 0 ? undefined : new Date(start.getTime() + elapsedMs / share).toISOString();
      return { startedAt, users, share, endsAt };
    },
  };
}
