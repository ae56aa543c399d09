import type { ProjectionName } from "../documents.js";
import type { Generation } from "../read-model-store.js";
import type { Connections } from "./connections.js";
import type { ModelTable } from "./model-table.js";

/** SQL for the number of a projection's live generation. Every statement contains it, so that a swap is one step. */
export const liveNumber = (projection: ProjectionName): string =>
  `(SELECT number FROM generations WHERE projection = '${projection}' AND role = 'live')`;

/** Reads the generations of the projections that have tables. */
export function prepareList(
  { reader }: Connections,
  tables: readonly ModelTable[],
): () => readonly Generation[] {
  const statement = reader.prepare(
    "SELECT projection, number, role, event_count, fold_version FROM generations ORDER BY projection, number",
  );
  const known: ReadonlySet<unknown> = new Set(tables.map(({ projection }) => projection));
  return () =>
    statement
      .all()
      .filter(([projection]) => known.has(projection))
      .map(([projection, number, role, eventCount, foldVersion]) => ({
        projection: projection as ProjectionName,
        number: Number(number),
        role: role as Generation["role"],
        eventCount: Number(eventCount),
        foldVersion: Number(foldVersion),
      }));
}

/** Which generation has which role. Within a transaction. */
export interface Roles {
  /** Undefined if the projection has no generation of this role. */
  eventCountOf(projection: ProjectionName, role: Generation["role"]): number | undefined;
  change(
    projection: ProjectionName,
    from: Generation["role"] | "leaving",
    to: Generation["role"] | "leaving",
  ): void;
  remove(projection: ProjectionName, role: Generation["role"]): void;
  /** After this, no batch that was loaded before can be written over the live models. */
  raiseEpoch(): void;
}

export async function prepareRoles({ writer }: Connections): Promise<Roles> {
  const eventCount = await writer.prepare(
    "SELECT event_count FROM generations WHERE projection = ? AND role = ?",
  );
  const change = await writer.prepare("UPDATE generations SET role = ? WHERE projection = ? AND role = ?");
  const remove = await writer.prepare("DELETE FROM generations WHERE projection = ? AND role = ?");
  const raiseEpoch = await writer.prepare("UPDATE counters SET epoch = epoch + 1");
  return {
    eventCountOf(projection, role) {
      const row = eventCount.get(projection, role);
      return row === undefined ? undefined : Number(row[0]);
    },
    change: (projection, from, to) => void change.run(to, projection, from),
    remove: (projection, role) => void remove.run(projection, role),
    raiseEpoch: () => void raiseEpoch.run(),
  };
}
