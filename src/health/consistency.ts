import type { UserId } from "../events/identifiers.js";
import type { SamplerStatus } from "../projections/check/sampler.js";
import type { ProjectorStatus } from "../projections/live/projector-status.js";
import type { AuditEntry } from "../stores/event-store/audit-log.js";
import type { Check, Health } from "./health.js";
import type { LastVerification } from "./last-verification.js";

/**
 * Whether the projections match the log, the worst last. `proven`: all users were compared with the log, and none
 * differed. `unproven`: nothing speaks against it, and nobody has compared all of them since they were last written by
 * hand. `behind`: they lack events. `held_back`: users wait behind an event that cannot be read, or a server has cut their
 * streams. `drifted`: users differ from the log. `unhealthy`: the log or a store is not what it should be.
 */
export const consistencyStates = [
  "proven",
  "unproven",
  "behind",
  "held_back",
  "drifted",
  "unhealthy",
] as const;
export type ConsistencyState = (typeof consistencyStates)[number];

export const findingSources = [
  "verification",
  "sampler",
  "dead_letters",
  "cut_streams",
  "projector",
  "health",
] as const;

/** One thing that is known of the projections. */
export interface Finding {
  readonly state: ConsistencyState;
  readonly source: (typeof findingSources)[number];
  /** As of when: ISO 8601 UTC. Undefined for what was never looked at. */
  readonly at: string | undefined;
  /** Users, or events behind; undefined where nothing is counted. */
  readonly count: number | undefined;
  /** Users that were looked at. */
  readonly of: number | undefined;
  readonly message: string | undefined;
}

export interface Consistency {
  /** The worst that is known. */
  readonly state: ConsistencyState;
  /** The worst first; of equals the latest. */
  readonly findings: readonly Finding[];
  readonly verification: LastVerification | undefined;
}

export interface ConsistencyParts {
  readonly health: Health;
  readonly projector: ProjectorStatus;
  readonly sampler: SamplerStatus;
  readonly verification: LastVerification | undefined;
  readonly now: Date;
}

/** A burst of purchases is folded within this time; a longer lag is reported. */
const lagThatMattersSeconds = 5;

/** Puts together what is known of the projections: never better than the worst of it. Pure. */
export function judgeConsistency(parts: ConsistencyParts): Consistency {
  const { health, projector, sampler, verification, now } = parts;
  const at = now.toISOString();
  const isNobodyHeldBack = projector.deadLetters === 0 && hasFoundNobodyHeldBack(sampler, verification?.at);
  const found = [
    ...health.checks.filter(({ ok, name }) => ok === false && name !== "projections").map(ofHealth),
    ...ofVerification(verification, isNobodyHeldBack),
    ...ofSampler(sampler, verification?.outdatedBy),
    ...ofDeadLetters(projector.deadLetters, at),
    ...ofProjector(projector, at),
  ];
  return { ...worstOf(found), verification };
}

/** What can be known without a server, from the stores and the audit log alone. */
export interface StoredParts {
  /** What is wrong with the stores, such as that the log is not the one that was folded: one sentence each. */
  readonly wrong: readonly string[];
  readonly deadLetters: number;
  /** Users of whom nothing can be recorded, because a server has cut their streams. */
  readonly cutUsers: ReadonlySet<UserId>;
  readonly lagEvents: number | undefined;
  /** Age of the oldest event that is not folded. */
  readonly lagSeconds: number;
  readonly verification: LastVerification | undefined;
  readonly now: Date;
}

/** {@link judgeConsistency} for a command that runs without a server. Pure. */
export function judgeStored(parts: StoredParts): Consistency {
  const { wrong, deadLetters, cutUsers, lagEvents: count, lagSeconds, verification, now } = parts;
  const at = now.toISOString();
  const found: readonly Finding[] = [
    ...wrong.map((message) => ({ ...nothing, state: "unhealthy", source: "health", at, message }) as const),
    ...ofVerification(verification, deadLetters === 0 && cutUsers.size === 0),
    ...ofDeadLetters(deadLetters, at),
    ...ofCutStreams([...cutUsers].sort(), at),
    ...(lagSeconds > lagThatMattersSeconds
      ? [{ ...nothing, state: "behind", source: "projector", at, count } as const]
      : []),
  ];
  return { ...worstOf(found), verification };
}

function worstOf(found: readonly Finding[]): Pick<Consistency, "state" | "findings"> {
  const isProven = found.some(({ state }) => state === "proven");
  const findings = found.filter(({ state }) => !isProven || state !== "unproven").sort(worstFirst);
  return { state: findings[0]?.state ?? "unproven", findings };
}

/** More users than any bug of ours has held back: the streams are probably not this ledger's. */
const unlikelyMany = 1000;

function ofDeadLetters(count: number, at: string): readonly Finding[] {
  if (count === 0) return [];
  const message =
    count > unlikelyMany
      ? `${count} users are held back. On a server that is shared, these may be streams of another application whose ` +
        "names begin with purchases-: set EVENTSTORE_PREFIX, so that the ledger has names of its own."
      : undefined;
  return [{ ...nothing, state: "held_back", source: "dead_letters", at, count, message }];
}

/** How many are named. */
const namedUsers = 5;

function ofCutStreams(users: readonly UserId[], at: string): readonly Finding[] {
  if (users.length === 0) return [];
  const more = users.length - namedUsers;
  const names = users.slice(0, namedUsers).join(", ") + (more > 0 ? ` and ${more} more` : "");
  const message = `Streams were shortened or deleted on the server. Purchases are refused of: ${names}.`;
  return [{ ...nothing, state: "held_back", source: "cut_streams", at, count: users.length, message }];
}

function worstFirst(a: Finding, b: Finding): number {
  const [rankOfA, rankOfB] = [consistencyStates.indexOf(a.state), consistencyStates.indexOf(b.state)];
  return rankOfA === rankOfB ? (b.at ?? "").localeCompare(a.at ?? "") : rankOfB - rankOfA;
}

const nothing = { at: undefined, count: undefined, of: undefined, message: undefined };

const ofHealth = ({ since, message }: Check): Finding => ({
  ...nothing,
  ...{ state: "unhealthy", source: "health", at: since, message },
});

/** Since a verification that may have found some. */
const hasFoundNobodyHeldBack = (
  { cpuPercent, usersHeldBack, lastCleanWalkBeganAt = "" }: SamplerStatus,
  since = "",
): boolean => cpuPercent > 0 && usersHeldBack === 0 && lastCleanWalkBeganAt > since;

function ofVerification(
  verification: LastVerification | undefined,
  isNobodyHeldBack: boolean,
): readonly Finding[] {
  if (verification === undefined) return [{ ...nothing, state: "unproven", source: "verification" }];
  const { at, isClean, isBehind, driftedUsers, heldBackUsers, users, outdatedBy } = verification;
  const found = { ...nothing, source: "verification", at, of: users } as const;
  if (isClean && heldBackUsers > 0 && outdatedBy === undefined) {
    if (!isNobodyHeldBack) return [{ ...found, state: "held_back", count: heldBackUsers }];
    const message = `${heldBackUsers} of ${users} users were held back at the last verification, and are not now.`;
    return [{ ...found, state: "unproven", count: heldBackUsers, message }];
  }
  // Not clean although no user has drifted: the log is damaged or another one.
  const isDrifted = driftedUsers > 0 ? "drifted" : isBehind ? "behind" : "unhealthy";
  const state = outdatedBy !== undefined ? "unproven" : isClean ? "proven" : isDrifted;
  return [{ ...found, state, count: driftedUsers }];
}

/** A walk that began before the last manual change to the projections proves nothing about them now. */
function ofSampler(sampler: SamplerStatus, changed: AuditEntry | undefined): readonly Finding[] {
  const { cpuPercent, usersDrifted, usersHeldBack, totals, walk } = sampler;
  const { lastCleanPassAt, lastCleanWalkBeganAt } = sampler;
  if (cpuPercent === 0) return [];
  const found = { ...nothing, source: "sampler", count: usersDrifted, of: totals?.users } as const;
  const at = totals?.countedAt ?? walk.startedAt;
  const wrong: Finding[] = [];
  if (usersDrifted > 0) wrong.push({ ...found, state: "drifted", at });
  if (usersHeldBack > 0)
    wrong.push({ ...found, source: "cut_streams", state: "held_back", at, count: usersHeldBack });
  if (wrong.length > 0) return wrong;
  const isRound = lastCleanWalkBeganAt !== undefined && lastCleanWalkBeganAt >= (changed?.at ?? "");
  return [{ ...found, state: isRound ? "proven" : "unproven", at: lastCleanPassAt }];
}

function ofProjector(
  { state, lagEvents, lagSeconds, since, lastError }: ProjectorStatus,
  at: string,
): readonly Finding[] {
  const isBehind = state !== "live" || lagSeconds > lagThatMattersSeconds;
  if (!isBehind) return [];
  const message = lastError?.message;
  return [
    {
      ...nothing,
      state: "behind",
      source: "projector",
      at: state === "live" ? at : since,
      count: lagEvents,
      message,
    },
  ];
}
