import type { UserId } from "../../../events/identifiers.js";
import type { ProjectionName } from "../documents.js";
import type { Generation, ModelsOfUser, Rebuild } from "../read-model-store.js";
import { createComparison } from "./compare-generations.js";
import type { Connections } from "./connections.js";
import type { Roles } from "./generation-roles.js";
import { numbersOf, prepareUser } from "./model-reads.js";
import type { ModelTable } from "./model-table.js";
import { addKeys } from "./keys.js";
import { createModelTarget } from "./model-target.js";
import type { ModelWrites, Numbers } from "./model-writes.js";

export interface SqliteRebuildOptions {
  readonly connections: Connections;
  readonly projections: readonly ProjectionName[];
  /** The tables of all projections. */
  readonly tables: readonly ModelTable[];
  readonly number: number;
  readonly owner: string;
  readonly list: () => readonly Generation[];
  readonly roles: Roles;
  readonly removeLeftovers: () => Promise<void>;
}

/** New generations that were started or resumed. */
export async function createRebuild(options: SqliteRebuildOptions): Promise<Rebuild> {
  const { connections, projections, number, owner, roles } = options;
  const tables = options.tables.filter(({ projection }) => projections.includes(projection));
  const { ownNumbers, writes, ...target } = await createModelTarget({
    ...{ connections, role: "building", tables, owner },
  });
  const readUser = await prepareUser(connections.reader, options.tables);
  const { made, live } = numbersAround(options);
  const compare = createComparison(connections, options.tables);
  const lastUser = connections.reader.prepare(lastUserSql(tables));
  const filling = createFilling({ connections, tables, number }, writes, ownNumbers);
  return {
    ...target,
    projections,
    number,
    fill: (users) => filling.fill(users),
    async commit(changes) {
      await filling.settled();
      await target.commit(changes);
      // The first commit means that all users are written. Their keys are not needed before the swap, which waits for
      // them.
      if (changes.previous.eventCount === 0) filling.keys().catch(() => undefined);
    },
    filledTo: () => connections.read(() => (lastUser.get(number)?.[0] ?? undefined) as UserId | undefined),
    user: (userId) => connections.readTogether(() => readUser(made(), userId)),
    async compareToLive(after) {
      const numbers = await connections.readTogether(() => [made(), live()] as const);
      return compare(numbers, after);
    },
    async swap() {
      // A process that ended before may not have added all.
      await filling.keys();
      const outcome = await connections.write(() => {
        ownNumbers();
        const isBehind = (projection: ProjectionName): boolean =>
          Number(roles.eventCountOf(projection, "building")) < Number(roles.eventCountOf(projection, "live"));
        // The new models may be ahead: the projector skips what is folded already.
        if (projections.some(isBehind)) return "behind";
        for (const projection of projections) {
          roles.remove(projection, "previous");
          roles.change(projection, "live", "previous");
          roles.change(projection, "building", "live");
        }
        roles.raiseEpoch();
        return "swapped" as const;
      });
      if (outcome === "swapped") await connections.keepPages("many");
      return outcome;
    },
    async discard() {
      await connections.write(() => {
        for (const projection of projections) roles.remove(projection, "building");
      });
      await options.removeLeftovers();
      await connections.keepPages("many");
    },
  };
}

/**
 * The generations that a swap makes live (the new ones, and the live ones of other projections), and those that are
 * live now.
 */
function numbersAround({ list, projections }: Pick<SqliteRebuildOptions, "list" | "projections">) {
  const numbersAs = (role: Generation["role"]): Numbers =>
    numbersOf(list().filter((each) => each.role === (projections.includes(each.projection) ? role : "live")));
  return { made: () => numbersAs("building"), live: () => numbersAs("live") };
}

/** Writes users to the new generations, and then their keys, while the caller continues. */
function createFilling(
  { connections, tables, number }: Pick<SqliteRebuildOptions, "connections" | "tables" | "number">,
  writes: ModelWrites,
  ownNumbers: () => Numbers,
) {
  const generations: Numbers = new Map(tables.map(({ projection }) => [projection, number]));
  let last: Promise<void> = Promise.resolve();
  let keys: Promise<void> | undefined;
  return {
    /** Resolves when the users of the call before are written, so that the caller prepares the next ones meanwhile. */
    async fill(users: readonly ModelsOfUser[]): Promise<void> {
      const statements = writes.statements(generations, users, "without keys");
      const before = last;
      last = connections.write((runLater) => {
        ownNumbers();
        statements.forEach(runLater);
      });
      last.catch(() => undefined);
      await before;
    },
    /** Resolves when all are written; a failure that no later {@link fill} has thrown is thrown here. */
    settled: () => last,
    /** Adds the keys, once; again after an interruption. */
    keys: () => (keys ??= addKeys(connections, tables, number, ownNumbers)),
  };
}

const lastUserSql = (tables: readonly ModelTable[]): string =>
  `SELECT max(user_id) FROM (${tables
    .map(
      ({ table, revisions }) =>
        `SELECT max(user_id) AS user_id FROM ${revisions ?? table} WHERE generation = ?1`,
    )
    .join(" UNION ALL ")})`;
