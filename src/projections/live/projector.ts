import { BehaviorSubject, combineLatest, map, type Observable } from "rxjs";
import { LedgerError } from "../../errors.js";
import { readModelReader } from "../../log/assert-same-log.js";
import { followLog, type LogFollower } from "../../log/follow-log.js";
import type { LogConsumer } from "../../log/log-consumer.js";
import type { EventStore } from "../../stores/event-store/event-store.js";
import type { Checkpoint, Generations, ModelTarget } from "../../stores/read-model/read-model-store.js";
import type { Projection } from "../projection.js";
import { projections as allProjections } from "../projections.js";
import type { ReleaseDependencies } from "../replay/release-user.js";
import { catchUpBatchSize, foldInto } from "./fold-into.js";
import { foldFirst, type FirstFoldOptions } from "./first-fold.js";
import { releaseStaleLetters } from "./release-stale-letters.js";
import type { ProjectorStatus } from "./projector-status.js";

export interface ProjectorOptions {
  readonly eventStore: EventStore;
  readonly readModel: ModelTarget & Pick<Generations, "generations"> & ReleaseDependencies["readModel"];
  /** All by default. */
  readonly projections?: readonly Projection[];
  readonly now?: () => Date;
  /** The most events folded and written at once; bounds the memory. */
  readonly batchSize?: number;
  /** If more users are held back, it stops until a person has looked. */
  readonly mostDeadLetters?: number;
  /** How to fold a long log into an empty read model, as a rebuild does; in the order of the log if left out. */
  readonly firstFold?: Pick<FirstFoldOptions, "readModel" | "scratchFolder" | "leastEvents">;
}

/** Folds the log into the projections: catches up, then stays live. */
export interface Projector extends Omit<LogFollower, "status" | "status$"> {
  /** Emits at once, and whenever anything in it changes. */
  readonly status$: Observable<ProjectorStatus>;
  status(): ProjectorStatus;
}

/** For a server: it never waits for the head. */
export type LiveProjector = Omit<Projector, "runToHead">;

/** Small, so that what is new is shown soon. */
const liveBatchSize = 1000;
const defaultMostDeadLetters = 1000;

export function createProjector(options: ProjectorOptions): Projector {
  const { eventStore, readModel, now, batchSize, mostDeadLetters = defaultMostDeadLetters } = options;
  const { projections = allProjections } = options;
  const deadLetters$ = new BehaviorSubject(0);
  const firstFold = createFirstFold(options);

  async function countDeadLetters(): Promise<void> {
    const { length } = await readModel.deadLetters();
    if (length !== deadLetters$.value) deadLetters$.next(length);
    assertFew(length, mostDeadLetters);
  }

  const consumer: LogConsumer<Checkpoint> = {
    reader: readModelReader,
    async followedTo() {
      const checkpoint = await readModel.checkpoint();
      // Another process may have released them; no batch would show it.
      if (deadLetters$.value > 0) await countDeadLetters();
      return checkpoint;
    },
    shownEvents: () => shownEvents(readModel),
    async begin() {
      await firstFold.run();
      await releaseStaleLetters(options, projections);
      await countDeadLetters();
    },
    async take(batch, from) {
      const { checkpoint, deadLetters } = await foldInto(readModel, batch, from, {
        projections,
        onInvalid: "hold back",
      });
      if (deadLetters > 0) await countDeadLetters();
      return checkpoint;
    },
    async moveOn(from, lookedThrough) {
      const { version, ...reached } = from;
      const checkpoint = { ...reached, lookedThrough };
      await readModel.commit({ users: [], deadLetters: [], foldVersions: {}, checkpoint, previous: from });
      return { ...checkpoint, version };
    },
  };
  const follower = followLog({
    ...{ eventStore, consumer },
    ...(now === undefined ? {} : { now }),
    batchSize: { live: batchSize ?? liveBatchSize, toHead: batchSize ?? catchUpBatchSize },
  });
  return {
    ...follower,
    async stop() {
      await Promise.all([firstFold.stop(), follower.stop()]);
    },
    status$: combineLatest([follower.status$, deadLetters$]).pipe(
      map(([status, deadLetters]) => ({ ...status, deadLetters })),
    ),
    status: () => ({ ...follower.status(), deadLetters: deadLetters$.value }),
  };
}

/** How many events all live models show. */
async function shownEvents(readModel: Pick<Generations, "generations">): Promise<number> {
  const live = (await readModel.generations()).filter(({ role }) => role === "live");
  const counts = live.map(({ eventCount }) => eventCount).filter((count) => count > 0);
  return counts.length === 0 ? 0 : Math.min(...counts);
}

/** One bad event concerns only its user. Very many concern everyone: a person must look before there are more. */
function assertFew(deadLetters: number, most: number): void {
  if (deadLetters <= most) return;
  const message =
    `${deadLetters} users wait behind events that cannot be read. If this program is older than the log, upgrade it and ` +
    "run `ledger dead-letters retry --all`. If another application writes to streams of the same names, give the " +
    "ledger a prefix of its own with EVENTSTORE_PREFIX.";
  throw new LedgerError("event_invalid", message);
}

/** Folds the log for the first time, once. After a failure, the next pass continues where it was. */
function createFirstFold({ eventStore, firstFold, projections = allProjections }: ProjectorOptions) {
  let isDue = firstFold !== undefined;
  let ending = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    async run(): Promise<void> {
      if (firstFold === undefined || !isDue) return;
      ending = new AbortController();
      running = foldFirst({ eventStore, projections, ...firstFold, signal: ending.signal });
      await running;
      isDue = false;
    },
    async stop(): Promise<void> {
      ending.abort();
      await running.catch(() => undefined);
    },
  };
}
