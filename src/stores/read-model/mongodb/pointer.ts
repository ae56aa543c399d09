import type { Collection, Filter } from "mongodb";
import { LedgerError } from "../../../errors.js";
import type { UserId } from "../../../events/identifiers.js";
import type { ProjectionName } from "../documents.js";
import type { Position } from "../../event-store/event-store.js";
import type { Generation } from "../read-model-store.js";
import { isDuplicate } from "./failures.js";

/** A generation of one projection, and how far it is folded. */
export interface GenerationRow {
  readonly number: number;
  readonly position: Position | null;
  readonly eventCount: number;
  /** The id of the event at the position. Missing if an older program wrote the row. */
  readonly eventId?: string | null;
  /** How far the log was searched after the position. */
  readonly lookedThrough?: Position | null;
  /** The event count at the end of the furthest batch that was begun. Readers may have seen parts of it. */
  readonly begunTo: number;
  readonly foldVersion: number;
  /** During a rebuild: who may write the generation, and the last user written completely. */
  readonly owner: string | null;
  readonly filledTo: UserId | null;
}

export type Role = Generation["role"];

/** A missing projection has no generation in this role. */
type Rows = Partial<Readonly<Record<ProjectionName, GenerationRow | null>>>;

/**
 * The one document that holds the role of each generation, and how far it is folded. To advance a checkpoint, swap in a
 * rebuild or roll back is one write to it. The filter of the write names everything that the write depends on.
 */
export interface Pointer extends Readonly<Record<Role, Rows>> {
  readonly _id: "models";
  readonly schemaVersion: number;
  /** Raised by every write to the live models that the projector does not make. */
  readonly epoch: number;
  readonly nextGeneration: number;
  /** How many more batches of the live projector must wait, so that a rebuild can overtake it. */
  readonly heldBatches: number;
}

const schemaVersion = 1;
export const pointerId = { _id: "models" } as const;

/** Creates the pointer if there is none, and an empty live generation for each projection that has none. */
export async function ensurePointer(
  checkpoints: Collection<Pointer>,
  projections: readonly ProjectionName[],
  server: string,
): Promise<void> {
  const first: Pointer = {
    ...{ ...pointerId, schemaVersion, epoch: 0, nextGeneration: 2, heldBatches: 0 },
    ...{ live: {}, building: {}, previous: {} },
  };
  const found = (await checkpoints.findOne(pointerId)) ?? (await insertFirst(checkpoints, first));
  if (found.schemaVersion > schemaVersion) {
    const message = `The read models in MongoDB at ${server} have schema version ${found.schemaVersion}, this program knows ${schemaVersion}: use a newer version of the program. Nothing was changed.`;
    throw new LedgerError("schema_newer", message, {
      details: { found: found.schemaVersion, known: schemaVersion },
    });
  }
  for (const projection of projections) {
    const live = `live.${projection}`;
    if (found.live[projection] !== undefined) continue;
    const missing = { ...pointerId, [live]: { $exists: false } } as Filter<Pointer>;
    const number = Math.max(1, found.nextGeneration - 1);
    await checkpoints.updateOne(missing, { $set: { [live]: emptyGeneration(number, 0) } });
  }
}

export const emptyGeneration = (number: number, foldVersion: number): GenerationRow => ({
  ...{ number, position: null, eventCount: 0, begunTo: 0, foldVersion, owner: null, filledTo: null },
});

async function insertFirst(checkpoints: Collection<Pointer>, first: Pointer): Promise<Pointer> {
  try {
    await checkpoints.insertOne(first);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
  return first;
}

/** The conditions under which a row of the pointer is unchanged since it was read. */
export function sameRow(role: Role, projection: ProjectionName, row: GenerationRow | null | undefined) {
  const path = `${role}.${projection}`;
  return row === null || row === undefined
    ? { [path]: null }
    : { [`${path}.number`]: row.number, [`${path}.eventCount`]: row.eventCount };
}

/** The generations to read or write, by projection. */
export type GenerationRows = ReadonlyMap<ProjectionName, GenerationRow>;

export const liveRows = ({ live }: Pointer): GenerationRows =>
  new Map(
    Object.entries(live).flatMap(([projection, row]) =>
      row === null ? [] : [[projection as ProjectionName, row]],
    ),
  );

/** The number of a projection's generation; 0 if it has none. No generation has the number 0. */
export const numberOf = (rows: GenerationRows, projection: ProjectionName): number =>
  rows.get(projection)?.number ?? 0;

export const sameNumbers = (a: GenerationRows, b: GenerationRows): boolean =>
  a.size === b.size && [...a].every(([projection, { number }]) => numberOf(b, projection) === number);
