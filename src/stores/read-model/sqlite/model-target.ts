import { LedgerError } from "../../../errors.js";
import type { StreamName, UserId } from "../../../events/identifiers.js";
import { holdsItem, type ProjectionName } from "../documents.js";
import type { Position } from "../../event-store/event-store.js";
import type { SqlValue, Statement } from "../../sqlite/database.js";
import type { Checkpoint, ModelChanges, ModelTarget } from "../read-model-store.js";
import type { Connections } from "./connections.js";
import {
  deadLetterColumns,
  historyColumns,
  toDeadLetterRow,
  toDocument,
  toHistoryRecord,
  toHistoryRow,
} from "./rows.js";

/** A generation that a target folds into, and how far it is. */
export interface TargetRow {
  readonly projection: ProjectionName;
  readonly number: number;
  readonly checkpoint: Omit<Checkpoint, "version">;
}

export interface TargetOptions {
  readonly connections: Connections;
  readonly role: "live" | "building";
  readonly projections: readonly ProjectionName[];
  /** Of what is being built: who may write it. */
  readonly owner?: string;
}

export interface SqliteModelTarget extends ModelTarget {
  /** Within a transaction. @throws LedgerError `checkpoint_moved` if somebody else owns it now, or it is gone. */
  assertOwned(): void;
}

/** Folds into the generations of one role: looked up anew each time, because another process may swap them. */
export async function createModelTarget({
  connections,
  role,
  projections,
  owner,
}: TargetOptions): Promise<SqliteModelTarget> {
  const { reader, writer } = connections;
  const rowsSql = `SELECT json_group_array(json_array(projection, number, position, event_count, owner, event_id, looked_through)),
    (SELECT epoch FROM counters) FROM generations WHERE role = '${role}'`;
  const read = {
    rows: reader.prepare(rowsSql),
    ownerships: reader.prepare(
      "SELECT user_id, document FROM ownership WHERE generation = ? AND user_id IN (SELECT value FROM json_each(?))",
    ),
    historyRevisions: reader.prepare(
      "SELECT user_id, revision FROM history_revisions WHERE generation = ? AND user_id IN (SELECT value FROM json_each(?))",
    ),
    records: reader.prepare(
      `SELECT ${historyColumns} FROM json_each(?) AS wanted CROSS JOIN history
       WHERE generation = ? AND user_id = wanted.value ->> 0 AND purchase_id = wanted.value ->> 1`,
    ),
    heldBack: reader.prepare(
      "SELECT stream FROM dead_letters WHERE stream IN (SELECT value FROM json_each(?))",
    ),
  };
  const rowsStatement = await writer.prepare(rowsSql);
  const put = await preparePuts(connections);
  const putDeadLetter = await writer.prepare(
    `INSERT OR IGNORE INTO dead_letters (${deadLetterColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const advance = await writer.prepare(
    `UPDATE generations SET position = ?, event_id = ?, looked_through = ?, event_count = ?
     WHERE projection = ? AND number = ? AND event_count <= ?`,
  );

  const rowsBy = (statement: Statement): { rows: readonly TargetRow[]; epoch: SqlValue } => {
    const [json, epoch = null] = statement.get() ?? [];
    const rows = (
      JSON.parse(String(json)) as [
        ProjectionName,
        number,
        Position | null,
        number,
        string | null,
        string | null,
        Position | null,
      ][]
    )
      // Of a rebuild that somebody else has taken over nothing is seen any more.
      .filter(([, , , , ownedBy]) => role === "live" || ownedBy === owner)
      .map(([projection, number, position, eventCount, , eventId, lookedThrough]) => ({
        projection,
        number,
        checkpoint: {
          position: position ?? undefined,
          eventId: eventId ?? undefined,
          lookedThrough: lookedThrough ?? undefined,
          eventCount,
        },
      }))
      .filter(({ projection }) => projections.includes(projection))
      .sort((a, b) => a.projection.localeCompare(b.projection));
    if (rows.length === projections.length) return { rows, epoch };
    throw new LedgerError(
      "checkpoint_moved",
      "The rebuild was discarded, or another one has taken its place.",
    );
  };

  return {
    assertOwned: () => void rowsBy(rowsStatement),

    checkpoint: () => connections.read(() => checkpointOf(rowsBy(read.rows), role)),

    load: ({ users, purchases, streams }) =>
      connections.readTogether(() => {
        const { rows } = rowsBy(read.rows);
        const ids = JSON.stringify(users);
        const ownership = numberOf(rows, "ownership");
        const history = numberOf(rows, "history");
        return {
          ownership: new Map(
            read.ownerships
              .all(ownership, ids)
              .map(([userId, document]) => [userId as UserId, toDocument(document, String(userId))]),
          ),
          historyRevisions: new Map(
            read.historyRevisions
              .all(history, ids)
              .map(([userId, revision]) => [userId as UserId, Number(revision)]),
          ),
          records: read.records
            .all(JSON.stringify(purchases.map(({ userId, purchaseId }) => [userId, purchaseId])), history)
            .map(toHistoryRecord),
          heldBack: new Set(
            role === "live"
              ? read.heldBack.all(JSON.stringify(streams)).map(([stream]) => stream as StreamName)
              : [],
          ),
        };
      }),

    commit: (changes) =>
      connections.write(() => {
        const stored = rowsBy(rowsStatement);
        assertUnmoved(checkpointOf(stored, role), changes.previous);
        const { position, eventId, lookedThrough, eventCount } = changes.checkpoint;
        const end = [position ?? null, eventId ?? null, lookedThrough ?? null, eventCount];
        put.models(numberOf(stored.rows, "ownership"), numberOf(stored.rows, "history"), changes);
        for (const letter of changes.deadLetters) putDeadLetter.run(...toDeadLetterRow(letter));
        for (const row of stored.rows) advance.run(...end, row.projection, row.number, eventCount);
      }),
  };
}

export interface Puts {
  models(
    ownershipGeneration: number,
    historyGeneration: number,
    changes: Pick<ModelChanges, "ownership" | "records" | "historyRevisions">,
  ): void;
}

/** Writes whole documents over what is there. Within a transaction. */
export async function preparePuts({ writer }: Connections): Promise<Puts> {
  const putOwnership = await writer.prepare(
    "INSERT OR REPLACE INTO ownership (generation, user_id, document) VALUES (?, ?, ?)",
  );
  const putHistoryRevision = await writer.prepare(
    "INSERT OR REPLACE INTO history_revisions (generation, user_id, revision) VALUES (?, ?, ?)",
  );
  // No OR REPLACE: it would delete the other record where a user has two unrevoked ones of an item.
  const putRecord = await writer.prepare(
    `INSERT INTO history (generation, ${historyColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (generation, user_id, purchased_revision) DO UPDATE SET revoked_at = excluded.revoked_at,
       revoked_reason = excluded.revoked_reason, revision = excluded.revision, details = excluded.details`,
  );
  return {
    models(ownershipGeneration, historyGeneration, { ownership, records, historyRevisions }) {
      for (const document of ownership)
        putOwnership.run(ownershipGeneration, document.userId, JSON.stringify(document));
      // Those that hold no item first: they may have held the one that another record holds now.
      const inOrder = [...records.filter((each) => !holdsItem(each)), ...records.filter(holdsItem)];
      for (const record of inOrder) putRecord.run(historyGeneration, ...toHistoryRow(record));
      for (const [userId, revision] of historyRevisions)
        putHistoryRevision.run(historyGeneration, userId, revision);
    },
  };
}

/** The projections of a target may be apart after a swap of one: the one that is behind says where to go on. */
function checkpointOf(
  { rows, epoch }: { rows: readonly TargetRow[]; epoch: SqlValue },
  role: TargetOptions["role"],
): Checkpoint {
  const behind = rows
    .map(({ checkpoint }) => checkpoint)
    .reduce((least, each) => (each.eventCount < least.eventCount ? each : least));
  const version = [
    ...rows.map(({ projection, number }) => `${projection}:${number}`),
    // What is being built has one writer: a swap or a repair of the live models is nothing to it.
    ...(role === "live" ? [`epoch:${String(epoch)}`] : []),
  ].join(" ");
  return { ...behind, version };
}

function assertUnmoved(stored: Checkpoint, previous: Checkpoint): void {
  if (stored.position === previous.position && stored.version === previous.version) return;
  throw new LedgerError("checkpoint_moved", "Somebody else has written these models in the meantime.");
}

/** No generation has this number: a projection that a target leaves alone has no rows there. */
export const noGeneration = 0;

export function numberOf(rows: readonly TargetRow[], projection: ProjectionName): number {
  return rows.find((row) => row.projection === projection)?.number ?? noGeneration;
}
