import { openRaw, type RawRow, type RawStatement } from "../raw-sqlite.js";

/** As much of an event's data as the two projections need. */
interface EventData {
  readonly userId: string;
  readonly purchaseId: string;
  readonly courseId?: string;
  readonly testId?: string;
  readonly item?: { readonly kind: "course" | "test"; readonly id: string };
  readonly price?: { readonly amountMinor: number; readonly currency: string };
  readonly payment?: { readonly id: string } | null;
  readonly purchasedAt?: string;
  readonly revokedAt?: string;
}

interface Owned {
  readonly courses: string[];
  readonly tests: string[];
}

const rowsAtOnce = 2000;

/**
 * The limit of a rebuild: both of the shop's projections by hand, on the package that the ledger uses and with nothing
 * around them. Reads the log in its order, parses what each event says, folds the users in memory, and inserts in batches,
 * all in one transaction. It checks no event, keeps no payments, checkpoint or old models, and compares nothing.
 *
 * @param log a log of the ledger
 * @param path the file to make
 * @returns seconds
 */
export function rebuildByHand(log: string, path: string): number {
  const source = openRaw(log, { synchronous: "normal" });
  const target = openRaw(path, { synchronous: "full", cacheMiB: 64 });
  const select = source.prepare(
    "SELECT position, type, data FROM events WHERE position > ? ORDER BY position LIMIT ?",
  );
  const started = performance.now();
  target.exec(`BEGIN IMMEDIATE;
    CREATE TABLE ownership (user_id TEXT PRIMARY KEY, courses TEXT NOT NULL, tests TEXT NOT NULL);
    CREATE TABLE history (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, purchase_id TEXT NOT NULL, kind TEXT NOT NULL,
      item_id TEXT NOT NULL, amount_minor INTEGER, currency TEXT, payment_id TEXT, purchased_at TEXT NOT NULL, revoked_at TEXT)`);
  const addRecords = target.prepare(`INSERT INTO history
    (user_id, purchase_id, kind, item_id, amount_minor, currency, payment_id, purchased_at)
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4, value ->> 5, value ->> 6, value ->> 7
    FROM json_each(?)`);
  const users = new Map<string, Owned>();
  const revocations: RawRow[] = [];
  for (let position = 0; ;) {
    const rows = select.all([position, rowsAtOnce]);
    if (rows.length === 0) break;
    position = Number(rows.at(-1)![0]);
    addRecords.run([JSON.stringify(rows.flatMap((row) => recordsOf(row, users, revocations)))]);
  }
  inBatches(
    target.prepare("INSERT INTO ownership SELECT value ->> 0, value -> 1, value -> 2 FROM json_each(?)"),
    [...[...users].map(([userId, { courses, tests }]) => [userId, courses, tests])],
  );
  target.exec("CREATE INDEX history_by_user ON history (user_id, purchased_at DESC)");
  inBatches(
    target.prepare(`UPDATE history SET revoked_at = given.value ->> 2 FROM json_each(?) AS given
      WHERE user_id = given.value ->> 0 AND purchase_id = given.value ->> 1`),
    revocations,
  );
  target.exec("COMMIT");
  const seconds = (performance.now() - started) / 1000;
  source.close();
  target.close();
  return seconds;
}

/** Folds an event, and gives the record that it makes. */
function recordsOf(
  [, type, text]: RawRow,
  users: Map<string, Owned>,
  revocations: RawRow[],
): readonly (readonly unknown[])[] {
  const data = JSON.parse(text as string) as EventData;
  const { userId, purchaseId, courseId, testId, price, payment, purchasedAt } = data;
  const owned = users.get(userId) ?? { courses: [], tests: [] };
  users.set(userId, owned);
  if (type === "PurchaseRevoked") {
    const ids = data.item?.kind === "course" ? owned.courses : owned.tests;
    ids.splice(ids.indexOf(data.item?.id ?? ""), 1);
    revocations.push([userId, purchaseId, data.revokedAt ?? null]);
    return [];
  }
  const kind = courseId === undefined ? "test" : "course";
  const itemId = courseId ?? testId ?? "";
  (kind === "course" ? owned.courses : owned.tests).push(itemId);
  return [[userId, purchaseId, kind, itemId, price?.amountMinor, price?.currency, payment?.id, purchasedAt]];
}

function inBatches(statement: RawStatement, rows: readonly (readonly unknown[])[]): void {
  for (let first = 0; first < rows.length; first += rowsAtOnce)
    statement.run([JSON.stringify(rows.slice(first, first + rowsAtOnce))]);
}
