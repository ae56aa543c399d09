import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { userOf, type UserId } from "../../events/identifiers.js";
import type { EventStore, LogDamage } from "../../stores/event-store/event-store.js";
import type { Analytics } from "../../stores/read-model/history-analytics.js";
import type { Checkpoint, DeadLetters, ModelTarget } from "../../stores/read-model/read-model-store.js";
import { readModelMismatch } from "../../log/assert-same-log.js";
import { compareModels, type ExpectedUser } from "./compare-models.js";
import { usersOfCutStreams } from "./cut-streams.js";
import { compareModel, type Drift, type DriftKind } from "./compare-user.js";
import type { ComparedPage, StoredModels } from "./examine-users.js";
import { createViolationList, violationsOf, type Violation, type ViolationList } from "./invariants.js";
import { compareMonths, createMonthFigures, type MonthFigures } from "./month-figures.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";
import { startLongRun, type LongRun, type Report } from "../../long-run.js";
import type { LogByUser } from "../rebuild/log-by-user.js";
import { openLogByUser } from "../rebuild/open-log-by-user.js";
import { assertRoomToVerify } from "../rebuild/room.js";
import { idSource } from "../rebuild/spool-names.js";
import { removeSpools } from "../rebuild/user-spool.js";

export interface DriftReport {
  /** Users of either side. */
  readonly users: number;
  readonly driftedUsers: number;
  /** Healthy, but not folded up to the log's head yet. */
  readonly behindUsers: number;
  /** Something in their streams cannot be read or folded, or could not when it came: `retry` releases these. */
  readonly heldBackUsers: number;
  /** The first of them. */
  readonly heldBack: readonly UserId[];
  readonly drifts: Readonly<Record<DriftKind, number>>;
}

export interface VerifyReport extends DriftReport {
  /** Events of the log that the comparison rests on. */
  readonly events: number;
  /** How far the stored models claim to be folded. */
  readonly foldedTo: number;
  /** How many of the events the models had still not folded when the comparison was done, and a moment later. */
  readonly behindEvents: number;
  /** Why the models and the log do not belong together; undefined where they do. */
  readonly mismatch: string | undefined;
  /** What is wrong with the log itself, the first {@link shownDamage}: nothing may be repaired from it then. */
  readonly logDamage: readonly LogDamage[];
  /** Rules that must hold of every ledger, and do not: how many, and the first of them. */
  readonly violationCount: number;
  readonly violations: readonly Violation[];
  /** Whether the figures of the months could be compared: not while events wait to be folded. */
  readonly monthsCompared: boolean;
  readonly outcome: VerifyOutcome;
  /** Whether the outcome is `clean`. */
  readonly clean: boolean;
}

/** `behind`: nothing that is stored is wrong, but more is missing than a working projector explains. */
export const verifyOutcomes = ["clean", "behind", "drifted"] as const;
export type VerifyOutcome = (typeof verifyOutcomes)[number];

export interface VerifyOptions {
  readonly eventStore: EventStore;
  readonly readModel: StoredModels & Analytics;
  /** All by default. */
  readonly projections?: readonly Projection[];
  /** A folder with room for the log once more, where it is put in the order of the users. */
  readonly scratchFolder: string;
  /** Called with each drift when it is found. The report has only the counts, so that memory stays flat. */
  readonly onDrift?: (drift: Drift) => void | Promise<void>;
  /** How long to wait for a working projector that is behind the compared events, in milliseconds; 2,000 by default. */
  readonly projectorPatienceMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Proves the stored models against the log: folds it again, user by user, with the projector's own folds, and compares.
 * The shop may stay open: what is bought meanwhile is behind or ahead, never drift.
 */
export function verify(options: VerifyOptions): LongRun<VerifyReport> {
  const { eventStore, readModel, scratchFolder, onDrift, signal, projections = allProjections } = options;
  const { projectorPatienceMs = defaultPatienceMs } = options;
  return startLongRun(async (report) => {
    await removeSpoolsOfTheDead(scratchFolder);
    await assertRoomToVerify(options);
    // Meanwhile the log is folded. Their failures are thrown where they are waited for.
    const damage = damageOf(eventStore);
    damage.catch(() => undefined);
    const cut = usersOfCutStreams(eventStore);
    cut.catch(() => undefined);
    const log = await openLogByUser(eventStore, scratchFolder, `${ownPrefix}${randomUUID()}`, projections);
    try {
      await log.fill({ eventStore, onInvalid: "hold back", signal, report });
      const { eventCount: events } = await log.checkpoint();
      const [violations, months] = [createViolationList(), createMonthFigures()];
      const compared = compareModels({
        eventStore,
        stored: readModel,
        expected: expectedUsers(log, options, violations, months),
        projections,
        onDrifted: (stored) => violations.add(violationsOf("stored", stored, projections)),
        signal,
      });
      const found = await countDrifts(compared, readModel, report, onDrift, cut);
      const { eventCount: foldedTo } = await checkpointAfter(readModel, events, projectorPatienceMs, signal);
      const behindEvents = Math.max(0, events - foldedTo);
      const mismatch = await readModelMismatch(await readModel.checkpoint(), eventStore);
      const { analytics } = readModel;
      const isAtHead = found.behindUsers === 0 && found.heldBackUsers === 0;
      const ofMonths = await compareMonths({
        ...{ analytics, readModel, eventStore, expected: months, signal },
        events: isAtHead ? events : undefined,
      });
      violations.add(ofMonths ?? []);
      const logDamage = await damage;
      const rules = {
        violationCount: violations.count(),
        violations: violations.first(),
        monthsCompared: ofMonths !== undefined,
      };
      const isWrong =
        found.driftedUsers > 0 || mismatch !== undefined || logDamage.length > 0 || rules.violationCount > 0;
      const outcome = isWrong ? "drifted" : behindEvents > 0 ? "behind" : "clean";
      const counts = { events, foldedTo, behindEvents, ...found };
      return { ...counts, mismatch, logDamage, ...rules, outcome, clean: outcome === "clean" };
    } finally {
      await damage.catch(() => undefined);
      await log.remove();
    }
  });
}

const defaultPatienceMs = 2000;
const projectorPollMs = 50;

/** Waits until the checkpoint has reached this number of events, but no longer than a working projector needs. */
async function checkpointAfter(
  readModel: Pick<ModelTarget, "checkpoint">,
  events: number,
  patienceMs: number,
  signal: AbortSignal | undefined,
): Promise<Checkpoint> {
  for (const until = performance.now() + patienceMs; ;) {
    const checkpoint = await readModel.checkpoint();
    if (checkpoint.eventCount >= events || performance.now() > until) return checkpoint;
    await sleep(projectorPollMs, undefined, signal === undefined ? {} : { signal });
  }
}

const shownDamage = 100;
const shownHeldBack = 20;

async function damageOf({ damage }: EventStore): Promise<readonly LogDamage[]> {
  const found: LogDamage[] = [];
  for await (const each of damage?.() ?? []) {
    found.push(each);
    if (found.length === shownDamage) break;
  }
  return found;
}

async function* expectedUsers(
  log: LogByUser,
  { readModel, projections = allProjections }: VerifyOptions,
  violations: ViolationList,
  months: MonthFigures,
): AsyncIterable<readonly ExpectedUser[]> {
  for await (const users of log.users("hold back")) {
    for (const user of users) {
      violations.add(violationsOf("log", user, projections));
      months.add(user.models.history?.documents ?? []);
    }
    yield users.map(({ userId, models, heldBack }) => ({
      ...{ userId, heldBack },
      isStoredAs: (stored) =>
        readModel.versionOf?.(userId, models) === stored.version ||
        projections.every(
          (each) => compareModel(each, userId, stored.models[each.name], models[each.name]).length === 0,
        ),
    }));
  }
}

/** Names this process, and no earlier one with the same process id: in containers that is often 1. */
const ownPrefix = `verify-${process.pid}-${randomUUID()}-`;
const spoolPattern = new RegExp(`^verify-(\\d+)-${idSource}-${idSource}$`);

/** Named after their processes, so that the leftovers of a killed one are found. */
async function removeSpoolsOfTheDead(scratchFolder: string): Promise<void> {
  await removeSpools(scratchFolder, (name) => {
    const pid = spoolPattern.exec(name)?.[1];
    if (pid === undefined) return false;
    return Number(pid) === process.pid ? !name.startsWith(ownPrefix) : !isRunning(Number(pid));
  });
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It exists, but belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Counts what a comparison of all users finds. */
export async function countDrifts(
  pages: AsyncIterable<ComparedPage>,
  stored: DeadLetters,
  report: Report,
  onDrift: (drift: Drift, userId: UserId) => void | Promise<void> = () => undefined,
  cut: Promise<ReadonlySet<UserId>> = Promise.resolve(new Set()),
): Promise<DriftReport> {
  const drifts: Record<DriftKind, number> = { missing: 0, extra: 0, wrong: 0, duplicate: 0 };
  let users = 0;
  let driftedUsers = 0;
  let behindUsers = 0;
  const heldBack = new Set<UserId>();
  report("comparing", 0, undefined);
  for await (const page of pages) {
    users += page.users;
    behindUsers += page.behind.length;
    for (const userId of page.heldBack) heldBack.add(userId);
    driftedUsers += page.drifted.length;
    for (const { userId, drifts: found } of page.drifted) {
      for (const drift of found) {
        drifts[drift.kind] += 1;
        await onDrift(drift, userId);
      }
    }
    report("comparing", users, undefined);
  }
  for (const userId of await cut) heldBack.add(userId);
  for (const { stream } of await stored.deadLetters()) {
    const userId = userOf(stream);
    if (userId !== undefined) heldBack.add(userId);
  }
  return {
    ...{ users, driftedUsers, behindUsers, drifts },
    heldBackUsers: heldBack.size,
    heldBack: [...heldBack].sort().slice(0, shownHeldBack),
  };
}
