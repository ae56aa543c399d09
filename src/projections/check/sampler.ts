import { catchError, concatMap, defer, EMPTY, timer, type Subscription } from "rxjs";
import type { UserId } from "../../events/identifiers.js";
import type { ModelReader, StoredUser } from "../../stores/read-model/read-model-store.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";
import { agrees, crossCheck, ownershipAccounts, type CrossCheck } from "./cross-check.js";

/** What the sampler has seen of the invariant between the two projections. */
export interface SamplerStatus {
  /** The most that it checks in a second; 0: it is switched off, and the rest says nothing. */
  readonly usersPerSecond: number;
  /** Users checked since the start, each as often as the sampler came by. */
  readonly usersSampled: number;
  /** Users whose projections disagree on what they own, in the present pass or the one before it. */
  readonly usersDrifted: number;
  /** Some of them. */
  readonly driftedUsers: readonly UserId[];
  /** What the last whole pass has counted; until there was one, what the present one has so far. */
  readonly totals: SampledTotals;
  /** When a pass over all users last ended without any; ISO 8601 UTC. */
  readonly lastCleanPassAt: string | undefined;
}

/** The accounts that projections give of the same purchases, counted in one walk over all users. */
export interface SampledTotals {
  readonly users: number;
  /** By projection, how many items users own. */
  readonly owned: Partial<Readonly<Record<ProjectionName, number>>>;
  /** When the pass ended, ISO 8601 UTC; undefined for one that has not, which has not counted all users yet. */
  readonly countedAt: string | undefined;
}

export interface Sampler {
  status(): SamplerStatus;
  start(): void;
  stop(): void;
}

export interface SamplerOptions {
  readonly readModel: Pick<ModelReader, "usersAfter">;
  /** 0 switches it off. */
  readonly usersPerSecond: number;
  /** All by default. */
  readonly projections?: readonly Projection[];
  readonly now?: () => Date;
}

const shownUsers = 20;
const everyMs = 1000;

/**
 * Walks all users again and again, a few a second, and checks that all projections that say what a user owns agree.
 * They are read at one moment, and users between two revisions are left for the next pass, so that a healthy ledger
 * never raises the alarm.
 */
export function createSampler(options: SamplerOptions): Sampler {
  const { readModel, usersPerSecond, projections = allProjections, now = () => new Date() } = options;
  let running: Subscription | undefined;
  let usersSampled = 0;
  let lastCleanPassAt: string | undefined;
  let current = createPass(projections);
  let ended: EndedPass = { drifted: [], totals: undefined };

  async function sample(): Promise<void> {
    const users = await readModel.usersAfter(current.after(), usersPerSecond);
    usersSampled += users.length;
    current.add(users);
    if (users.length === usersPerSecond) return;
    const countedAt = now().toISOString();
    const drifted = current.drifted();
    if (drifted.length === 0) lastCleanPassAt = countedAt;
    ended = { drifted, totals: { ...current.totals(), countedAt } };
    current = createPass(projections);
  }

  return {
    status() {
      const drifted = [...new Set([...ended.drifted, ...current.drifted()])];
      return {
        usersPerSecond,
        usersSampled,
        usersDrifted: drifted.length,
        driftedUsers: drifted.slice(0, shownUsers),
        totals: ended.totals ?? current.totals(),
        lastCleanPassAt,
      };
    },
    start() {
      if (usersPerSecond === 0 || running !== undefined) return;
      // A store that is away is the projector's to report; the next second tries again.
      running = timer(0, everyMs)
        .pipe(concatMap(() => defer(sample).pipe(catchError(() => EMPTY))))
        .subscribe();
    },
    stop() {
      running?.unsubscribe();
      running = undefined;
    },
  };
}

interface EndedPass {
  readonly drifted: readonly UserId[];
  /** Undefined before the first one has ended. */
  readonly totals: SampledTotals | undefined;
}

/** One walk over all users. */
function createPass(projections: readonly Projection[]) {
  const drifted: UserId[] = [];
  const owned = new Map(ownershipAccounts(projections).map(({ name }) => [name, 0]));
  let users = 0;
  let after: UserId | undefined;

  function count(found: CrossCheck): void {
    users += 1;
    for (const [name, sum] of owned) owned.set(name, sum + (found.owned[name] ?? 0));
  }

  return {
    /** The last user so far. */
    after: () => after,
    drifted: (): readonly UserId[] => drifted,
    totals: (): SampledTotals => ({ users, owned: Object.fromEntries(owned), countedAt: undefined }),
    add(sampled: readonly StoredUser[]): void {
      for (const user of sampled) {
        const found = crossCheck(user, projections);
        if (found === undefined) continue;
        count(found);
        if (!agrees(found)) drifted.push(user.userId);
      }
      after = sampled.at(-1)?.userId;
    },
  };
}
