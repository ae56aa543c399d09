import { randomUUID } from "node:crypto";
import type { Collection } from "mongodb";
import { LedgerError } from "../../../errors.js";
import { foldVersions, projectionNames, type ProjectionName } from "../documents.js";
import type { Generation, Rebuild } from "../read-model-store.js";
import type { Connection } from "./connection.js";
import type { Stored } from "./documents.js";
import { fillGenerations } from "./fill.js";
import { createModelTarget, moved, targetOf } from "./model-target.js";
import { emptyGeneration, sameRow, type GenerationRow, type Pointer, type Role } from "./pointer.js";
import type { Pointers } from "./pointers.js";
import { createUserReader, type ReadGenerations } from "./stored-users.js";

/** The life of generations: built beside the live one, swapped in, kept as the previous one, removed. */
export interface Generations {
  list(): Promise<readonly Generation[]>;
  rebuild(projections: readonly ProjectionName[], options: { readonly resume: boolean }): Promise<Rebuild>;
  rollBack(projections: readonly ProjectionName[]): Promise<void>;
}

const roles: readonly Role[] = ["live", "building", "previous"];

/**
 * After so many swaps that came too late, the live projector lets the rebuild overtake it: it is told to try again, so
 * many times at the most.
 */
const patience = 3;
const heldBatches = 20;

/** Documents removed at once: few, so that the live projector never waits long. */
const removedAtOnce = 1000;

export function createGenerations(connection: Connection, pointers: Pointers): Generations {
  /** Looks at the pointer and changes it, again and again until nobody has changed it in between. */
  async function decide<T>(attempt: (pointer: Pointer) => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const outcome = await attempt(await pointers.read());
      if (outcome !== undefined) return outcome;
    }
  }

  /** Removes what belongs to generations that have no role any more, in small steps: also what a killed process left. */
  async function removeLeftovers(): Promise<void> {
    const { ownership, purchases, purchaseRevisions } = await connection.run((collections) =>
      Promise.resolve(collections),
    );
    for (const collection of [ownership, purchases, purchaseRevisions]) {
      const projection: ProjectionName = collection === ownership ? "ownership" : "history";
      for (let generation = 0; ;) {
        const found = await connection.run(() => nextGeneration(collection, generation));
        if (found === undefined) break;
        generation = found;
        // Looked at again after it was found: a rebuild may have begun it since.
        const pointer = await pointers.read();
        const isKnown = roles.some((role) => pointer[role][projection]?.number === generation);
        while (!isKnown && (await connection.run(() => removeSome(collection, generation))) > 0);
      }
    }
  }

  return {
    async list() {
      const pointer = await pointers.read();
      const inOrder = [...projectionNames].sort();
      return inOrder.flatMap((projection) =>
        roles
          .flatMap((role): Generation[] => {
            const row = pointer[role][projection];
            if (row === null) return [];
            const { number, eventCount, foldVersion } = row;
            return [{ projection, number, role, eventCount, foldVersion }];
          })
          .sort((a, b) => a.number - b.number),
      );
    },

    async rebuild(projections, { resume }) {
      const owner = randomUUID();
      const number = await decide(async (pointer) => {
        const begun = resume ? numberOfBuilding(pointer, projections) : undefined;
        if (begun !== undefined) {
          const same = projections.map((projection) => [`building.${projection}.number`, begun]);
          const owned = projections.map((projection) => [`building.${projection}.owner`, owner]);
          const taken = await pointers.change(Object.fromEntries(same) as Record<string, number>, {
            set: Object.fromEntries(owned) as Record<string, string>,
          });
          return taken ? begun : undefined;
        }
        const { epoch, nextGeneration } = pointer;
        const set = Object.fromEntries(
          projections.flatMap((projection) => [
            [`building.${projection}`, { ...emptyGeneration(nextGeneration, projection), owner }],
            [`previous.${projection}`, null],
          ]),
        );
        // Another rebuild that starts takes the number, a swap or a return raises the epoch.
        const taken = await pointers.change({ epoch, nextGeneration }, { set, raise: ["nextGeneration"] });
        return taken ? nextGeneration : undefined;
      });
      await removeLeftovers();
      // Loads go by the pointer that was read last, which may name another owner.
      await pointers.read();
      return createRebuild(projections, { number, owner });
    },

    rollBack: (projections) =>
      decide(async (pointer) => {
        const set: Record<string, unknown> = {};
        const expected: Record<string, unknown> = { epoch: pointer.epoch };
        for (const projection of projections) {
          const { live, previous } = pointer;
          if (previous[projection] === null) {
            throw new LedgerError(
              "request_invalid",
              `There is no previous generation of ${projection} to go back to.`,
            );
          }
          Object.assign(expected, sameRow("live", projection, live[projection]));
          Object.assign(expected, sameRow("previous", projection, previous[projection]));
          set[`live.${projection}`] = previous[projection];
          set[`previous.${projection}`] = live[projection];
        }
        return (await pointers.change(expected, { set, raise: ["epoch"] })) ? true : undefined;
      }).then(() => undefined),
  };

  function createRebuild(
    projections: readonly ProjectionName[],
    rebuild: { readonly number: number; readonly owner: string },
  ): Rebuild {
    const { number, owner } = rebuild;
    const options = { connection, pointers, role: "building", projections, rebuild } as const;
    const target = createModelTarget(options);
    const current = async (): Promise<ReadGenerations> => {
      const { live, building } = await pointers.read();
      const rowOf = (projection: ProjectionName): GenerationRow | null =>
        projections.includes(projection) ? building[projection] : live[projection];
      const history = rowOf("history");
      return {
        ownership: rowOf("ownership")?.number ?? 0,
        history: history?.number ?? 0,
        historyCheckpoint: history?.eventCount ?? 0,
      };
    };
    let late = 0;
    return {
      ...target,
      ...createUserReader(async (work) => {
        const generations = await current();
        return connection.run((collections) => work(collections, generations));
      }),
      projections,
      number,
      fill: (users) => fillGenerations(options, users),
      async filledTo() {
        const { rows } = targetOf(await pointers.read(), options);
        const done = [...rows.values()].map(({ filledTo }) => filledTo);
        return done.includes(null) ? undefined : (done.sort()[0] ?? undefined);
      },
      swap: () =>
        decide(async (pointer) => {
          const set: Record<string, unknown> = { heldBatches: 0 };
          const expected: Record<string, unknown> = { epoch: pointer.epoch };
          for (const projection of projections) {
            const { [projection]: live } = pointer.live;
            const { [projection]: building } = pointer.building;
            if (building?.number !== number || building.owner !== owner) throw moved();
            // Ahead is as good as even: what the projector then finds done, it skips. A batch that is being written
            // counts as written: its documents may have been read.
            const seen = Math.max(live?.eventCount ?? 0, live?.begunTo ?? 0);
            if (building.eventCount < seen) {
              if (++late > patience) await pointers.change({}, { set: { heldBatches } });
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
        }),
      async discard() {
        for (const projection of projections)
          await pointers.change(
            { [`building.${projection}.number`]: number },
            { set: { [`building.${projection}`]: null } },
          );
        await removeLeftovers();
      },
    };
  }
}

/** All projections of a rebuild have the same number; a half of an earlier rebuild is not gone on with. */
function numberOfBuilding({ building }: Pointer, projections: readonly ProjectionName[]): number | undefined {
  const rows = projections.map((projection) => ({ row: building[projection], projection }));
  const number = rows[0]?.row?.number;
  const isWhole = rows.every(
    ({ row, projection }) => row?.number === number && row?.foldVersion === foldVersions[projection],
  );
  return isWhole ? number : undefined;
}

async function nextGeneration(collection: Collection<Stored>, after: number): Promise<number | undefined> {
  const found = await collection.findOne(
    { generation: { $gt: after } },
    { sort: { generation: 1 }, projection: { generation: 1 } },
  );
  return found === null ? undefined : Number(found.generation);
}

async function removeSome(collection: Collection<Stored>, generation: number): Promise<number> {
  const found = await collection
    .find({ generation }, { projection: { _id: 1 }, limit: removedAtOnce, batchSize: removedAtOnce + 1 })
    .toArray();
  if (found.length === 0) return 0;
  const { deletedCount } = await collection.deleteMany({ _id: { $in: found.map(({ _id }) => _id) } });
  return deletedCount;
}
