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
  /** Which event stands at the position; missing where an older program wrote it. */
  readonly eventId?: string | null;
  /** How far the log was looked through beyond the position. */
  readonly lookedThrough?: Position | null;
  /** The end of the furthest batch that a projector has begun to write: readers may have seen parts of it. */
  readonly begunTo: number;
  readonly foldVersion: number;
  /** While it is being built: who may write it, and the last user that was put there whole. */
  readonly owner: string | null;
  readonly filledTo: UserId | null;
}

export type Role = Generation["role"];

/** A projection that is left out has no generation of this role. */
type Rows = Partial<Readonly<Record<ProjectionName, GenerationRow | null>>>;

/**
 * The one document that says which generation of each projection has which role, and how far each is folded. Advancing a
 * checkpoint, swapping in a rebuild and rolling back are each one write to it, whose filter names everything that the
 * write depends on.
 */
export interface Pointer extends Readonly<Record<Role, Rows>> {
  readonly _id: "models";
  readonly schemaVersion: number;
  /** Raised by every write to live models that is not the projector's. */
  readonly epoch: number;
  readonly nextGeneration: number;
  /** How many more batches of the live models must be repeated, so that a rebuild can overtake them. */
  readonly heldBatches: number;
}

const schemaVersion = 1;
export const pointerId = { _id: "models" } as const;

/** Makes the pointer if there is none yet, and an empty live generation of each projection that has none. */
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

/** What a change of the pointer has to expect for a row to be as it was read. */
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

/** 0, which is no generation's number, if a projection has none. */
export const numberOf = (rows: GenerationRows, projection: ProjectionName): number =>
  rows.get(projection)?.number ?? 0;

export const sameNumbers = (a: GenerationRows, b: GenerationRows): boolean =>
  a.size === b.size && [...a].every(([projection, { number }]) => numberOf(b, projection) === number);
