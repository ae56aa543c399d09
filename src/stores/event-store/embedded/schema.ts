/** Schema versions of the log file. A released one is never edited: add another. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream   TEXT    NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 0),
    id       TEXT    NOT NULL UNIQUE,
    type     TEXT    NOT NULL,
    data     TEXT    NOT NULL,
    metadata TEXT    NOT NULL,
    created  TEXT    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;

  -- The log is append-only for every program that opens the file.
  CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
  CREATE TRIGGER events_are_never_deleted BEFORE DELETE ON events
  BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
  `,
  `
  -- What came through the EventStoreDB door and texts cannot hold: the message as it was proposed, byte for byte.
  ALTER TABLE events ADD COLUMN wire BLOB;

  -- What the door keeps for others: every stream that is not a user's. The ledger does not read it.
  CREATE TABLE foreign_events (
    -- The place among all events, the ledger's included: the ledger's events have the numbers that are left out here.
    position       INTEGER PRIMARY KEY,
    -- How many events the ledger had then.
    after_position INTEGER NOT NULL,
    -- Names may hold any character; texts are cut at NUL.
    stream         BLOB    NOT NULL,
    revision       INTEGER NOT NULL CHECK (revision >= 0),
    id             TEXT    NOT NULL,
    type           BLOB    NOT NULL,
    is_json        INTEGER NOT NULL CHECK (is_json IN (0, 1)),
    data           BLOB    NOT NULL,
    metadata       BLOB    NOT NULL,
    created        TEXT    NOT NULL,
    UNIQUE (stream, revision)
  ) STRICT;
  CREATE INDEX foreign_events_by_id ON foreign_events (id);
  CREATE INDEX foreign_events_by_after_position ON foreign_events (after_position);

  CREATE TRIGGER foreign_events_are_never_changed BEFORE UPDATE ON foreign_events
  BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
  CREATE TRIGGER foreign_events_are_never_deleted BEFORE DELETE ON foreign_events
  BEGIN SELECT RAISE(ABORT, 'events are never deleted'); END;
  `,
  `
  -- Over everything in the row but its position; null in the rows of programs that wrote none.
  ALTER TABLE events ADD COLUMN checksum TEXT;

  -- Where each stream ends, beside the index that says the same: damage to one of the two is noticed.
  CREATE TABLE stream_heads (
    stream   TEXT    PRIMARY KEY,
    revision INTEGER NOT NULL,
    position INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO stream_heads SELECT stream, max(revision), max(position) FROM events GROUP BY stream;
  CREATE TRIGGER events_move_stream_heads AFTER INSERT ON events
  BEGIN
    INSERT INTO stream_heads VALUES (new.stream, new.revision, new.position)
    ON CONFLICT (stream) DO UPDATE SET revision = excluded.revision, position = excluded.position;
  END;
  `,
  `
  -- What operators did. It is as much a fact as the events are, and is kept with them.
  CREATE TABLE audit (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id     TEXT    NOT NULL UNIQUE,
    -- JSON, as texts are cut at NUL.
    entry  TEXT    NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_entries_are_never_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;
  CREATE TRIGGER audit_entries_are_never_deleted BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END;
  `,
  // What the machine's clock said, where `created` is later so that it does not go back.
  "ALTER TABLE events ADD COLUMN clock TEXT",
  `
  -- What imports found in the shop's data and did not take over, by user.
  CREATE TABLE skipped (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT    NOT NULL UNIQUE,
    user_id TEXT    NOT NULL,
    -- JSON, as texts are cut at NUL.
    entry   TEXT    NOT NULL
  ) STRICT;
  CREATE INDEX skipped_by_user ON skipped (user_id, number);
  CREATE TRIGGER skipped_entries_are_never_changed BEFORE UPDATE ON skipped
  BEGIN SELECT RAISE(ABORT, 'skipped entries are never changed'); END;
  CREATE TRIGGER skipped_entries_are_never_deleted BEFORE DELETE ON skipped
  BEGIN SELECT RAISE(ABORT, 'skipped entries are never deleted'); END;
  `,
  `
  -- Drops the index of event ids (ADR 29). It belongs to a constraint of the table, which cannot be dropped and without
  -- which the table would have to be written anew: so it is made an index like any other first. RESET reads the schema again.
  PRAGMA writable_schema = ON;
  UPDATE sqlite_schema SET sql = replace(sql, 'id       TEXT    NOT NULL UNIQUE', 'id       TEXT    NOT NULL')
  WHERE type = 'table' AND name = 'events';
  UPDATE sqlite_schema SET name = 'events_by_id', sql = 'CREATE UNIQUE INDEX events_by_id ON events (id)'
  WHERE name = 'sqlite_autoindex_events_1';
  UPDATE sqlite_schema SET name = 'sqlite_autoindex_events_1' WHERE name = 'sqlite_autoindex_events_2';
  PRAGMA writable_schema = RESET;
  DROP INDEX events_by_id;
  `,
];
