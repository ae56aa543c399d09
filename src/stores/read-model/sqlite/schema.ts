/**
 * Schema versions of the read-model file. A released one is never edited: add another; what it cannot carry over
 * it drops, with the checkpoint, and the projector folds it anew from the log.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE ownership (
    user_id  TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE history (
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
    PRIMARY KEY (user_id, purchase_id)
  ) STRICT, WITHOUT ROWID;

  -- Whatever is folded: a user has at most one unrevoked purchase of an item.
  CREATE UNIQUE INDEX history_one_active ON history (user_id, kind, item_id) WHERE revoked_at IS NULL;
  -- Newest first; SQLite sorts NULL, a purchase without a date, below every date.
  CREATE INDEX history_by_date ON history (user_id, purchased_at, purchased_revision);

  CREATE TABLE history_revisions (
    user_id  TEXT PRIMARY KEY,
    revision INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE checkpoint (
    only_row    INTEGER PRIMARY KEY CHECK (only_row = 1),
    position    TEXT    NOT NULL,
    event_count INTEGER NOT NULL
  ) STRICT;
  `,
];
