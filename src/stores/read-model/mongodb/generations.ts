import { randomUUID } from "node:crypto";
import type { Collection } from "mongodb";
import type { ProjectionName } from "../documents.js";
import type { FoldVersions, Generation, Generations } from "../read-model-store.js";
import type { Connection } from "./connection.js";
import type { Stored } from "./documents.js";
import type { ModelCollection } from "./model-collection.js";
import { emptyGeneration, sameRow, type Pointer, type Role } from "./pointer.js";
import type { Pointers } from "./pointers.js";
import { createRebuild } from "./rebuild.js";
import { namesOf } from "../checkpoints.js";
import { nothingToRollBack } from "../refusals.js";

const roles: readonly Role[] = ["live", "building", "previous"];

/** Documents removed at once. The number is small, so that the live projector never waits long. */
const removedAtOnce = 1000;

/** Generations are built beside the live one, swapped in, kept as the previous one, and removed. */
export function createGenerations(
  connection: Connection,
  pointers: Pointers,
  models: readonly ModelCollection[],
): Generations {
  const known = models.map(({ projection }) => projection);
  const removeLeftovers = (): Promise<void> => removeUnknown(connection, pointers);
  return {
    generations: async () => listGenerations(await pointers.read(), known),

    async rebuild(foldVersions, { resume }) {
      const owner = randomUUID();
      const number = await pointers.decide((pointer) =>
        build(pointers, pointer, { foldVersions, owner, resume }),
      );
      await removeLeftovers();
      // Loads use the last pointer that was read. An older one may name another owner.
      await pointers.read();
      const projections = namesOf(foldVersions);
      return createRebuild({
        ...{ connection, pointers, role: "building", projections, rebuild: { number, owner } },
        ...{ models, removeLeftovers },
      });
    },

    async rollBack(projections) {
      await pointers.decide(async (pointer) => {
        const set: Record<string, unknown> = {};
        const expected: Record<string, unknown> = { epoch: pointer.epoch };
        for (const projection of projections) {
          const live = pointer.live[projection] ?? null;
          const previous = pointer.previous[projection] ?? null;
          if (previous === null) throw nothingToRollBack(projection);
          Object.assign(expected, sameRow("live", projection, live));
          Object.assign(expected, sameRow("previous", projection, previous));
          set[`live.${projection}`] = previous;
          set[`previous.${projection}`] = live;
        }
        return (await pointers.change(expected, { set, raise: ["epoch"] })) ? true : undefined;
      });
    },
  };
}

function listGenerations(pointer: Pointer, known: readonly ProjectionName[]): readonly Generation[] {
  const inOrder = [...known].sort();
  return inOrder.flatMap((projection) =>
    roles
      .flatMap((role): Generation[] => {
        const row = pointer[role][projection] ?? null;
        if (row === null) return [];
        const { number, eventCount, foldVersion } = row;
        return [{ projection, number, role, eventCount, foldVersion }];
      })
      .sort((a, b) => a.number - b.number),
  );
}

interface BuildOptions {
  readonly foldVersions: FoldVersions;
  readonly owner: string;
  readonly resume: boolean;
}

/**
 * Starts new generations, or takes over existing ones.
 *
 * @returns their number; undefined if the pointer has changed in the meantime
 */
async function build(
  pointers: Pointers,
  pointer: Pointer,
  { foldVersions, owner, resume }: BuildOptions,
): Promise<number | undefined> {
  const projections = namesOf(foldVersions);
  const begun = resume ? numberOfBuilding(pointer, foldVersions) : undefined;
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
      [
        `building.${projection}`,
        { ...emptyGeneration(nextGeneration, foldVersions[projection] ?? 0), owner },
      ],
      [`previous.${projection}`, null],
    ]),
  );
  // Fails if another rebuild has taken the number, or a swap or rollback has raised the epoch.
  const taken = await pointers.change({ epoch, nextGeneration }, { set, raise: ["nextGeneration"] });
  return taken ? nextGeneration : undefined;
}

/** The number of a rebuild that can be continued. All its projections must have the same number. */
function numberOfBuilding({ building }: Pointer, foldVersions: FoldVersions): number | undefined {
  const rows = namesOf(foldVersions).map((projection) => ({ row: building[projection], projection }));
  const number = rows[0]?.row?.number;
  const isWhole = rows.every(
    ({ row, projection }) => row?.number === number && row?.foldVersion === foldVersions[projection],
  );
  return isWhole ? number : undefined;
}

/** Removes the documents of generations without a role, in small steps. They may come from a killed process. */
async function removeUnknown({ run }: Connection, pointers: Pointers): Promise<void> {
  const all = await run(({ models }) =>
    Promise.resolve(
      models.flatMap(({ model: { projection }, documents, revisions }) =>
        [documents, revisions]
          .filter((collection) => collection !== undefined)
          .map((collection) => ({ projection, collection })),
      ),
    ),
  );
  for (const { projection, collection } of all) {
    for (let generation = 0; ;) {
      const found = await run(() => nextGeneration(collection, generation));
      if (found === undefined) break;
      generation = found;
      // The pointer is read after the generation was found, because a new rebuild may have begun it.
      const pointer = await pointers.read();
      const isKnown = roles.some((role) => pointer[role][projection]?.number === generation);
      while (!isKnown && (await run(() => removeSome(collection, generation))) > 0);
    }
  }
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
