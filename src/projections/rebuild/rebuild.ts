import { LedgerError } from "../../errors.js";
import type { UserId } from "../../events/identifiers.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type {
  Generations,
  Model,
  Rebuild,
  StoredModel,
  StoredUser,
  UserModels,
} from "../../stores/read-model/read-model-store.js";
import { assertSameLog, readModelReader } from "../../log/assert-same-log.js";
import type { Drift } from "../check/compare-user.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import { streamDamage } from "../check/stream-damage.js";
import { examineUser } from "../check/examine-user.js";
import type { StoredModels } from "../check/examine-users.js";
import type { Projection } from "../projection.js";
import { foldUser, isIncomplete } from "../replay/fold-user.js";
import { foldVersionsOf, projections as allProjections, projectionsNamed } from "../projections.js";
import { startLongRun, type LongRun, type Report } from "../../long-run.js";
import { countDrifts, type DriftReport } from "../check/verify.js";
import { compareToLive } from "./compare-to-live.js";
import { fillRebuild, removeRebuildSpools } from "./fill-rebuild.js";
import { outdatedProjections } from "./outdated-projections.js";
import { assertRoomToRebuild, isDiskFull, leavingRoom } from "./room.js";
import { foldLog } from "./fold-log.js";

export interface RebuildOptions {
  readonly eventStore: EventStore;
  readonly readModel: Generations & StoredModels;
  readonly projections: readonly ProjectionName[];
  /** Where their folds are found; all of this program by default. */
  readonly registry?: readonly Projection[];
  /** A folder with room for a copy of the log, where it is sorted by user. */
  readonly scratchFolder: string;
  /** Continue an interrupted rebuild, or one that was not accepted; otherwise start again. */
  readonly resume: boolean;
  /** Swap even if too much differs from the live models. */
  readonly acceptChanges: boolean;
  /**
   * The share of users whose models may change, 0 to 1, before a person must accept it. If left out, {@link usuallyChanged},
   * and all of them where another version of its fold made one of the live models.
   */
  readonly mostChanged?: number | undefined;
  readonly onDrift?: (drift: Drift) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** `not_accepted`: the new models are kept beside the live ones; resume with `acceptChanges`, or start again. */
export const rebuildOutcomes = ["swapped", "not_accepted"] as const;
export type RebuildOutcome = (typeof rebuildOutcomes)[number];

export interface RebuildReport {
  readonly outcome: RebuildOutcome;
  readonly projections: readonly ProjectionName[];
  readonly events: number;
  /**
   * The first users whose live models were kept: the log can no longer say what they should be, or the store cannot hold
   * it.
   */
  readonly kept: readonly UserId[];
  readonly keptUsers: number;
  /** Where the live models differed from the new ones, without users that were only behind. */
  readonly parity: DriftReport;
  /** Why a person must accept it; undefined if that is not needed. */
  readonly reason: string | undefined;
}

/** The share of users whose models may change without a person accepting it. */
export const usuallyChanged = 0.05;

const shownKept = 20;

/** A swap is repeated while the live projector is a moment ahead; each time there is less to fold. */
const swapAttempts = 1000;

/**
 * Folds projections again beside the live ones, compares the two, and swaps them in one step. Readers and the live
 * projector continue meanwhile, and nothing that they see or write is touched before the swap.
 *
 * An event that cannot be read or folded holds back its user alone. If part of a stream is missing or damaged, that
 * user's live models stay as they are: the log can no longer produce them, and no other copy exists. Those of a user
 * whose new models the store cannot hold stay as well.
 */
export function rebuildProjections(options: RebuildOptions): LongRun<RebuildReport> {
  return startLongRun(async (report) => {
    const { readModel, resume } = options;
    await assertLogIsWhole(options);
    await assertRoomToRebuild(options);
    const rebuild = await readModel.rebuild(foldVersionsOf(foldsOf(options)), { resume });
    try {
      return await fillAndSwap(leavingRoom(rebuild, options), options, report);
    } catch (error) {
      if (isDiskFull(error)) await giveBackRoom(rebuild, options);
      throw error;
    }
  });
}

async function fillAndSwap(
  rebuild: Rebuild,
  options: RebuildOptions,
  report: Report,
): Promise<RebuildReport> {
  const { eventStore, readModel, signal } = options;
  const projections = foldsOf(options);
  await fillRebuild(rebuild, { ...options, projections }, report);
  const onInvalid = "hold back";
  const { eventCount } = await foldLog({
    ...{ eventStore, target: rebuild, projections, onInvalid, signal, report },
  });
  const kept = new Set<UserId>();
  const compared = compareToLive(rebuild, {
    ...{ eventStore, stored: readModel, projections, signal },
    onDifferent: async (userId) => {
      if ((await settleDifference(userId, rebuild, options)) === "kept") kept.add(userId);
    },
  });
  const parity = await countDrifts(compared, readModel, report, options.onDrift);
  const reason = objection(parity, await mostChangedOf(options));
  const outcome = {
    ...{ projections: options.projections, parity, reason },
    ...{ kept: [...kept].slice(0, shownKept), keptUsers: kept.size },
  };
  if (reason !== undefined && !options.acceptChanges)
    return { outcome: "not_accepted", events: eventCount, ...outcome };
  return { outcome: "swapped", events: await swap(rebuild, options, report), ...outcome };
}

/** A rebuild cannot continue on a full disk: what it made is removed, the files first. */
async function giveBackRoom(rebuild: Rebuild, { scratchFolder }: RebuildOptions): Promise<void> {
  await removeRebuildSpools(scratchFolder);
  // If not even that can be written, `--discard` does it once there is room.
  await rebuild.discard().catch(() => undefined);
}

const foldsOf = ({ projections, registry = allProjections }: RebuildOptions): readonly Projection[] =>
  projectionsNamed(projections, registry);

/**
 * Where the two differ, the new models are compared with the log as well: they must be neither older nor different. If the
 * log can no longer say what they should be, or the store cannot hold it, live models that are folded further are kept.
 */
async function settleDifference(
  userId: UserId,
  rebuild: Rebuild,
  options: RebuildOptions,
): Promise<"kept" | "settled"> {
  const { eventStore, readModel } = options;
  const projections = foldsOf(options);
  const checkpoint = await rebuild.checkpoint();
  const stored = await rebuild.user(userId);
  const isDamaged = (await streamDamage(eventStore, userId)) !== undefined;
  const folded = await foldUser({ eventStore, userId, projections });
  const isTooLarge = rebuild.refusal?.({ userId, models: folded.models }) !== undefined;
  if (isDamaged || isTooLarge || isIncomplete(folded)) {
    // What was folded from a changed stream must not be used.
    const made = isDamaged ? {} : stored.models;
    const models = furtherOf((await readModel.user(userId)).models, made, projections);
    const foldVersions = foldVersionsOf(projections);
    const users = [{ userId, models }];
    await rebuild.commit({ users, deadLetters: [], foldVersions, checkpoint, previous: checkpoint });
    return "kept";
  }
  const [drift] = (await examineUser({ eventStore, stored, projections, checkpoint })).drifts;
  if (drift === undefined) return "settled";
  throw new LedgerError(
    "internal_error",
    `The new ${drift.projection} of user ${userId} does not match the log (${drift.kind} ${drift.path}). ` +
      "The live models are unchanged. Start the rebuild again.",
  );
}

/** The live model of each projection that is folded further than the new one. */
function furtherOf(
  live: StoredUser["models"],
  made: StoredUser["models"],
  projections: readonly Projection[],
): UserModels {
  const further = projections.flatMap(({ name }): [ProjectionName, Model][] => {
    const { revision, documents = [] }: Partial<StoredModel> = live[name] ?? {};
    const isFurther = revision !== undefined && revision > (made[name]?.revision ?? -1);
    return isFurther ? [[name, { revision, documents }]] : [];
  });
  return Object.fromEntries(further);
}

/**
 * Removes what interrupted or unaccepted rebuilds have left. One that is still running ends with an error.
 *
 * @returns the projections of which something was there
 */
export async function discardRebuilds(
  readModel: Generations,
  scratchFolder: string,
): Promise<readonly ProjectionName[]> {
  const left = (await readModel.generations()).filter(({ role }) => role === "building");
  // The files first: on a full disk they make room for what the store has to write.
  await removeRebuildSpools(scratchFolder);
  for (const { projection, foldVersion } of left)
    await (await readModel.rebuild({ [projection]: foldVersion }, { resume: true })).discard();
  return left.map(({ projection }) => projection);
}

/** Folds what came in meanwhile and swaps; repeats it while the live models are ahead at the moment of the swap. */
async function swap(rebuild: Rebuild, options: RebuildOptions, report: Report): Promise<number> {
  const { eventStore, signal } = options;
  const projections = foldsOf(options);
  for (let attempt = 0; attempt < swapAttempts; attempt++) {
    const { eventCount } = await foldLog({
      eventStore,
      target: rebuild,
      projections,
      onInvalid: "hold back",
      signal,
    });
    report("swapping", eventCount, eventCount);
    if ((await rebuild.swap()) === "swapped") return eventCount;
    await countRemovedEvents(rebuild, options);
  }
  throw new LedgerError(
    "revision_conflict",
    "The live models stayed ahead of the rebuild. The rebuild is kept: run it again when there is less traffic.",
  );
}

/**
 * If a server has removed events, the log has fewer than the live models were folded from. The new models are just as far
 * in the log, so their count continues from that of the live ones.
 */
async function countRemovedEvents(rebuild: Rebuild, options: RebuildOptions): Promise<void> {
  const { eventStore, readModel } = options;
  const live = await readModel.checkpoint();
  const made = await rebuild.checkpoint();
  if (live.position === undefined || made.position === undefined) return;
  if (eventStore.comparePositions(made.position, live.position) < 0) return;
  const checkpoint = { ...made, eventCount: Math.max(made.eventCount, live.eventCount) };
  const foldVersions = foldVersionsOf(foldsOf(options));
  await rebuild.commit({ users: [], deadLetters: [], foldVersions, checkpoint, previous: made });
}

/** Models folded from an empty or shortened log must never replace models that hold more. */
async function assertLogIsWhole({ eventStore, readModel }: RebuildOptions): Promise<void> {
  await assertSameLog(await readModel.checkpoint(), eventStore, readModelReader);
}

/** A new version of a fold may change all users. If it removes anything, a person still has to accept that. */
async function mostChangedOf({ readModel, projections, mostChanged }: RebuildOptions): Promise<number> {
  if (mostChanged !== undefined) return mostChanged;
  const outdated = await outdatedProjections(readModel);
  return outdated.some(({ projection }) => projections.includes(projection)) ? 1 : usuallyChanged;
}

/** The comparison expects the new models: what the live ones have beyond them would disappear. */
function objection({ users, driftedUsers, drifts }: DriftReport, mostChanged: number): string | undefined {
  if (drifts.extra > 0) return `${drifts.extra} documents or records would be removed`;
  const share = users === 0 ? 0 : driftedUsers / users;
  if (share <= mostChanged) return undefined;
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  return `the models of ${driftedUsers} of ${users} users (${percent(share)}) would change; the limit is ${percent(mostChanged)}`;
}
