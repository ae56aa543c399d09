import { historyKeysFrom } from "./models/history-keys.js";

/**
 * Schema versions of the read-model file. A released one is never edited: add another; what it cannot carry over
 * it drops, with the checkpoint, and the projector folds it again from the log.
 *
 * Every row belongs to a generation of its projection. Readers look up the live one within the same statement, so
 * that a swap, one update of `generations`, is one step for all of them.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE generations (
    projection   TEXT    NOT NULL,
    number       INTEGER NOT NULL,
    role         TEXT    NOT NULL CHECK (role IN ('live', 'building', 'previous', 'leaving')),
    position     TEXT,
    event_count  INTEGER NOT NULL,
    fold_version INTEGER NOT NULL,
    PRIMARY KEY (projection, number)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX generations_by_role ON generations (projection, role);
  INSERT INTO generations VALUES ('ownership', 1, 'live', NULL, 0, 1), ('history', 1, 'live', NULL, 0, 1);

  CREATE TABLE counters (
    only_row        INTEGER PRIMARY KEY CHECK (only_row = 1),
    next_generation INTEGER NOT NULL,
    -- Raised by every write to live models that is not the projector's.
    epoch           INTEGER NOT NULL
  ) STRICT;
  INSERT INTO counters VALUES (1, 2, 0);

  CREATE TABLE ownership (
    generation INTEGER NOT NULL,
    user_id    TEXT    NOT NULL,
    document   TEXT    NOT NULL,
    PRIMARY KEY (generation, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE history (
    generation         INTEGER NOT NULL,
    user_id            TEXT    NOT NULL,
    purchase_id        TEXT    NOT NULL,
    kind               TEXT    NOT NULL,
    item_id            TEXT    NOT NULL,
    amount_minor       INTEGER,
    currency           TEXT,
    -- JSON: the payment's texts are the caller's and may hold anything.
    payment            TEXT,
    purchased_at       TEXT,
    revoked_at         TEXT,
    revoked_reason     TEXT,
    purchased_revision INTEGER NOT NULL,
    revision           INTEGER NOT NULL,
    -- A user's records lie together, so that a page of them, a look-up by purchase id and a sort by date need no index
    -- of their own: each more would cost the projection as much as the records themselves.
    PRIMARY KEY (generation, user_id, purchased_revision)
  ) STRICT, WITHOUT ROWID;

  -- A user has at most one unrevoked purchase of an item.
  CREATE UNIQUE INDEX history_one_active ON history (generation, user_id, kind, item_id) WHERE revoked_at IS NULL;

  CREATE TABLE history_revisions (
    generation INTEGER NOT NULL,
    user_id    TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (generation, user_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE dead_letters (
    stream   TEXT    PRIMARY KEY,
    revision INTEGER NOT NULL,
    position TEXT    NOT NULL,
    event_id TEXT    NOT NULL,
    type     TEXT    NOT NULL,
    data     TEXT    NOT NULL,
    metadata TEXT    NOT NULL,
    code     TEXT    NOT NULL,
    reason   TEXT    NOT NULL,
    created  TEXT    NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    number   INTEGER PRIMARY KEY,
    at       TEXT NOT NULL,
    action   TEXT NOT NULL,
    operator TEXT NOT NULL,
    reason   TEXT NOT NULL,
    details  TEXT NOT NULL
  ) STRICT;
  `, // Of several processes that rebuild the same generation only the last one may write.
  "ALTER TABLE generations ADD COLUMN owner TEXT",
  // Which event stands at the position, and how far the log was looked through beyond it.
  "ALTER TABLE generations ADD COLUMN event_id TEXT; ALTER TABLE generations ADD COLUMN looked_through TEXT;",
  `
  -- JSON, of the purchases that have any.
  ALTER TABLE history ADD COLUMN details TEXT;
  -- A second purchase of an item says which one it duplicates; of those that do not there is one at most.
  DROP INDEX history_one_active;
  CREATE UNIQUE INDEX history_one_active ON history (generation, user_id, kind, item_id)
  WHERE revoked_at IS NULL AND json_extract(details, '$.duplicateOf') IS NULL;
  `,
  `
  ALTER TABLE history ADD COLUMN correlation_id TEXT;
  ALTER TABLE history ADD COLUMN changed_by TEXT;
  -- What support looks purchases up by. Not indexes of the history: in a fill, which is in the order of the users, each of
  -- these would cost several times as much as the records. So a fill sorts all keys at its end, see \`rebuild.ts\`.
  -- What a row says may be out of date: a look-up compares the record.
  CREATE TABLE history_keys (
    generation         INTEGER NOT NULL,
    key                TEXT    NOT NULL,
    user_id            TEXT    NOT NULL,
    purchased_revision INTEGER NOT NULL,
    PRIMARY KEY (generation, key, user_id, purchased_revision)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO history_keys ${historyKeysFrom("history").join(" UNION ALL ")} ORDER BY 1, 2, 3, 4;
  `,
  `
  CREATE TABLE IF NOT EXISTS payments (
    generation   INTEGER NOT NULL,
    user_id      TEXT    NOT NULL,
    document_key TEXT    NOT NULL,
    document     TEXT    NOT NULL,
    PRIMARY KEY (generation, user_id, document_key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS payments_revisions (
    generation INTEGER NOT NULL,
    user_id    TEXT    NOT NULL,
    revision   INTEGER NOT NULL,
    PRIMARY KEY (generation, user_id)
  ) STRICT, WITHOUT ROWID;
  -- What payments of any user are found by. No index, for the same reason as with \`history_keys\`.
  CREATE TABLE payments_keys (
    generation   INTEGER NOT NULL,
    key          TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    document_key TEXT    NOT NULL,
    PRIMARY KEY (generation, key, user_id, document_key)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO payments_keys SELECT generation, document_key, user_id, document_key FROM payments ORDER BY 1, 2, 3, 4;
  DROP INDEX IF EXISTS payments_by_key;
  `,
  `
  -- Without the names of the fields, see \`models/payments.ts\`.
  UPDATE payments SET document = json_array(
    document -> '$.method', document -> '$.orderId', document -> '$.paidAt', document -> '$.revision',
    (SELECT json_group_array(json_array(
       value -> '$.currency', value -> '$.paidMinor', value -> '$.refundedMinor', value -> '$.keptMinor'))
     FROM json_each(document, '$.balances')),
    (SELECT json_group_array(iif(value ->> '$.price' IS NULL,
       json_array(value -> '$.purchaseId', value -> '$.kind', value -> '$.itemId'),
       json_array(value -> '$.purchaseId', value -> '$.kind', value -> '$.itemId',
         value -> '$.price.amountMinor', value -> '$.price.currency')))
     FROM json_each(document, '$.purchases')),
    (SELECT json_group_array(json_array(value -> '$.refundId', value -> '$.purchaseId', value -> '$.amountMinor',
       value -> '$.currency', value -> '$.reason', value -> '$.refundedAt'))
     FROM json_each(document, '$.refunds')))
  WHERE json_valid(document) AND json_type(document) = 'object';
  `,
];
