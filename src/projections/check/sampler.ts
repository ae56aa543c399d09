import { catchError, concatMap, defer, EMPTY, timer, type Subscription } from "rxjs";
import type { UserId } from "../../events/identifiers.js";
import type { ReadModelStore } from "../../stores/read-model/read-model-store.js";
import { crossCheck } from "./compare-user.js";

/** What the sampler has seen of the invariant between the two projections. */
export interface SamplerStatus {
  /** The most that it looks at in a second; 0: it is switched off, and the rest says nothing. */
  readonly usersPerSecond: number;
  /** Users looked at since the start, each as often as the sampler came by. */
  readonly usersSampled: number;
  /** Users whose ownership is not their unrevoked history, in the present pass or the one before it. */
  readonly usersDrifted: number;
  /** Some of them, for whoever comes to look. */
  readonly driftedUsers: readonly UserId[];
  /** What the last whole pass has counted; until there was one, what the present one has so far. */
  readonly totals: SampledTotals;
  /** When a pass over all users last ended without any; ISO 8601 UTC. */
  readonly lastCleanPassAt: string | undefined;
}

/** The two accounts of the same purchases, counted in one walk over all users. */
export interface SampledTotals {
  readonly users: number;
  /** Items that the ownership projection names. */
  readonly ownership: number;
  /** Records of the history projection that are not revoked. */
  readonly history: number;
  /** When the pass ended, ISO 8601 UTC; undefined for one that has not, which has not counted all users yet. */
  readonly countedAt: string | undefined;
}

export interface Sampler {
  status(): SamplerStatus;
  start(): void;
  stop(): void;
}

export interface SamplerOptions {
  readonly readModel: Pick<ReadModelStore, "usersAfter">;
  /** 0 switches it off. */
  readonly usersPerSecond: number;
  readonly now?: () => Date;
}

const shownUsers = 20;
const noTotals: SampledTotals = { users: 0, ownership: 0, history: 0, countedAt: undefined };

/**
 * Walks all users again and again, a few a second, and checks that what ownership says a user owns is exactly the
 * unrevoked history. Both are read at one moment, and users between two revisions are left for the next pass, so that
 * a healthy ledger never raises the alarm.
 */
export function createSampler({
  readModel,
  usersPerSecond,
  now = () => new Date(),
}: SamplerOptions): Sampler {
  const everyMs = 1000;
  let running: Subscription | undefined;
  let after: UserId | undefined;
  let usersSampled = 0;
  let lastCleanPassAt: string | undefined;
  let lastPass: readonly UserId[] = [];
  let thisPass: UserId[] = [];
  let wholeTotals: SampledTotals | undefined;
  let totals: SampledTotals = noTotals;

  async function sample(): Promise<void> {
    const users = await readModel.usersAfter(after, usersPerSecond);
    usersSampled += users.length;
    for (const user of users) {
      const found = crossCheck(user);
      if (found === undefined) continue;
      totals = {
        users: totals.users + 1,
        ownership: totals.ownership + found.owned,
        history: totals.history + found.unrevoked,
        countedAt: undefined,
      };
      if (found.onlyOwned.length + found.onlyInHistory.length > 0) thisPass.push(user.userId);
    }
    after = users.at(-1)?.userId;
    if (users.length === usersPerSecond) return;
    const endedAt = now().toISOString();
    if (thisPass.length === 0) lastCleanPassAt = endedAt;
    wholeTotals = { ...totals, countedAt: endedAt };
    totals = noTotals;
    lastPass = thisPass;
    thisPass = [];
    after = undefined;
  }

  return {
    status() {
      const drifted = [...new Set([...lastPass, ...thisPass])];
      return {
        usersPerSecond,
        usersSampled,
        usersDrifted: drifted.length,
        driftedUsers: drifted.slice(0, shownUsers),
        totals: wholeTotals ?? totals,
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
