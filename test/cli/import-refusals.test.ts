import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { append, coursePurchased } from "../support/events.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let users: string;
let purchases: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  users = join(folder.path, "users.json");
  purchases = join(folder.path, "purchases.json");
  const ids = Array.from({ length: 20 }, (_, n) => `u-${n}`);
  await writeFile(users, ids.map((id) => `{"_id":"${id}","purchasedCourses":["c-1"]}\n`).join(""));
  await writeFile(
    purchases,
    ids
      .map(
        (id) =>
          `{"_id":"r-${id}","user":"${id}","course":"c-1","purchasedAt":{"$date":"2024-05-01T10:00:00Z"}}\n`,
      )
      .join(""),
  );
});
afterEach(() => folder.remove());

const dataDir = (): string => join(folder.path, "data");
const ledger = (...values: readonly string[]): Promise<LedgerRun> =>
  runLedger(values, { DATA_DIR: dataDir() });
const importing = (...values: readonly string[]): Promise<LedgerRun> =>
  ledger("import", "--users", users, "--purchases", purchases, ...values);
const eventCount = async (): Promise<unknown> =>
  (JSON.parse((await ledger("status", "--json")).stdout) as { eventStore: { eventCount: unknown } })
    .eventStore.eventCount;

describe("ledger import", () => {
  it("adds nothing from a file that was cut off, unless it is allowed", async () => {
    const whole = await readFile(purchases, "utf8");
    await writeFile(purchases, whole.slice(0, 300));
    const refused = await importing();
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/cut off by the end of the file.* Nothing was imported/);
    expect((await importing("--dry-run")).code).toBe(2);
    expect(await eventCount()).toBe(0);
    expect((await importing("--accept-incomplete")).code).toBe(0);
    expect(await eventCount()).toBe(20);
  }, 60_000);

  it("adds nothing from an empty file, or one of another kind, and the dry run refuses it as well", async () => {
    await writeFile(users, "");
    for (const mode of [["--dry-run"], []]) {
      const { code, stderr } = await importing(...mode);
      expect([code, stderr]).toEqual([2, expect.stringContaining("users.json is empty. Expected: users {")]);
    }
    await writeFile(users, "_id,purchasedCourses\nu-1,c-1\n");
    expect((await ledger("analyse", "--users", users, "--purchases", purchases)).code).toBe(2);
  }, 60_000);

  it("leaves out a user whose stream cannot be read, names them, and imports all others", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(dataDir(), "events.db") });
    const { type, data, metadata } = coursePurchased("u-3", "p-1", "c-9");
    await append(eventStore, { type, data, metadata: { ...metadata, schemaVersion: 99 } } as never);
    await eventStore.close();
    const report = join(folder.path, "left-out.jsonl");
    const dryRun = await importing("--dry-run", "--report", report, "--json");
    expect([dryRun.code, JSON.parse(dryRun.stdout)]).toMatchObject([1, { eventsAdded: 19, usersFailed: 1 }]);
    const { code, stdout } = await importing("--report", report);
    expect([code, stdout]).toEqual([1, expect.stringContaining("Imported 19 users")]);
    expect(await eventCount()).toBe(20);
    const lines = (await readFile(report, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { kind: "user_failed", userId: "u-3", line: 4 },
    ]);
  }, 60_000);
});
