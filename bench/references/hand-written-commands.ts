import { openRaw } from "../raw-sqlite.js";
import { atOnce, samplePurchases, type PurchasesWorkload } from "./purchases-workload.js";

/**
 * The limit: purchases by hand, on the package that the ledger uses and with nothing around it. Loads the user's events,
 * decides, and appends; 64 purchases share a commit. A payment is spent once, by a table of its own.
 *
 * @returns purchases per second
 */
export function buyByHand(path: string, workload: PurchasesWorkload, isPaid: boolean): number {
  const database = openRaw(path, { synchronous: "full" });
  database.exec(`CREATE TABLE events (id INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL,
    type TEXT NOT NULL, data TEXT NOT NULL, UNIQUE (stream, version));
    CREATE TABLE payments (id TEXT PRIMARY KEY, user_id TEXT NOT NULL) WITHOUT ROWID`);
  const load = database.prepare("SELECT data FROM events WHERE stream = ? ORDER BY version");
  const append = database.prepare("INSERT INTO events (stream, version, type, data) VALUES (?, ?, ?, ?)");
  const claim = database.prepare("INSERT INTO payments VALUES (?, ?)");
  const purchases = [...samplePurchases(workload)];
  const started = performance.now();
  for (let first = 0; first < purchases.length; first += atOnce) {
    database.exec("BEGIN IMMEDIATE");
    for (const { number, userId, item } of purchases.slice(first, first + atOnce)) {
      const itemId = `course-${item}`;
      const rows = load.all([userId]);
      if (rows.some(([data]) => (JSON.parse(data as string) as { itemId: string }).itemId === itemId))
        throw new Error("The workload buys something twice.");
      if (isPaid) claim.run([`pay_${number}`, userId]);
      const data = { userId, itemId, purchasedAt: new Date().toISOString() };
      append.run([userId, rows.length, "CoursePurchased", JSON.stringify(data)]);
    }
    database.exec("COMMIT");
  }
  const seconds = (performance.now() - started) / 1000;
  database.close();
  return purchases.length / seconds;
}
