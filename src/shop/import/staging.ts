import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Item, ItemId, ItemKind, UserId } from "../../events/identifiers.js";
import {
  openDatabase,
  type Database,
  type ReadStatement,
  type SqlValue,
} from "../../stores/sqlite/database.js";
import type { ShopRecord, ShopUser } from "../documents/shop-documents.js";

/** A record, and its place in the purchases file. */
export interface StagedRecord {
  readonly item: Item;
  readonly purchasedAt: string | null;
  readonly recordId: string | null;
  readonly line: number;
}

/** A user with both of the shop's accounts of what they bought. */
export interface StagedUser extends ShopUser {
  /** In the users file; the first, if the user is there more than once. */
  readonly line: number;
  /** In the order of the purchases file. */
  readonly records: readonly StagedRecord[];
}

export interface OrphanedRecord extends StagedRecord {
  readonly userId: UserId;
}

/** Joins users with their records on disk, so that neither file has to fit into memory. */
export interface Staging {
  /** @returns the line on which the same user was before, if it was: the arrays of both are merged. */
  addUser(user: ShopUser, line: number): number | undefined;
  addRecord(record: ShopRecord, line: number): void;
  /** Call it once, between the last addition and the first reading. */
  finish(): void;
  userCount(): number;
  /** In the order of the users file. */
  users(): AsyncGenerator<StagedUser>;
  /** Records of users that were not added, in the order of the purchases file. */
  orphans(): AsyncGenerator<OrphanedRecord>;
  close(): void;
}

const schema = `
  CREATE TABLE users (seq INTEGER PRIMARY KEY, user_id TEXT NOT NULL UNIQUE, line INTEGER NOT NULL, name TEXT,
    courses TEXT NOT NULL, tests TEXT NOT NULL, dates TEXT NOT NULL);
  CREATE TABLE records (seq INTEGER PRIMARY KEY, user_id TEXT NOT NULL, kind TEXT NOT NULL, item_id TEXT NOT NULL,
    purchased_at TEXT, record_id TEXT, line INTEGER NOT NULL);
`;

/** Users read at a time. Each comes with its records, so this bounds what is in memory. */
const pageSize = 200;

/** Opens an empty staging area in the system's folder for temporary files (`TMPDIR`). */
export function openStaging(): Staging {
  const folder = mkdtempSync(join(tmpdir(), "purchase-ledger-import-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const database = openDatabase(join(folder, "staging.db"), {
      unavailable: "source_invalid",
      synchronous: "off",
      cacheMiB: 16,
    });
    // A scratch file needs no journal: after a failure it is deleted.
    for (const pragma of ["journal_mode = OFF", "locking_mode = EXCLUSIVE", "temp_store = FILE"]) {
      database.exec(`PRAGMA ${pragma}`);
    }
    database.exec(schema);
    database.exec("BEGIN");
    return staged(database, () => {
      database.close();
      remove();
    });
  } catch (error) {
    remove();
    throw error;
  }
}

function staged(database: Database, close: () => void): Staging {
  const insertUser = database.prepare(
    "INSERT INTO users (user_id, line, name, courses, tests, dates) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING seq",
  );
  const findUser = database.prepare("SELECT line, name, courses, tests, dates FROM users WHERE user_id = ?");
  const mergeUser = database.prepare(
    "UPDATE users SET name = ?, courses = ?, tests = ?, dates = ? WHERE user_id = ?",
  );
  const insertRecord = database.prepare(
    "INSERT INTO records (user_id, kind, item_id, purchased_at, record_id, line) VALUES (?, ?, ?, ?, ?, ?)",
  );
  return {
    addUser(user, line) {
      const { userId, name = null, ...bought } = user;
      const [courses, tests, dates] = [bought.courses, bought.tests, bought.dates].map((each) =>
        JSON.stringify(each),
      ) as [string, string, string];
      if (insertUser.get(userId, line, name, courses, tests, dates) !== undefined) return undefined;
      const [firstLine, firstName, ...first] = findUser.get(userId) ?? [];
      mergeUser.run(
        firstName ?? name,
        merged(first[0], bought.courses),
        merged(first[1], bought.tests),
        JSON.stringify(earlierOf(parseDates(first[2]), bought.dates)),
        userId,
      );
      return Number(firstLine);
    },
    addRecord({ userId, item, purchasedAt, recordId }, line) {
      insertRecord.run(userId, item.kind, item.id, purchasedAt, recordId, line);
    },
    finish() {
      database.exec("COMMIT");
      // Made at the end: sorting once costs less than keeping an index in order. It sorts in memory of the cache's size.
      database.exec("PRAGMA cache_size = -4096");
      database.exec("CREATE INDEX records_by_user ON records (user_id)");
    },
    userCount: () => Number(database.prepare("SELECT count(*) FROM users").get()?.[0] ?? 0),
    async *users() {
      const page = database.prepare(
        `SELECT seq, user_id, line, name, courses, tests, dates,
          (SELECT json_group_array(json_array(kind, item_id, purchased_at, record_id, line)) FROM records
           WHERE records.user_id = users.user_id)
         FROM users WHERE seq > ? ORDER BY seq LIMIT ${pageSize}`,
      );
      for await (const row of pagesOf(page)) yield toUser(row);
    },
    async *orphans() {
      const page = database.prepare(
        `SELECT seq, user_id, kind, item_id, purchased_at, record_id, line FROM records
         WHERE seq > ? AND NOT EXISTS (SELECT 1 FROM users WHERE users.user_id = records.user_id)
         ORDER BY seq LIMIT ${pageSize}`,
      );
      for await (const [, userId, ...record] of pagesOf(page)) {
        yield { ...toRecord(record as unknown as RecordColumns), userId: String(userId) as UserId };
      }
    },
    close,
  };
}

/** All rows, page by page; the first column is the key from which the next page continues. */
async function* pagesOf(page: ReadStatement): AsyncGenerator<readonly SqlValue[]> {
  for (let after = 0; ;) {
    const rows = page.all(after);
    yield* rows;
    const last = rows.at(-1)?.[0];
    if (last === undefined || rows.length < pageSize) return;
    after = Number(last);
    // Reading blocks: between two pages the program has to see a Ctrl-C, and draw its progress.
    await setImmediate();
  }
}

const merged = (first: SqlValue | undefined, more: readonly ItemId[]): string =>
  JSON.stringify([...new Set([...parseIds(first), ...more])]);

const parseIds = (json: SqlValue | undefined): readonly ItemId[] =>
  JSON.parse(String(json ?? "[]")) as readonly ItemId[];

type Dates = Readonly<Record<string, string>>;

const parseDates = (json: SqlValue | undefined): Dates => JSON.parse(String(json ?? "{}")) as Dates;

/** Dates are in one form, so that they compare as text. */
function earlierOf(one: Dates, other: Dates): Dates {
  const both = { ...one, ...other };
  for (const [key, date] of Object.entries(one)) if (date < (both[key] ?? "")) both[key] = date;
  return both;
}

function toUser([, userId, line, name, courses, tests, dates, records]: readonly SqlValue[]): StagedUser {
  const rows = JSON.parse(String(records)) as readonly RecordColumns[];
  return {
    userId: String(userId) as UserId,
    name: name === null || name === undefined ? undefined : String(name),
    line: Number(line),
    courses: parseIds(courses),
    tests: parseIds(tests),
    dates: parseDates(dates),
    records: rows.map(toRecord).sort((one, other) => one.line - other.line),
  };
}

type RecordColumns = readonly [
  kind: ItemKind,
  itemId: ItemId,
  purchasedAt: string | null,
  recordId: string | null,
  line: number,
];

function toRecord([kind, id, purchasedAt, recordId, line]: RecordColumns): StagedRecord {
  return { item: { kind, id }, purchasedAt, recordId, line };
}
