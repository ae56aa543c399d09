import { openRaw } from "../raw-sqlite.js";
import type { PurchaseStore } from "./purchase-store.js";

/**
 * How the shop did it before: no events, but arrays on the user and a collection of records. Unlike the shop's own APIs
 * it writes both, in one transaction for each purchase.
 */
export function openOldWay(path: string, synchronous: "full" | "off" = "full"): PurchaseStore {
  const database = openRaw(path, { synchronous });
  database.exec(`CREATE TABLE IF NOT EXISTS users (user_id TEXT PRIMARY KEY, courses TEXT NOT NULL, tests TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS purchases (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, kind TEXT NOT NULL,
      item_id TEXT NOT NULL, purchased_at TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS purchases_by_user ON purchases (user_id, purchased_at DESC)`);
  const readUser = database.prepare("SELECT courses, tests FROM users WHERE user_id = ?");
  const writeUser = database.prepare("INSERT OR REPLACE INTO users VALUES (?, ?, ?)");
  const addRecord = database.prepare(
    "INSERT INTO purchases (user_id, kind, item_id, purchased_at) VALUES (?, 'course', ?, ?)",
  );
  const owned = (userId: string): [courses: string[], tests: string[]] => {
    const [courses = "[]", tests = "[]"] = readUser.get([userId]) ?? [];
    return [JSON.parse(courses as string) as string[], JSON.parse(tests as string) as string[]];
  };
  return {
    purchase(userId, item) {
      database.exec("BEGIN IMMEDIATE");
      const [courses, tests] = owned(userId);
      const isOwned = courses.includes(item);
      if (!isOwned) {
        writeUser.run([userId, JSON.stringify([...courses, item]), JSON.stringify(tests)]);
        addRecord.run([userId, item, new Date().toISOString()]);
      }
      database.exec("COMMIT");
      return isOwned ? "already_owned" : "recorded";
    },
    ownership: (userId) => owned(userId)[0],
    close: () => {
      database.close();
    },
  };
}
