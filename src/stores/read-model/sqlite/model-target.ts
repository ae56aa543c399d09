import type { StreamName } from "../../../events/identifiers.js";
import type { ProjectionName } from "../documents.js";
import type { Position } from "../../event-store/event-store.js";
import type { Statement, Writer } from "../../sqlite/database.js";
import type { Checkpoint, ModelChanges, ModelTarget } from "../read-model-store.js";
import type { Connections } from "./connections.js";
import { numbersOf, prepareReads } from "./model-reads.js";
import type { ModelTable } from "./model-table.js";
import { prepareWrites, type ModelWrites, type Numbers } from "./model-writes.js";
import { deadLetterColumns, toDeadLetterRow } from "./rows.js";
import { assertUnmoved, checkpointOf, type FoldedGeneration } from "../checkpoints.js";
import { rebuildLost } from "../refusals.js";

export interface TargetOptions {
  readonly connections: Connections;
  readonly role: "live" | "building";
  /** The tables of the projections that are folded into. */
  readonly tables: readonly ModelTable[];
  /** For generations that are being built: who may write them. */
  readonly owner?: string;
}

export interface SqliteModelTarget extends ModelTarget {
  /**
   * The generations that it writes. Within a transaction of the writer.
   *
   * @throws LedgerError `checkpoint_moved` if another process owns them now, or they are gone
   */
  ownNumbers(): Numbers;
  readonly writes: ModelWrites;
}

/** Folds into the generations of one role. They are looked up each time, because another process may swap them. */
export async function createModelTarget(options: TargetOptions): Promise<SqliteModelTarget> {
  const { connections, role, tables } = options;
  const { reader, writer } = connections;
  const onReader = createState(reader.prepare(stateSql(role)), options);
  const onWriter = createState(await writer.prepare(stateSql(role)), options);
  const reads = await prepareReads(reader, tables);
  const writes = await prepareWrites(writer, tables);
  const heldBack = reader.prepare(
    "SELECT stream FROM dead_letters WHERE stream IN (SELECT value FROM json_each(?))",
  );
  const commit = await prepareCommit(writer);

  return {
    writes,
    ownNumbers: () => numbersOf(onWriter().rows),
    checkpoint: () => connections.read(() => onReader().checkpoint),
    load: (request) =>
      connections.readTogether(() => ({
        users: reads.load(numbersOf(onReader().rows), request),
        // A rebuild stops at an event that cannot be read, so that it holds back no stream.
        heldBack: new Set(
          role === "building"
            ? []
            : heldBack.all(JSON.stringify(request.streams)).map(([stream]) => stream as StreamName),
        ),
      })),
    commit: (changes) =>
      connections.write((runLater) => {
        const stored = onWriter();
        assertUnmoved(stored.checkpoint, changes.previous);
        writes.statements(numbersOf(stored.rows), changes.users, "with keys").forEach(runLater);
        commit(stored.rows, changes);
      }),
  };
}

interface TargetState {
  readonly rows: readonly FoldedGeneration[];
  readonly checkpoint: Checkpoint;
}

/** Projection, number, owner, and the checkpoint: position, event, how far it was looked through, events. */
type StoredRow = [
  ProjectionName,
  number,
  string | null,
  Position | null,
  string | null,
  Position | null,
  number,
];

const stateSql = (role: TargetOptions["role"]): string =>
  `SELECT json_group_array(json_array(projection, number, owner, position, event_id, looked_through, event_count)),
     (SELECT epoch FROM counters) FROM generations WHERE role = '${role}'`;

/** Reads the generations of the target. @throws LedgerError `checkpoint_moved` if they are gone, or another's */
function createState(statement: Statement, { role, tables, owner }: TargetOptions): () => TargetState {
  const wanted = new Set(tables.map(({ projection }) => projection));
  return () => {
    const [json, epoch] = statement.get() ?? [];
    const found = JSON.parse(String(json)) as StoredRow[];
    const rows = found
      // A rebuild that another process has taken over finds no generations.
      .filter(([projection, , ownedBy]) => wanted.has(projection) && (role === "live" || ownedBy === owner))
      .map(([projection, number, , position, eventId, lookedThrough, eventCount]) => ({
        projection,
        number,
        checkpoint: {
          position: position ?? undefined,
          eventId: eventId ?? undefined,
          lookedThrough: lookedThrough ?? undefined,
          eventCount,
        },
      }));
    if (rows.length === wanted.size)
      return { rows, checkpoint: checkpointOf(rows, role === "live" ? Number(epoch) : undefined) };
    throw rebuildLost();
  };
}

/** Writes dead letters, and then how far each generation is. */
async function prepareCommit(writer: Writer) {
  const putDeadLetter = await writer.prepare(
    // The first dead letter of a stream is kept. Any other conflict is an error.
    `INSERT INTO dead_letters (${deadLetterColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stream) DO NOTHING`,
  );
  const advance = await writer.prepare(
    `UPDATE generations SET position = ?1, event_id = ?2, looked_through = ?3, event_count = ?4,
       fold_version = iif(event_count = 0, ifnull(?5, fold_version), fold_version)
     WHERE projection = ?6 AND number = ?7 AND event_count <= ?4`,
  );
  return (
    rows: readonly FoldedGeneration[],
    {
      deadLetters,
      checkpoint,
      foldVersions,
    }: Pick<ModelChanges, "deadLetters" | "checkpoint" | "foldVersions">,
  ): void => {
    for (const letter of deadLetters) putDeadLetter.run(...toDeadLetterRow(letter));
    const { position, eventId, lookedThrough, eventCount } = checkpoint;
    const end = [position ?? null, eventId ?? null, lookedThrough ?? null, eventCount];
    for (const { projection, number } of rows)
      advance.run(...end, foldVersions[projection] ?? null, projection, number);
  };
}
