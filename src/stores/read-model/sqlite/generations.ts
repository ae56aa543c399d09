import type { FoldVersions, Generation, Generations } from "../read-model-store.js";
import type { Connections } from "./connections.js";
import type { ModelTable } from "./model-table.js";
import { prepareList, prepareRoles } from "./generation-roles.js";
import { createRebuild } from "./rebuild.js";
import { namesOf } from "../checkpoints.js";
import { nothingToRollBack } from "../refusals.js";

/** About how much space the look-up keys of an event take while they are sorted in a temporary file. */
const sortedKeyBytes = 260;

/** The life of generations: built beside the live one, swapped in, kept as the previous one, removed. */
export async function createGenerations(
  connections: Connections,
  tables: readonly ModelTable[],
): Promise<Generations> {
  const list = prepareList(connections, tables);
  const pages = connections.reader.prepare(
    "SELECT page_count, freelist_count, page_size FROM pragma_page_count, pragma_freelist_count, pragma_page_size",
  );
  const build = await prepareBuild(connections);
  const roles = await prepareRoles(connections);
  const removeLeftovers = await prepareRemoval(connections, tables, list);
  return {
    generations: () => connections.read(list),

    roomNeeded: () =>
      connections.read(() => {
        const [count = 0, free = 0, size = 0] = (pages.get() ?? []).map(Number);
        const generations = list();
        const others = new Set(generations.map(({ number }) => number)).size - 1;
        const each = (count - free) / (others + 1);
        // The others are removed first, and free pages of the file are used again.
        const models = Math.max(0, each - free - others * each) * size;
        return models + sortedKeyBytes * Math.max(0, ...generations.map(({ eventCount }) => eventCount));
      }),

    async rebuild(foldVersions, { resume }) {
      const owner = crypto.randomUUID();
      const number = await connections.write(() => build(foldVersions, owner, resume));
      // This slows down a projector in the same process. A server rebuilds in a separate process, which has none.
      await connections.keepPages("few");
      await removeLeftovers();
      const projections = namesOf(foldVersions);
      return createRebuild({
        ...{ connections, tables, projections, number, owner, list, roles, removeLeftovers },
      });
    },

    rollBack: (projections) =>
      connections.write(() => {
        for (const projection of projections) {
          if (roles.eventCountOf(projection, "previous") === undefined) throw nothingToRollBack(projection);
          roles.change(projection, "live", "leaving");
          roles.change(projection, "previous", "live");
          roles.change(projection, "leaving", "previous");
        }
        roles.raiseEpoch();
      }),
  };
}

/** Starts new generations, or resumes existing ones. Runs within a transaction. */
async function prepareBuild({ writer }: Connections) {
  const building = await writer.prepare(
    "SELECT number FROM generations WHERE projection = ? AND role = 'building' AND fold_version = ?",
  );
  const take = await writer.prepare("UPDATE counters SET next_generation = next_generation + 1");
  const next = await writer.prepare("SELECT next_generation FROM counters");
  const remove = await writer.prepare(
    "DELETE FROM generations WHERE projection = ? AND role IN ('building', 'previous')",
  );
  const insert = await writer.prepare(
    "INSERT INTO generations (projection, number, role, event_count, fold_version) VALUES (?, ?, 'building', 0, ?)",
  );
  const own = await writer.prepare(
    "UPDATE generations SET owner = ? WHERE projection = ? AND role = 'building'",
  );

  /** All projections of a rebuild have the same number. Part of an earlier rebuild is not resumed. */
  function find(foldVersions: FoldVersions): number | undefined {
    const numbers = namesOf(foldVersions).map(
      (projection) => building.get(projection, foldVersions[projection] ?? null)?.[0],
    );
    const [first] = numbers;
    return first !== undefined && numbers.every((number) => number === first) ? Number(first) : undefined;
  }

  return (foldVersions: FoldVersions, owner: string, resume: boolean): number => {
    const found = resume ? find(foldVersions) : undefined;
    const number = found ?? Number(next.get()?.[0]);
    if (found === undefined) take.run();
    for (const projection of namesOf(foldVersions)) {
      if (found === undefined) {
        remove.run(projection);
        insert.run(projection, number, foldVersions[projection] ?? 0);
      }
      own.run(owner, projection);
    }
    return number;
  };
}

/** Rows removed in one transaction: few, so that the live projector never waits long. */
const removedAtOnce = 5000;

/** Removes the rows of generations without a role, in small steps, including what a killed process left. */
async function prepareRemoval(
  { reader, writer, write }: Connections,
  tables: readonly ModelTable[],
  list: () => readonly Generation[],
): Promise<() => Promise<void>> {
  const all = tables.flatMap(({ projection, table, primaryKey, revisions, keys }) => [
    { projection, table, key: primaryKey.join(", ") },
    ...(revisions === undefined ? [] : [{ projection, table: revisions, key: "user_id" }]),
    ...(keys === undefined
      ? []
      : [{ projection, table: keys.table, key: ["key", ...primaryKey].join(", ") }]),
  ]);
  const removals = await Promise.all(
    all.map(async ({ projection, table, key }) => ({
      projection,
      // The whole key names a row of these tables, which have no rowid.
      remove: await writer.prepare(
        `DELETE FROM ${table} WHERE generation = ?1 AND (${key}) IN
           (SELECT ${key} FROM ${table} WHERE generation = ?1 LIMIT ${removedAtOnce})`,
      ),
      nextGeneration: reader.prepare(`SELECT min(generation) FROM ${table} WHERE generation > ?`),
    })),
  );
  return async () => {
    for (const { projection, remove, nextGeneration } of removals) {
      for (let generation = 0; ;) {
        const found = nextGeneration.get(generation)?.[0] ?? null;
        if (found === null) break;
        generation = Number(found);
        const known = list().some((each) => each.projection === projection && each.number === generation);
        while (!known && (await write(() => remove.run(generation))) > 0);
      }
    }
  };
}
