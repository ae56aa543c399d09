import type { UserId } from "../../../events/identifiers.js";
import type { ProjectionName } from "../documents.js";
import type { Generation, Rebuild } from "../read-model-store.js";
import type { Connections } from "./connections.js";
import type { Roles } from "./generation-roles.js";
import { numbersOf, prepareReads } from "./model-reads.js";
import type { ModelTable } from "./model-table.js";
import { addKeys } from "./keys.js";
import { createModelTarget } from "./model-target.js";
import type { Numbers } from "./model-writes.js";

export interface SqliteRebuildOptions {
  readonly connections: Connections;
  readonly projections: readonly ProjectionName[];
  /** Of all projections. */
  readonly tables: readonly ModelTable[];
  readonly number: number;
  readonly owner: string;
  readonly list: () => readonly Generation[];
  readonly roles: Roles;
  readonly removeLeftovers: () => Promise<void>;
}

/** New generations that have been started, or taken over. */
export async function createRebuild(options: SqliteRebuildOptions): Promise<Rebuild> {
  const { connections, projections, number, owner, roles } = options;
  const tables = options.tables.filter(({ projection }) => projections.includes(projection));
  const { ownNumbers, writes, ...target } = await createModelTarget({
    ...{ connections, role: "building", tables, owner },
  });
  const reads = await prepareReads(connections.reader, options.tables);
  // The new generations, and of the other projections the live ones: both together are what a swap makes live.
  const numbers = (): Numbers =>
    numbersOf(
      options
        .list()
        .filter(({ projection, role }) => role === (projections.includes(projection) ? "building" : "live")),
    );
  const lastUser = connections.reader.prepare(lastUserSql(tables));
  return {
    ...target,
    projections,
    number,
    fill: (users) =>
      connections.write((runLater) => {
        writes.fill(runLater, ownNumbers(), users);
      }),
    async commit(changes) {
      // The first commit says that all users are there.
      if (changes.previous.eventCount === 0) await addKeys(connections, tables, ownNumbers);
      await target.commit(changes);
    },
    filledTo: () => connections.read(() => (lastUser.get(number)?.[0] ?? undefined) as UserId | undefined),
    user: (userId) => connections.readTogether(() => reads.user(numbers(), userId)),
    usersAfter: (after, limit) => connections.readTogether(() => reads.usersAfter(numbers(), after, limit)),
    async swap() {
      const outcome = await connections.write(() => {
        ownNumbers();
        const isBehind = (projection: ProjectionName): boolean =>
          Number(roles.eventCountOf(projection, "building")) < Number(roles.eventCountOf(projection, "live"));
        // Ahead is as good as even: what the projector then finds done, it skips.
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

const lastUserSql = (tables: readonly ModelTable[]): string =>
  `SELECT max(user_id) FROM (${tables
    .map(
      ({ table, revisions }) =>
        `SELECT max(user_id) AS user_id FROM ${revisions ?? table} WHERE generation = ?1`,
    )
    .join(" UNION ALL ")})`;
