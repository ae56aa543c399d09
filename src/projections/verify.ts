import type { UserId } from "../events/identifiers.js";
import type { EventStore } from "../stores/event-store/event-store.js";
import type { ReadModelStore } from "../stores/read-model/read-model-store.js";
import { isAhead } from "./belongs-together.js";
import { compareModels, type CompareOptions } from "./compare-models.js";
import type { Drift, DriftKind } from "./compare-user.js";
import { projectionNames } from "./documents.js";
import { foldLog } from "./fold-log.js";
import { startLongRun, type LongRun, type Report } from "./long-run.js";

/** Somewhere to fold the log to, only to compare with it. */
export interface Scratch {
  readonly models: ReadModelStore;
  remove(): Promise<void>;
}

export interface DriftReport {
  /** Users of either side. */
  readonly users: number;
  readonly driftedUsers: number;
  /** Healthy, but not folded to the log's head yet. */
  readonly behindUsers: number;
  readonly drifts: Readonly<Record<DriftKind, number>>;
}

export interface VerifyReport extends DriftReport {
  /** Events of the log that the comparison rests on. */
  readonly events: number;
  /** How far the stored models say that they are folded. */
  readonly foldedTo: number;
  /** More than the log holds: the models belong to another log, or the log lost events. */
  readonly checkpointAhead: boolean;
  /** Users that wait behind an event that cannot be read. */
  readonly heldBackUsers: number;
  readonly clean: boolean;
}

export interface VerifyOptions {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  readonly openScratch: () => Promise<Scratch>;
  /** Told each drift when it is found; the report has only their numbers, so that memory stays flat. */
  readonly onDrift?: (drift: Drift) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Proves the stored models against the log: folds it anew, aside, with the projector's own folds, and compares.
 * The shop may stay open: what is bought meanwhile is behind or ahead, never drift.
 */
export function verify(options: VerifyOptions): LongRun<VerifyReport> {
  const { eventStore, readModel, openScratch, onDrift, signal } = options;
  return startLongRun(async (report) => {
    const scratch = await openScratch();
    try {
      const target = scratch.models;
      const fold = {
        eventStore,
        target,
        projections: projectionNames,
        onInvalid: "hold back" as const,
        signal,
        report,
      };
      const { eventCount: events } = await foldLog(fold);
      const found = await countDrifts(
        { eventStore, stored: readModel, expected: target, projections: projectionNames, signal },
        report,
        onDrift,
      );
      const checkpoint = await readModel.checkpoint();
      const foldedTo = checkpoint.eventCount;
      const checkpointAhead = isAhead(checkpoint, await eventStore.head(), eventStore);
      const heldBackUsers = (await target.deadLetters()).length;
      return {
        events,
        foldedTo,
        checkpointAhead,
        heldBackUsers,
        ...found,
        clean: found.driftedUsers === 0 && !checkpointAhead,
      };
    } finally {
      await scratch.remove();
    }
  });
}

/** Compares all users and counts what was found. */
export async function countDrifts(
  options: CompareOptions,
  report: Report,
  onDrift: (drift: Drift, userId: UserId) => void | Promise<void> = () => undefined,
): Promise<DriftReport> {
  const drifts: Record<DriftKind, number> = { missing: 0, extra: 0, wrong: 0, duplicate: 0 };
  let users = 0;
  let driftedUsers = 0;
  let behindUsers = 0;
  report("comparing", 0, undefined);
  for await (const page of compareModels(options)) {
    users += page.users;
    behindUsers += page.behind.length;
    driftedUsers += page.drifted.length;
    for (const { userId, drifts: found } of page.drifted) {
      for (const drift of found) {
        drifts[drift.kind] += 1;
        await onDrift(drift, userId);
      }
    }
    report("comparing", users, undefined);
  }
  return { users, driftedUsers, behindUsers, drifts };
}
