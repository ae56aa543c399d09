import { catchError, concatMap, defer, expand, of, timer, type Subscription } from "rxjs";
import { streamOf, type UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import type {
  Checkpoint,
  DeadLetters,
  ModelReader,
  ModelTarget,
  StoredUser,
} from "../../stores/read-model/read-model-store.js";
import { createLogWalk, type LogWalk } from "./log-walk.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";
import { crossCheck, ownershipAccounts, type CrossCheck } from "./cross-check.js";
import { examineUser } from "./examine-user.js";

/** What the sampler has seen. */
export interface SamplerStatus {
  /** The share of one core that it may use, in percent; 0: it is off, and the other fields are meaningless. */
  readonly cpuPercent: number;
  /** Checks since the start; a user counts each time. */
  readonly usersSampled: number;
  /** Users whose models differed from the log when they were last checked. */
  readonly usersDrifted: number;
  /** Some of them. */
  readonly driftedUsers: readonly UserId[];
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

const shownUsers = 20;
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
  const drifted = new Set<UserId>();

  /** @returns how long to rest */
  async function sample(): Promise<number> {
    const startedAt = performance.now();
    const readBefore = await readState(options);
    totalEvents = readBefore.checkpoint.eventCount;
    // Some may have been repaired: that should show before the next walk ends.
    for (const userId of await repaired([...drifted].slice(0, shownUsers), readBefore, options))
      drifted.delete(userId);
    const users = await readModel.usersAfter(current.after(), usersAtOnce);
    for (const user of users) {
      const isDrifted = await differsTwice(user, readBefore, options);
      if (isDrifted) drifted.add(user.userId);
      current.add(user, isDrifted);
    }
    const missing = await notStored(current.log, readBefore, options);
    for (const userId of missing) drifted.add(userId);
    current.note(missing);
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
      usersDrifted: drifted.size,
      driftedUsers: [...drifted].sort().slice(0, shownUsers),
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

/** Those of the users that had drifted and do not differ any more. */
async function repaired(
  users: readonly UserId[],
  readBefore: ReadBefore,
  options: SamplerOptions,
): Promise<readonly UserId[]> {
  const healthy: UserId[] = [];
  for (const userId of users)
    if (!(await differs(await options.readModel.user(userId), readBefore, options))) healthy.push(userId);
  return healthy;
}

/** Users whose streams begin in the next part of the log, and of whom nothing is stored though it was folded. */
async function notStored(
  log: LogWalk,
  readBefore: ReadBefore,
  options: SamplerOptions,
): Promise<readonly UserId[]> {
  const missing: UserId[] = [];
  for (const userId of await log.next(readBefore.checkpoint)) {
    const user = await options.readModel.user(userId);
    if (!isStored(user) && (await differsTwice(user, readBefore, options))) missing.push(userId);
  }
  return missing;
}

const isStored = ({ models }: StoredUser): boolean => Object.keys(models).length > 0;

/** Read before the users, so the models are at least this far. */
interface ReadBefore {
  readonly checkpoint: Checkpoint;
  readonly heldBackAt: ReadonlyMap<string, number>;
}

async function readState({ readModel }: Pick<SamplerOptions, "readModel">): Promise<ReadBefore> {
  const checkpoint = await readModel.checkpoint();
  const letters = await readModel.deadLetters();
  return { checkpoint, heldBackAt: new Map(letters.map(({ stream, revision }) => [stream, revision])) };
}

/** Checks twice before it reports drift: a repair or a swap may have come in between. */
async function differsTwice(
  user: StoredUser,
  readBefore: ReadBefore,
  options: SamplerOptions,
): Promise<boolean> {
  if (!(await differs(user, readBefore, options))) return false;
  const again = await readState(options);
  return differs(await options.readModel.user(user.userId), again, options);
}

async function differs(
  stored: StoredUser,
  { checkpoint, heldBackAt }: ReadBefore,
  { eventStore, projections = allProjections }: SamplerOptions,
): Promise<boolean> {
  const waitsAt = heldBackAt.get(streamOf(stored.userId));
  const found = await examineUser({ eventStore, stored, projections, checkpoint, heldBackAt: waitsAt });
  return found.drifts.length > 0;
}

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
    /** Users that have drifted and that the walk itself does not meet. */
    note: (missing: readonly UserId[]) => void (isClean &&= missing.length === 0),
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
