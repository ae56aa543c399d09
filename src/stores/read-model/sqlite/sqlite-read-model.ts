import { LedgerError } from "../../../errors.js";
import type { UserId } from "../../../events/identifiers.js";
import type { HistoryRecord, OwnershipDocument } from "../../../projections/documents.js";
import type { Position } from "../../event-store/event-store.js";
import { openDatabase, openWriter, type OpenOptions, type SqlValue } from "../../sqlite/database.js";
import { migrate } from "../../sqlite/migrations.js";
import type { Checkpoint, HistoryQuery, LoadRequest, ModelChanges, ReadModelStore } from "../read-model-store.js";
import { migrations } from "./schema.js";

export interface SqliteReadModelOptions {
  /** The SQLite file; made, with its folder, if it is missing. It may be deleted: the projector folds it anew. */
  readonly path: string;
}

// The log is the truth and the checkpoint is in the same transaction: what a power cut takes is folded again.
const connection: OpenOptions = { unavailable: "read_model_unavailable", synchronous: "normal" };

const historyColumns =
  "user_id, purchase_id, kind, item_id, amount_minor, currency, payment, purchased_at, revoked_at, revoked_reason, purchased_revision, revision";

/** @throws LedgerError `read_model_unavailable`, `schema_newer` */
export async function openSqliteReadModel({ path }: SqliteReadModelOptions): Promise<ReadModelStore> {
  const reader = openDatabase(path, connection);
  migrate(reader, path, migrations);
  const writer = await openWriter(path, connection);

  const checkpointSql = "SELECT position, event_count FROM checkpoint";
  const read = {
    checkpoint: reader.prepare(checkpointSql),
    ownership: reader.prepare("SELECT document FROM ownership WHERE user_id = ?"),
    historyRevision: reader.prepare("SELECT revision FROM history_revisions WHERE user_id = ?"),
    ownerships: reader.prepare("SELECT user_id, document FROM ownership WHERE user_id IN (SELECT value FROM json_each(?))"),
    historyRevisions: reader.prepare(
      "SELECT user_id, revision FROM history_revisions WHERE user_id IN (SELECT value FROM json_each(?))",
    ),
    record: reader.prepare(`SELECT ${historyColumns} FROM history WHERE user_id = ? AND purchase_id = ?`),
  };
  const write = {
    checkpoint: await writer.prepare(checkpointSql),
    putCheckpoint: await writer.prepare("INSERT OR REPLACE INTO checkpoint (only_row, position, event_count) VALUES (1, ?, ?)"),
    putOwnership: await writer.prepare("INSERT OR REPLACE INTO ownership (user_id, document) VALUES (?, ?)"),
    putHistoryRevision: await writer.prepare("INSERT OR REPLACE INTO history_revisions (user_id, revision) VALUES (?, ?)"),
    // No OR REPLACE: it would delete the other record where a user has two unrevoked ones of an item.
    putRecord: await writer.prepare(
      `INSERT INTO history (${historyColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (user_id, purchase_id) DO UPDATE SET revoked_at = excluded.revoked_at,
         revoked_reason = excluded.revoked_reason, revision = excluded.revision`,
    ),
  };
  let closed = false;
  let writing: Promise<void> = Promise.resolve();

  function assertOpen(): void {
    if (closed) throw new LedgerError("read_model_unavailable", "The read model is closed.");
  }

  function writeChanges({ ownership, records, historyRevisions, checkpoint, previous }: ModelChanges): void {
    const stored = toCheckpoint(write.checkpoint.get());
    if (stored?.position !== previous?.position) {
      throw new LedgerError("checkpoint_moved", "Another projector has folded these events in the meantime.");
    }
    for (const document of ownership) write.putOwnership.run(document.userId, JSON.stringify(document));
    for (const record of records) write.putRecord.run(...toRow(record));
    for (const [userId, revision] of historyRevisions) write.putHistoryRevision.run(userId, revision);
    write.putCheckpoint.run(checkpoint.position, checkpoint.eventCount);
  }

  return {
    kind: "sqlite",

    checkpoint: asynchronous(() => toCheckpoint(read.checkpoint.get())),

    load: asynchronous(({ users, purchases }: LoadRequest) => {
      const ids = JSON.stringify(users);
      return {
        ownership: new Map(read.ownerships.all(ids).map(([userId, document]) => [userId as UserId, toDocument(document)])),
        historyRevisions: new Map(read.historyRevisions.all(ids).map(([userId, revision]) => [userId as UserId, Number(revision)])),
        records: purchases.flatMap(({ userId, purchaseId }) => read.record.all(userId, purchaseId).map(toRecord)),
      };
    }),

    commit(changes) {
      const before = writing;
      const commit = before.then(() => {
        assertOpen();
        return writer.transaction(() => {
          writeChanges(changes);
        });
      });
      writing = commit.catch(() => undefined);
      return commit;
    },

    ownership: asynchronous((userId: UserId) => {
      const row = read.ownership.get(userId);
      return row === undefined ? undefined : toDocument(row[0]);
    }),

    historyRevision: asynchronous((userId: UserId) => {
      const row = read.historyRevision.get(userId);
      return row === undefined ? undefined : Number(row[0]);
    }),

    historyPage: asynchronous((query: HistoryQuery) => {
      const { sql, values } = historySql(query);
      return reader.prepare(sql).all(...values).map(toRecord);
    }),

    async close() {
      if (closed) return;
      closed = true;
      await writing;
      writer.close();
      reader.close();
    },
  };

  /** A failure of a synchronous read is a rejection, as with every other adapter. */
  function asynchronous<Arguments extends readonly unknown[], Result>(
    work: (...values: Arguments) => Result,
  ): (...values: Arguments) => Promise<Result> {
    // eslint-disable-next-line @typescript-eslint/require-await -- see above
    return async (...values) => {
      assertOpen();
      return work(...values);
    };
  }
}

/** Each form asks the index for exactly the rows of the page; NULL needs forms of its own, it equals nothing. */
function historySql({ userId, kind, limit, after }: HistoryQuery): { sql: string; values: SqlValue[] } {
  const conditions = ["user_id = ?"];
  const values: SqlValue[] = [userId];
  if (kind !== undefined) {
    conditions.push("kind = ?");
    values.push(kind);
  }
  if (after?.purchasedAt === null) {
    conditions.push("purchased_at IS NULL AND purchased_revision < ?");
    values.push(after.purchasedRevision);
  } else if (after !== undefined) {
    conditions.push("((purchased_at, purchased_revision) < (?, ?) OR purchased_at IS NULL)");
    values.push(after.purchasedAt, after.purchasedRevision);
  }
  const sql = `SELECT ${historyColumns} FROM history WHERE ${conditions.join(" AND ")}
    ORDER BY purchased_at DESC, purchased_revision DESC LIMIT ?`;
  return { sql, values: [...values, limit] };
}

function toCheckpoint(row: readonly SqlValue[] | undefined): Checkpoint | undefined {
  return row === undefined ? undefined : { position: String(row[0]) as Position, eventCount: Number(row[1]) };
}

function toDocument(json: SqlValue | undefined): OwnershipDocument {
  return JSON.parse(String(json)) as OwnershipDocument;
}

function toRow(record: HistoryRecord): SqlValue[] {
  return [
    record.userId,
    record.purchaseId,
    record.kind,
    record.itemId,
    record.price?.amountMinor ?? null,
    record.price?.currency ?? null,
    record.payment === null ? null : JSON.stringify(record.payment),
    record.purchasedAt,
    record.revokedAt,
    record.revokedReason,
    record.purchasedRevision,
    record.revision,
  ];
}

function toRecord(row: readonly SqlValue[]): HistoryRecord {
  const [userId, purchaseId, kind, itemId, amountMinor, currency, payment, purchasedAt, revokedAt, revokedReason, purchasedRevision, revision] = row;
  return {
    userId,
    purchaseId,
    kind,
    itemId,
    price: amountMinor === null ? null : { amountMinor, currency },
    payment: payment === null ? null : (JSON.parse(String(payment)) as unknown),
    purchasedAt,
    revokedAt,
    revokedReason,
    purchasedRevision,
    revision,
  } as HistoryRecord;
}
