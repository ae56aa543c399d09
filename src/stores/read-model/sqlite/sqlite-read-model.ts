import { LedgerError } from "../../../errors.js";
import { streamOf, type UserId } from "../../../events/identifiers.js";
import { foldVersions, projectionNames } from "../documents.js";
import type { SqlValue } from "../../sqlite/database.js";
import type { HistoryQuery, ReadModelStore } from "../read-model-store.js";
import { createAnalytics } from "./analytics.js";
import { openConnections, openCounter } from "./connections.js";
import { createGenerations, liveNumber } from "./generations.js";
import { createModelTarget, preparePuts } from "./model-target.js";
import {
  deadLetterColumns,
  historyColumns,
  toAuditEntry,
  toDeadLetter,
  toDocument,
  toHistoryRecord,
} from "./rows.js";
import { readStoredUser, storedUserSql, userIdsAfterSql } from "./stored-users.js";

export interface SqliteReadModelOptions {
  /** The SQLite file; made, with its folder, if it is missing. It may be deleted: the projector folds it anew. */
  readonly path: string;
}

/** @throws LedgerError `read_model_unavailable`, `schema_newer` */
export async function openSqliteReadModel({ path }: SqliteReadModelOptions): Promise<ReadModelStore> {
  const connections = await openConnections(path);
  const { reader, writer, read, readTogether, write } = connections;
  const target = await createModelTarget({ connections, role: "live", projections: projectionNames });
  const generations = await createGenerations(connections);
  const put = await preparePuts(connections);
  const analytics = createAnalytics({ connections, openCounter: () => openCounter(path) });
  const statements = {
    ownership: reader.prepare(
      `SELECT document FROM ownership WHERE generation = ${liveNumber("ownership")} AND user_id = ?`,
    ),
    historyRevision: reader.prepare(
      `SELECT revision FROM history_revisions WHERE generation = ${liveNumber("history")} AND user_id = ?`,
    ),
    deadLetter: reader.prepare(`SELECT ${deadLetterColumns} FROM dead_letters WHERE stream = ?`),
    deadLetters: reader.prepare(`SELECT ${deadLetterColumns} FROM dead_letters ORDER BY stream`),
    liveGenerations: reader.prepare(`SELECT ${liveNumber("ownership")}, ${liveNumber("history")}`),
    storedUser: reader.prepare(storedUserSql),
    userIdsAfter: reader.prepare(userIdsAfterSql),
    audit: reader.prepare(
      "SELECT at, action, operator, reason, details FROM audit ORDER BY number DESC LIMIT ?",
    ),
  };
  const onWriter = {
    liveGenerations: await writer.prepare(`SELECT ${liveNumber("ownership")}, ${liveNumber("history")}`),
    storedUser: await writer.prepare(storedUserSql),
    removeOwnership: await writer.prepare("DELETE FROM ownership WHERE generation = ? AND user_id = ?"),
    removeHistory: await writer.prepare("DELETE FROM history WHERE generation = ? AND user_id = ?"),
    removeHistoryRevision: await writer.prepare(
      "DELETE FROM history_revisions WHERE generation = ? AND user_id = ?",
    ),
    removeDeadLetter: await writer.prepare("DELETE FROM dead_letters WHERE stream = ?"),
    raiseEpoch: await writer.prepare("UPDATE counters SET epoch = epoch + 1"),
    record: await writer.prepare(
      "INSERT INTO audit (at, action, operator, reason, details) VALUES (?, ?, ?, ?, ?)",
    ),
    adoptFoldVersion: await writer.prepare(
      "UPDATE generations SET fold_version = ? WHERE projection = ? AND event_count = 0",
    ),
  };
  // What holds nothing yet was made by no fold: it is the present one's.
  await write(() => {
    for (const projection of projectionNames)
      onWriter.adoptFoldVersion.run(foldVersions[projection], projection);
  });
  const asGenerations = ([ownership, history]: readonly SqlValue[] = []) => ({
    ownership: Number(ownership),
    history: Number(history),
  });

  return {
    kind: "sqlite",
    ...target,

    ownership: (userId) =>
      read(() => {
        const row = statements.ownership.get(userId);
        return row === undefined ? undefined : toDocument(row[0], userId);
      }),

    historyRevision: (userId) =>
      read(() => {
        const row = statements.historyRevision.get(userId);
        return row === undefined ? undefined : Number(row[0]);
      }),

    historyPage: (query) =>
      read(() => {
        const { sql, values } = historySql(query);
        return reader
          .prepare(sql)
          .all(...values)
          .map(toHistoryRecord);
      }),

    deadLetter: (stream) =>
      read(() => {
        const row = statements.deadLetter.get(stream);
        return row === undefined ? undefined : toDeadLetter(row);
      }),
    deadLetters: () => read(() => statements.deadLetters.all().map(toDeadLetter)),

    user: (userId) =>
      readTogether(() =>
        readStoredUser(statements.storedUser, asGenerations(statements.liveGenerations.get()), userId),
      ),
    usersAfter: (after, limit) =>
      readTogether(() => {
        const live = asGenerations(statements.liveGenerations.get());
        const ids = statements.userIdsAfter.all(live.ownership, live.history, after ?? "", limit);
        return ids.map(([userId]) => readStoredUser(statements.storedUser, live, userId as UserId));
      }),

    generations: generations.list,
    rebuild: generations.rebuild,
    rollBack: generations.rollBack,

    replaceUser: (userId, models, seen, deadLetter) =>
      write(() => {
        const live = asGenerations(onWriter.liveGenerations.get());
        if (readStoredUser(onWriter.storedUser, live, userId).version !== seen) {
          throw new LedgerError(
            "checkpoint_moved",
            `The models of user ${userId} were written in the meantime.`,
          );
        }
        onWriter.removeOwnership.run(live.ownership, userId);
        onWriter.removeHistory.run(live.history, userId);
        onWriter.removeHistoryRevision.run(live.history, userId);
        put.models(live.ownership, live.history, {
          ownership: models.ownership === undefined ? [] : [models.ownership],
          records: models.history,
          historyRevisions: new Map(
            models.historyRevision === undefined ? [] : [[userId, models.historyRevision]],
          ),
        });
        if (deadLetter === "release") onWriter.removeDeadLetter.run(streamOf(userId));
        // The projector may have loaded this user already: its batch must not be written over this.
        onWriter.raiseEpoch.run();
      }),

    record: ({ at, action, operator, reason, details }) =>
      write(() => {
        onWriter.record.run(at, action, operator, reason, JSON.stringify(details));
      }),
    audit: (limit) => read(() => statements.audit.all(limit).map(toAuditEntry)),

    analytics,

    async close() {
      await analytics.close();
      await connections.close();
    },
  };
}

/** Each form asks the index for exactly the rows of the page; NULL needs forms of its own, it equals nothing. */
function historySql({ userId, kind, limit, after }: HistoryQuery): { sql: string; values: SqlValue[] } {
  const conditions = [`generation = ${liveNumber("history")}`, "user_id = ?"];
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
