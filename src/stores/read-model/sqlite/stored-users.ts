import type { UserId } from "../../../events/identifiers.js";
import type { SqlValue, Statement } from "../../sqlite/database.js";
import type { StoredUser } from "../read-model-store.js";
import { versionOf } from "../stored-user-version.js";
import { historyColumns, parseOrText, toHistoryRecord } from "./rows.js";

/** The generations to read a user of. */
export interface ReadGenerations {
  readonly ownership: number;
  readonly history: number;
}

/**
 * One row with everything that is stored of a user, the same on every connection, so that a writer sees exactly
 * what a reader saw. Bind {@link storedUserValues}.
 */
export const storedUserSql = `
  SELECT
    (SELECT document FROM ownership WHERE generation = ?1 AND user_id = ?3),
    (SELECT revision FROM history_revisions WHERE generation = ?2 AND user_id = ?3),
    (SELECT json_group_array(json_array(${historyColumns})) FROM
      (SELECT * FROM history WHERE generation = ?2 AND user_id = ?3 ORDER BY purchased_revision, purchase_id))`;

export function readStoredUser(
  statement: Statement,
  generations: ReadGenerations,
  userId: UserId,
): StoredUser {
  const row = statement.get(generations.ownership, generations.history, userId) ?? [];
  const [document = null, historyRevision = null, records = "[]"] = row;
  const models = {
    ownership: document === null ? undefined : parseOrText(document),
    historyRevision: historyRevision === null ? undefined : Number(historyRevision),
    history: (JSON.parse(String(records)) as SqlValue[][]).map(toHistoryRecord),
  };
  return { userId, ...models, version: versionOf(models) };
}

/** The ids of the users that either projection knows, in order. Bind ownership, history, after and limit. */
export const userIdsAfterSql = `
  SELECT user_id FROM (SELECT user_id FROM ownership WHERE generation = ?1 AND user_id > ?3 ORDER BY user_id LIMIT ?4)
  UNION
  SELECT user_id FROM (SELECT user_id FROM history_revisions WHERE generation = ?2 AND user_id > ?3 ORDER BY user_id LIMIT ?4)
  UNION
  SELECT user_id FROM (SELECT DISTINCT user_id FROM history WHERE generation = ?2 AND user_id > ?3 ORDER BY user_id LIMIT ?4)
  ORDER BY user_id LIMIT ?4`;
