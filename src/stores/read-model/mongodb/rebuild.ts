import { compareIds, type UserId } from "../../../events/identifiers.js";
import type { ComparedUsers, ModelReader, Rebuild } from "../read-model-store.js";
import { fillGenerations } from "./fill.js";
import type { ModelCollection } from "./model-collection.js";
import { createModelTarget, targetOf, type TargetOptions } from "./model-target.js";
import { refusalOfUser } from "./model-writes.js";
import { liveRows, sameRow, type GenerationRows, type Pointer } from "./pointer.js";
import { createUserReader } from "./stored-users.js";
import { modelsMoved } from "../refusals.js";

/**
 * If the live projector was ahead at more than `maxLateSwaps` swaps, it must wait for up to `heldBatches` batches, so that
 * the rebuild can overtake it.
 */
const maxLateSwaps = 3;
const heldBatches = 20;

export interface MongodbRebuildOptions extends TargetOptions {
  readonly rebuild: { readonly number: number; readonly owner: string };
  /** The collections of all projections. */
  readonly models: readonly ModelCollection[];
  readonly removeLeftovers: () => Promise<void>;
}

/** A rebuild that was started or taken over. */
export function createRebuild(options: MongodbRebuildOptions): Rebuild {
  const { connection, pointers, projections, rebuild } = options;
  const { number } = rebuild;
  const readerOf = (rowsOf: (pointer: Pointer) => GenerationRows): ModelReader =>
    createUserReader(async (work) => {
      const rows = rowsOf(await pointers.read());
      return connection.run((collections) => work(collections, rows));
    });
  const made = readerOf((pointer) => rowsAfterSwap(pointer, options));
  const live = readerOf(liveRows);
  return {
    ...createModelTarget(options),
    user: (userId) => made.user(userId),
    compareToLive: (after) => compareReaders(made, live, after),
    projections,
    number,
    fill: (users) => fillGenerations(options, users),
    refusal: (user) => refusalOfUser(options.models, user),
    async filledTo() {
      const rows = targetOf(await pointers.read(), options);
      const done = [...rows.values()].map(({ filledTo }) => filledTo);
      return done.includes(null) ? undefined : (done.sort()[0] ?? undefined);
    },
    swap: createSwap(options),
    async discard() {
      for (const projection of projections)
        await pointers.change(
          { [`building.${projection}.number`]: number },
          { set: { [`building.${projection}`]: null } },
        );
      await options.removeLeftovers();
    },
  };
}

/** The generations that are live after a swap: the new ones, and the live ones of other projections. */
function rowsAfterSwap(pointer: Pointer, { projections }: MongodbRebuildOptions): GenerationRows {
  const rows = new Map(liveRows(pointer));
  for (const projection of projections) {
    const row = pointer.building[projection] ?? null;
    if (row === null) rows.delete(projection);
    else rows.set(projection, row);
  }
  return rows;
}

/** Small, because all documents of these users are in memory. */
const comparedAtOnce = 50;

/** Compares the next users of two readers by their versions. */
async function compareReaders(
  one: ModelReader,
  other: ModelReader,
  after: UserId | undefined,
): Promise<ComparedUsers> {
  const pages = await Promise.all([one, other].map((reader) => reader.usersAfter(after, comparedAtOnce)));
  const ends = pages.flatMap((page) => (page.length < comparedAtOnce ? [] : (page.at(-1)?.userId ?? [])));
  const [end] = ends.sort(compareIds);
  const [first, second] = pages.map(
    (page) =>
      new Map(
        page
          .filter(({ userId }) => end === undefined || compareIds(userId, end) <= 0)
          .map(({ userId, version }) => [userId, version]),
      ),
  );
  const users = [...new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])])].sort(compareIds);
  return { users: users.length, different: users.filter((id) => first?.get(id) !== second?.get(id)), end };
}

function createSwap({ pointers, projections, rebuild }: MongodbRebuildOptions): Rebuild["swap"] {
  let lateSwaps = 0;
  return () =>
    pointers.decide(async (pointer) => {
      const set: Record<string, unknown> = { heldBatches: 0 };
      const expected: Record<string, unknown> = { epoch: pointer.epoch };
      for (const projection of projections) {
        const live = pointer.live[projection] ?? null;
        const building = pointer.building[projection] ?? null;
        if (building?.number !== rebuild.number || building.owner !== rebuild.owner) throw modelsMoved();
        // The new generation may be ahead: the projector skips what is done. A batch in progress counts as written,
        // because its documents may have been read.
        const seen = Math.max(live?.eventCount ?? 0, live?.begunTo ?? 0);
        if (building.eventCount < seen) {
          if (++lateSwaps > maxLateSwaps) await pointers.change({}, { set: { heldBatches } });
          return "behind";
        }
        Object.assign(expected, sameRow("live", projection, live));
        expected[`live.${projection}.begunTo`] = live?.begunTo;
        Object.assign(expected, sameRow("building", projection, building));
        set[`live.${projection}`] = building;
        set[`previous.${projection}`] = live;
        set[`building.${projection}`] = null;
      }
      return (await pointers.change(expected, { set, raise: ["epoch"] })) ? "swapped" : undefined;
    });
}
