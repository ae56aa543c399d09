import type { Collection } from "mongodb";
import { LedgerError } from "../../../errors.js";
import type { UserId } from "../../../events/identifiers.js";
import { foldVersions, projectionNames, type ProjectionName } from "../documents.js";
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
  /** Where the furthest batch ends that a projector has begun to write: what readers may have seen already. */
  readonly begunTo: number;
  readonly foldVersion: number;
  /** While it is being built: who may write it, and the last user that was put there whole. */
  readonly owner: string | null;
  readonly filledTo: UserId | null;
}

export type Role = Generation["role"];

type Rows = Readonly<Record<ProjectionName, GenerationRow | null>>;

/**
 * The one document that says which generation of each projection has which role, and how far each is folded. That a
 * checkpoint advances, a rebuild is swapped in or taken back is one write to it, which names in its filter all that it
 * rests on.
 */
export interface Pointer extends Readonly<Record<Role, Rows>> {
  readonly _id: "models";
  readonly schemaVersion: number;
  /** Raised by every write to live models that is not the projector's. */
  readonly epoch: number;
  readonly nextGeneration: number;
  /** How many more batches of the live models have to try again, so that a rebuild may overtake them. */
  readonly heldBatches: number;
}

const schemaVersion = 1;
export const pointerId = { _id: "models" } as const;

/** Makes the pointer if there is none yet: two generations that hold nothing. */
export async function ensurePointer(checkpoints: Collection<Pointer>, server: string): Promise<void> {
  const none: Rows = { ownership: null, history: null };
  const row = (projection: ProjectionName): GenerationRow => emptyGeneration(1, projection);
  const first: Pointer = {
    ...pointerId,
    schemaVersion,
    epoch: 0,
    nextGeneration: 2,
    heldBatches: 0,
    live: { ownership: row("ownership"), history: row("history") },
    building: none,
    previous: none,
  };
  const found = (await checkpoints.findOne(pointerId)) ?? (await insertFirst(checkpoints, first));
  if (found.schemaVersion > schemaVersion) {
    const message = `The read models in MongoDB at ${server} have schema version ${found.schemaVersion}, this program knows ${schemaVersion}: use a newer version of the program. Nothing was changed.`;
    throw new LedgerError("schema_newer", message, {
      details: { found: found.schemaVersion, known: schemaVersion },
    });
  }
  // What holds nothing yet was made by no fold: it is the present one's.
  for (const projection of projectionNames) {
    if (found.live[projection]?.eventCount !== 0) continue;
    await checkpoints.updateOne(
      { ...pointerId, [`live.${projection}.eventCount`]: 0 },
      {
        $set: { [`live.${projection}.foldVersion`]: foldVersions[projection] },
      },
    );
  }
}

export const emptyGeneration = (number: number, projection: ProjectionName): GenerationRow => ({
  number,
  position: null,
  eventCount: 0,
  begunTo: 0,
  foldVersion: foldVersions[projection],
  owner: null,
  filledTo: null,
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
export function sameRow(role: Role, projection: ProjectionName, row: GenerationRow | null) {
  const path = `${role}.${projection}`;
  return row === null
    ? { [path]: null }
    : { [`${path}.number`]: row.number, [`${path}.eventCount`]: row.eventCount };
}

/** The numbers of the generations to read. There is none with the number 0. */
export interface Numbers {
  readonly ownership: number;
  readonly history: number;
}

export const liveNumbers = ({ live }: Pointer): Numbers => ({
  ownership: live.ownership?.number ?? 0,
  history: live.history?.number ?? 0,
});
