import { randomUUID } from "node:crypto";
import { LedgerError } from "../../../errors.js";
import type { UserId } from "../../../events/identifiers.js";
import { foldVersions, type ProjectionName } from "../documents.js";
import type { Generation, Rebuild } from "../read-model-store.js";
import type { Connections } from "./connections.js";
import { createModelTarget, noGeneration, preparePuts } from "./model-target.js";
import { readStoredUser, storedUserSql, userIdsAfterSql, type ReadGenerations } from "./stored-users.js";

/** The life of generations: built beside the live one, swapped in, kept as the previous one, removed. */
export interface Generations {
  list(): Promise<readonly Generation[]>;
  rebuild(projections: readonly ProjectionName[], options: { readonly resume: boolean }): Promise<Rebuild>;
  rollBack(projections: readonly ProjectionName[]): Promise<void>;
}

/** SQL for the number of a projection's live generation: asked within each statement, so that a swap is one step. */
export const liveNumber = (projection: ProjectionName): string =>
  `(SELECT number FROM generations WHERE projection = '${projection}' AND role = 'live')`;

/** Rows removed in one transaction: few, so that the live projector never waits long. */
const removedAtOnce = 5000;

const tables = ["ownership", "history", "history_revisions"] as const;

export async function createGenerations(connections: Connections): Promise<Generations> {
  const { reader, writer } = connections;
  const listStatement = reader.prepare(
    "SELECT projection, number, role, event_count, fold_version FROM generations ORDER BY projection, number",
  );
  const onWriter = {
    buildingNumber: await writer.prepare(
      "SELECT number FROM generations WHERE projection = ? AND role = 'building' AND fold_version = ?",
    ),
    countOf: await writer.prepare("SELECT event_count FROM generations WHERE projection = ? AND role = ?"),
    take: await writer.prepare("UPDATE counters SET next_generation = next_generation + 1"),
    next: await writer.prepare("SELECT next_generation FROM counters"),
    insert: await writer.prepare(
      "INSERT INTO generations (projection, number, role, event_count, fold_version) VALUES (?, ?, 'building', 0, ?)",
    ),
    own: await writer.prepare("UPDATE generations SET owner = ? WHERE projection = ? AND role = 'building'"),
    remove: await writer.prepare("DELETE FROM generations WHERE projection = ? AND role = ?"),
    setRole: await writer.prepare("UPDATE generations SET role = ? WHERE projection = ? AND role = ?"),
    raiseEpoch: await writer.prepare("UPDATE counters SET epoch = epoch + 1"),
  };
  const removeRows = await Promise.all(
    tables.map(async (table) => ({
      table,
      // The whole key names a row of these tables, which have no rowid.
      statement: await writer.prepare(
        table === "history"
          ? `DELETE FROM history WHERE generation = ?1 AND (user_id, purchased_revision) IN
               (SELECT user_id, purchased_revision FROM history WHERE generation = ?1 LIMIT ${removedAtOnce})`
          : `DELETE FROM ${table} WHERE generation = ?1 AND user_id IN
               (SELECT user_id FROM ${table} WHERE generation = ?1 LIMIT ${removedAtOnce})`,
      ),
      nextGeneration: reader.prepare(`SELECT min(generation) FROM ${table} WHERE generation > ?`),
    })),
  );

  const list = (): readonly Generation[] =>
    listStatement.all().map(([projection, number, role, eventCount, foldVersion]) => ({
      projection: projection as ProjectionName,
      number: Number(number),
      role: role as Generation["role"],
      eventCount: Number(eventCount),
      foldVersion: Number(foldVersion),
    }));

  /** Removes the rows of generations that nobody knows any more, in small steps: also what a killed process left. */
  async function removeLeftovers(): Promise<void> {
    for (const { table, statement, nextGeneration } of removeRows) {
      for (let generation = 0; ;) {
        const found = nextGeneration.get(generation)?.[0] ?? null;
        if (found === null) break;
        generation = Number(found);
        const projection: ProjectionName = table === "ownership" ? "ownership" : "history";
        const known = list().some((each) => each.projection === projection && each.number === generation);
        while (!known && (await connections.write(() => statement.run(generation))) > 0);
      }
    }
  }

  /** All projections of a rebuild have the same number; a half of an earlier rebuild is not gone on with. */
  function findBuilding(projections: readonly ProjectionName[]): number | undefined {
    const numbers = projections.map(
      (projection) => onWriter.buildingNumber.get(projection, foldVersions[projection])?.[0],
    );
    const [first] = numbers;
    return first !== undefined && numbers.every((number) => number === first) ? Number(first) : undefined;
  }

  return {
    list: () => connections.read(list),

    async rebuild(projections, { resume }) {
      const owner = randomUUID();
      const building = await connections.write(() => {
        const found = resume ? findBuilding(projections) : undefined;
        const number = found ?? Number(onWriter.next.get()?.[0]);
        if (found === undefined) onWriter.take.run();
        for (const projection of projections) {
          if (found === undefined) {
            onWriter.remove.run(projection, "building");
            onWriter.remove.run(projection, "previous");
            onWriter.insert.run(projection, number, foldVersions[projection]);
          }
          onWriter.own.run(owner, projection);
        }
        return number;
      });
      // A projector in this process is slower for it meanwhile; the server rebuilds in a process that has none.
      await connections.keepPages("few");
      await removeLeftovers();
      return createRebuild(projections, building, owner);
    },

    rollBack: (projections) =>
      connections.write(() => {
        for (const projection of projections) {
          if (onWriter.countOf.get(projection, "previous") === undefined) {
            throw new LedgerError(
              "request_invalid",
              `There is no previous generation of ${projection} to go back to.`,
            );
          }
          onWriter.setRole.run("leaving", projection, "live");
          onWriter.setRole.run("live", projection, "previous");
          onWriter.setRole.run("previous", projection, "leaving");
        }
        onWriter.raiseEpoch.run();
      }),
  };

  async function createRebuild(
    projections: readonly ProjectionName[],
    number: number,
    owner: string,
  ): Promise<Rebuild> {
    const target = await createModelTarget({ connections, role: "building", projections, owner });
    const put = await preparePuts(connections);
    const generationOf = (projection: ProjectionName): number =>
      projections.includes(projection) ? number : noGeneration;
    const lastUser = reader.prepare(
      `SELECT max(user_id) FROM (SELECT max(user_id) AS user_id FROM ownership WHERE generation = ?
         UNION ALL SELECT max(user_id) FROM history_revisions WHERE generation = ?)`,
    );
    const storedUser = reader.prepare(storedUserSql);
    const userIdsAfter = reader.prepare(userIdsAfterSql);
    const current = (): ReadGenerations => readGenerations(list(), projections);
    return {
      ...target,
      projections,
      number,
      fill: (users) =>
        connections.write(() => {
          target.assertOwned();
          put.models(generationOf("ownership"), generationOf("history"), {
            ownership: users.flatMap(({ ownership }) => ownership ?? []),
            records: users.flatMap(({ history }) => history),
            historyRevisions: new Map(
              users.flatMap(({ userId, historyRevision }) =>
                historyRevision === undefined ? [] : [[userId, historyRevision]],
              ),
            ),
          });
        }),
      filledTo: () =>
        connections.read(
          () =>
            (lastUser.get(generationOf("ownership"), generationOf("history"))?.[0] ?? undefined) as
              UserId | undefined,
        ),
      user: (userId) => connections.readTogether(() => readStoredUser(storedUser, current(), userId)),
      usersAfter: (after, limit) =>
        connections.readTogether(() => {
          const generations = current();
          const ids = userIdsAfter.all(generations.ownership, generations.history, after ?? "", limit);
          return ids.map(([userId]) => readStoredUser(storedUser, generations, userId as UserId));
        }),
      async swap() {
        const outcome = await connections.write(() => {
          target.assertOwned();
          for (const projection of projections) {
            const building = onWriter.countOf.get(projection, "building")?.[0];
            // Ahead is as good as even: what the projector then finds done, it skips.
            if (Number(building) < Number(onWriter.countOf.get(projection, "live")?.[0])) return "behind";
          }
          for (const projection of projections) {
            onWriter.setRole.run("previous", projection, "live");
            onWriter.setRole.run("live", projection, "building");
          }
          onWriter.raiseEpoch.run();
          return "swapped" as const;
        });
        if (outcome === "swapped") await connections.keepPages("many");
        return outcome;
      },
      async discard() {
        await connections.write(() => {
          for (const projection of projections) onWriter.remove.run(projection, "building");
        });
        await removeLeftovers();
        await connections.keepPages("many");
      },
    };
  }
}

/** The live generations, but of the projections of a rebuild those that it makes. */
export function readGenerations(
  list: readonly Generation[],
  rebuilt: readonly ProjectionName[] = [],
): ReadGenerations {
  const numberOf = (projection: ProjectionName): number => {
    const role = rebuilt.includes(projection) ? "building" : "live";
    return list.find((each) => each.projection === projection && each.role === role)?.number ?? 0;
  };
  return { ownership: numberOf("ownership"), history: numberOf("history") };
}
