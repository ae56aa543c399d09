import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitNothingFound } from "../../src/cli/exit-codes.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const dataDir = (): string => join(folder.path, "data");
const ledger = (...values: readonly string[]): Promise<LedgerRun> =>
  runLedger(values, { DATA_DIR: dataDir(), LEDGER_OPERATOR: "ops-1" });

async function importShop(name: string, ...more: readonly string[]): Promise<LedgerRun> {
  const [users, purchases] = [join(folder.path, `${name}-users`), join(folder.path, `${name}-purchases`)];
  await writeFile(
    users,
    '{"_id":"u-1","purchasedCourses":["c-1",{"course":7.5}],"email":"u-1@shop.example"}\n',
  );
  await writeFile(
    purchases,
    [
      { _id: "r-1", user: "u-1", course: "c-2", purchasedAt: { $date: "2024-05-01T10:00:00Z" } },
      { _id: "r-2", user: "u-1", course: "c-1", test: "t-1", coupon: "SPRING" },
      { _id: "r-3", user: "u-1", course: "c-1", purchasedAt: "yesterday" },
      { _id: "r-4", user: "u-1", course: "c-1", purchasedAt: { $date: "2024-05-01T10:00:00Z" } },
      { _id: "r-9", user: "u-9", test: "t-9", purchasedAt: { $date: "2024-05-01T10:00:00Z" } },
    ]
      .map((record) => `${JSON.stringify(record)}\n`)
      .join(""),
  );
  return ledger("import", "--users", users, "--purchases", purchases, ...more);
}

interface Skipped {
  readonly reason: string;
  readonly item: unknown;
  readonly recordId: string | null;
  readonly raw: string;
}
async function skippedOf(userId: string): Promise<readonly Skipped[]> {
  const { stdout } = await ledger("skipped", userId, "--json");
  const lines = stdout.split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as Skipped);
}
const eventCount = async (): Promise<unknown> =>
  (JSON.parse((await ledger("status", "--json")).stdout) as { eventStore: { eventCount: unknown } })
    .eventStore.eventCount;

describe("ledger skipped", () => {
  it("shows what an import left out of a user's purchases, also without the read model", async () => {
    expect((await importShop("first")).stdout).toContain("ledger skipped <userId>");
    await rm(join(dataDir(), "read-model.db"));
    const found = (await skippedOf("u-1")).map(({ reason, item, recordId, raw }) => [
      ...[reason, item, recordId],
      JSON.parse(raw) as unknown,
    ]);
    const course = (id: string) => ({ kind: "course", id });
    expect(found).toEqual([
      ["id_invalid", null, null, { course: 7.5 }],
      ["item_ambiguous", null, "r-2", { _id: "r-2", user: "u-1", course: "c-1", test: "t-1" }],
      ["date_invalid", course("c-1"), "r-3", expect.objectContaining({ purchasedAt: "yesterday" })],
      [
        ...["not_imported", course("c-2"), "r-1"],
        { _id: "r-1", course: "c-2", purchasedAt: "2024-05-01T10:00:00.000Z" },
      ],
    ]);
    // Of a user who owns nothing, because the shop's users do not have it.
    expect(await skippedOf("u-9")).toMatchObject([{ reason: "record_orphaned", item: { id: "t-9" } }]);
    expect((await ledger("skipped", "u-9")).stdout).toContain("test t-9");
    expect(await ledger("find", "u-9", "--json")).toMatchObject({ code: 0 });
    expect((await ledger("verify")).code).toBe(0);
  }, 60_000);

  it("keeps each of them once, however often the import is repeated, and nothing of a dry run", async () => {
    await importShop("dry", "--dry-run");
    expect(await eventCount()).toBe(0);
    await importShop("first");
    const [events, skipped] = [await eventCount(), await skippedOf("u-1")];
    await importShop("second");
    expect([await eventCount(), await skippedOf("u-1")]).toEqual([events, skipped]);
  }, 60_000);

  it("ends with 4 if nothing was skipped", async () => {
    await importShop("first");
    expect(await ledger("skipped", "u-2")).toMatchObject({
      code: exitNothingFound,
      stdout: expect.stringContaining("No import skipped anything for user u-2") as unknown,
    });
  }, 60_000);

  it("keeps what was wrong with the lines of an order export", async () => {
    await importShop("first");
    const orders = join(folder.path, "orders.csv");
    await writeFile(
      orders,
      "userId,kind,itemId,amount,currency,card\nu-1,course,c-1,free,EUR,4711\nu-1,course,c-8,5,EUR,4711\n",
    );
    expect((await ledger("import", "--prices", orders)).code).toBe(1);
    const found = (await skippedOf("u-1")).slice(4);
    expect(found).toMatchObject([
      { reason: "price_invalid", item: { id: "c-1" } },
      { reason: "purchase_unknown", item: { id: "c-8" } },
    ]);
    expect(found.map(({ raw }) => raw).join()).not.toContain("4711");
  }, 60_000);

  it("refuses a report that cannot be read back", async () => {
    expect(await importShop("first", "--report", "/dev/null")).toMatchObject({ code: 2 });
  });
});
