import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import Database from "libsql";
import { join } from "node:path";
import { createPurchaseHandler } from "../../src/commands/purchase-handler.js";
import type { PurchaseEvent } from "../../src/events/purchase-events.js";
import { openExportOutput } from "../../src/cli/export-output.js";
import type { HistoryRecord } from "../../src/stores/read-model/documents.js";
import { purchaseCourse, purchaseOrder, refundPurchase } from "../domain/commands.js";
import { collect, courses, toNewEvent } from "../support/events.js";
import { eventually } from "../support/eventually.js";
import { appendUnreadable } from "../support/older-program.js";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { parseCsv } from "./support/parse-csv.js";
import { formula, nasty, openShop, sold } from "./support/shop.js";

// Each starts several programs, which on a busy machine take their time.
jest.setTimeout(90_000);

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
  const offer = { kind: "course", id: "c-1", title: "=Algebra, наран", priceMinor: 2999, currency: "EUR" };
  await writeFile(join(folder.path, "catalogue.json"), JSON.stringify([{ ...offer, status: "active" }]));
});
afterEach(() => folder.remove());

const ledger = (...values: readonly string[]): Promise<LedgerRun> =>
  runLedger(["export", ...values], {
    DATA_DIR: folder.path,
    CATALOGUE_FILE: join(folder.path, "catalogue.json"),
  });

/** As spreadsheets read a date. */
const readable = (instant: string | null | undefined): string =>
  (instant ?? "").slice(0, 19).replace("T", " ");

/** Starts it, for tests that do something to it while it runs. */
function start(...values: readonly string[]) {
  const child = spawn(process.execPath, [...ledgerProgram, "export", ...values], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...programEnvironment(), DATA_DIR: folder.path },
  });
  const output = { stderr: "" };
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  return { child, output, closed: once(child, "close") };
}

// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller says what it expects, as with JSON.parse and `as`
const lines = <T>(text: string): readonly T[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);

/** Rows by the names of their columns. */
function table(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = parseCsv(text);
  return rows.map((row) => {
    expect(row).toHaveLength(head.length);
    return Object.fromEntries(head.map((name, index) => [name, row[index] ?? ""]));
  });
}

const partialFiles = async (): Promise<readonly string[]> =>
  (await readdir(folder.path)).filter((name) => name.includes("partial"));

/** What is stored of history once all is folded. */
async function sell(...streams: readonly (readonly PurchaseEvent[])[]): Promise<readonly HistoryRecord[]> {
  const shop = await openShop(folder.path, streams.length === 0 ? sold : streams);
  const history = await collect(shop.readModel.analytics.historyRecords({}));
  await shop.close();
  return history;
}

describe("ledger export history", () => {
  it("writes the stored records as JSON, and a table that gives back every text, and no formula", async () => {
    const history = await sell();
    expect(history).toHaveLength(4);
    const [json, csv] = await Promise.all([ledger("history"), ledger("history", "--format", "csv")]);
    expect([json.code, json.stderr, csv.code, csv.stderr]).toEqual([0, "", 0, ""]);
    expect(lines(json.stdout)).toEqual(history);
    const text = (value: string | number | null | undefined): string => String(value ?? "");
    expect(table(csv.stdout)).toEqual(
      history.map((record) => ({
        userId: record.userId,
        purchaseId: record.purchaseId,
        kind: record.kind,
        itemId: record.itemId === "-2" ? "'-2" : record.itemId,
        title: record.itemId === "c-1" ? "'=Algebra, наран" : "",
        amount: "29.99",
        amountMinor: text(record.price?.amountMinor),
        currency: text(record.price?.currency),
        paymentId: record.payment?.id === formula ? `'${formula}` : text(record.payment?.id),
        paymentMethod: text(record.payment?.method),
        ...{ discount: "", refunded: "", orderId: "" },
        purchasedAt: readable(record.purchasedAt),
        revokedAt: readable(record.revokedAt),
        revokedReason: text(record.revokedReason),
        purchasedRevision: text(record.purchasedRevision),
        revision: text(record.revision),
        flags: "",
      })),
    );
    expect(csv.stdout).toContain(`"${nasty.replaceAll('"', '""')}"`);
  });

  it("takes what to leave out from the command line", async () => {
    await sell();
    const { stdout } = await ledger(
      ...["history", "--from", "2026-01-01", "--to", "2026-02-01", "--time-zone", "Europe/Berlin"],
      ...["--user", "u-1", "--item", "course:c-1"],
    );
    expect(lines(stdout)).toMatchObject([{ userId: "u-1", purchaseId: "p-1" }]);
  });
});

describe("CSV for spreadsheets", () => {
  it("opens in Excel as it is, with dates on the clocks of a place, amounts in major units, and refunds", async () => {
    const eventStore = await openEmbeddedEventStore({ path: join(folder.path, "events.db") });
    const handler = createPurchaseHandler({ eventStore });
    const at = "2026-01-31T23:30:15.500Z";
    const discount = { code: "AUTUMN", amount: 4.99 };
    await handler.handle(purchaseCourse("u-1", "p-1", "c-1", { at, discount, orderId: "-4711" }));
    await handler.handle(
      refundPurchase("u-1", "p-1", "r-1", { amount: { amountMinor: 1050, currency: "EUR" } }),
    );
    const paid = { at, paidAt: at, claimedTotal: 20.01, currency: "EUR" };
    const order = purchaseOrder("u-2", "o-1", ["c-9"], paid);
    await handler.handle({ ...order, lines: order.lines.map((line) => ({ ...line, claimedAmount: 20 })) });
    await eventStore.close();
    await (await openShop(folder.path, [])).close();
    const csv = (what: string) => ledger(what, "--format", "csv", "--time-zone", "Europe/Berlin");
    const [history, ownership, events] = await Promise.all(["history", "ownership", "events"].map(csv));
    for (const { stdout } of [history!, ownership!, events!]) {
      expect(stdout.startsWith("\uFEFFuserId,") || stdout.startsWith("\uFEFFposition,")).toBe(true);
      expect(stdout.replaceAll("\r\n", "")).not.toContain("\n");
    }
    const bought = { itemId: "c-1", title: "'=Algebra, наран", purchasedAt: "2026-02-01 00:30:15" };
    expect(table(history!.stdout)).toMatchObject([
      { ...bought, amount: "25.00", currency: "EUR", discount: "4.99", refunded: "10.50", orderId: "'-4711" },
      { itemId: "c-9", amount: "20.01", flags: "price_differs total_differs" },
    ]);
    expect(table(ownership!.stdout)).toMatchObject([bought, { itemId: "c-9" }]);
    expect(table(events!.stdout).slice(1)).toMatchObject([
      { ...bought, amount: "25.00" },
      { type: "PurchaseRefunded", amount: "10.50", paymentId: "pay-p-1" },
      { type: "PaymentClaimed" },
      { itemId: "c-9", amount: "20.01" },
    ]);
  });

  it("says that titles are left out where the catalogue cannot be read", async () => {
    await sell();
    await writeFile(join(folder.path, "catalogue.json"), "{");
    const { code, stdout, stderr } = await ledger("history", "--format", "csv");
    expect([code, stderr]).toEqual([0, expect.stringContaining("Titles are left out.")]);
    expect(table(stdout)[0]).toMatchObject({ itemId: "c-1", title: "" });
  });
});

describe("ledger export events", () => {
  it("writes the log as it was accepted", async () => {
    await sell();
    const [json, csv] = await Promise.all([ledger("events"), ledger("events", "--format", "csv")]);
    expect([json.code, json.stderr]).toEqual([0, ""]);
    const events = lines<PurchaseEvent & { readonly id: string; readonly created: string }>(json.stdout);
    expect(events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }))).toEqual(
      sold.flat().map(toNewEvent),
    );
    const rows = table(csv.stdout);
    expect(rows.map(({ created, note, error }) => ({ created, note, error }))).toEqual(
      events.map(({ created }, index) => ({
        created: readable(created),
        note: index === 2 ? nasty : "",
        error: "",
      })),
    );
    expect(rows[2]).toMatchObject({
      position: "3",
      stream: "purchases-u-1",
      type: "PurchaseRevoked",
      kind: "course",
      itemId: "c-1",
      title: "'=Algebra, наран",
      amountMinor: "",
      revokedAt: "2026-02-03 04:05:06",
      reason: "refund",
      actorRole: "service",
      schemaVersion: "2",
    });
  });

  it("writes what cannot be read as it stands, says so, and ends with 1", async () => {
    const shop = await openShop(folder.path);
    await appendUnreadable(shop.eventStore, "u-2", 1);
    await shop.close();
    const [json, csv, history] = await Promise.all([
      ledger("events"),
      ledger("events", "--format", "csv"),
      ledger("history"),
    ]);
    const said = "1 event could not be read. Such events are written as stored, with the error.\n";
    expect([json.code, json.stderr, csv.code, csv.stderr]).toEqual([1, said, 1, said]);
    expect(lines(json.stdout).at(-1)).toMatchObject({
      type: "CoursePurchased",
      data: { courseId: 7 },
      error: { code: "event_invalid" },
    });
    const row = table(csv.stdout).at(-1);
    expect(row).toMatchObject({ userId: "u-2", type: "CoursePurchased", purchaseId: "" });
    expect(row?.error).toContain("data.courseId");
    expect([history.code, history.stderr]).toEqual([0, "The projections are 1 event behind the log.\n"]);
  });
});

describe("ledger export --out", () => {
  it("replaces a file in one step, and follows a link to it", async () => {
    await sell();
    const [file, link] = [join(folder.path, "all.csv"), join(folder.path, "link.csv")];
    await writeFile(file, "old", { mode: 0o600 });
    await symlink(file, link);
    const { code, stdout } = await ledger("history", "--format", "csv", "--out", link);
    expect([code, stdout]).toEqual([0, ""]);
    expect(table(await readFile(file, "utf8"))).toHaveLength(4);
    // What was private stays private.
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await partialFiles()).toEqual([]);
  });

  it("leaves what was there, and nothing half-written, when it fails", async () => {
    await sell();
    const raw = new Database(join(folder.path, "read-model.db"));
    raw.exec("UPDATE ownership SET document = 'damaged' WHERE user_id = 'u-2'");
    raw.close();
    const file = join(folder.path, "all.ndjson");
    await writeFile(file, "old");
    const { code, stderr } = await ledger("ownership", "--out", file);
    expect([code, stderr.includes("u-2")]).toEqual([3, true]);
    expect(await readFile(file, "utf8")).toBe("old");
    expect(await partialFiles()).toEqual([]);
  });

  it("does the same on Ctrl-C", async () => {
    await sell(courses("u-1", 2000), ...Array.from({ length: 20 }, (_, n) => courses(`v-${n}`, 1000)));
    const file = join(folder.path, "all.ndjson");
    const { child, output, closed } = start("events", "--out", file);
    await eventually("it has begun", async () => (await partialFiles()).length > 0);
    child.kill("SIGINT");
    expect([await closed, output.stderr]).toEqual([[130, null], "Interrupted.\n"]);
    expect((await readdir(folder.path)).filter((name) => name.startsWith("all"))).toEqual([]);
  });

  it.each([
    ["a folder", () => folder.path],
    ["a device", () => "/dev/null"],
    ["in no folder", () => join(folder.path, "none", "x.csv")],
  ])("refuses what is %s", async (_what, path) => {
    await expect(openExportOutput(path())).rejects.toMatchObject({ code: "source_invalid" });
  });
});

describe("ledger export", () => {
  it("refuses what it does not understand, without a stack", async () => {
    const wrong = [
      ["everything"],
      ["history", "--from", "2026-02-30"],
      ["history", "--from", "2026-02-01", "--to", "2026-01-01"],
      ["history", "--time-zone", "Mars"],
      ["history", "--item", "c-1"],
    ];
    for (const { code, stdout, stderr } of await Promise.all(wrong.map((values) => ledger(...values)))) {
      expect([code, stdout, stderr.includes("    at "), stderr === ""]).toEqual([2, "", false, false]);
    }
  });

  it("writes the head of a table, or nothing, of an empty ledger", async () => {
    await (await openEmbeddedEventStore({ path: join(folder.path, "events.db") })).close();
    const [json, csv] = await Promise.all([ledger("history"), ledger("events", "--format", "csv")]);
    expect([json.stdout, parseCsv(csv.stdout).length]).toEqual(["", 1]);
  });

  it("ends in silence when its reader has had enough", async () => {
    await sell(courses("u-1", 5000));
    const { child, output, closed } = start("events");
    child.stdout.once("data", () => child.stdout.destroy());
    expect([await closed, output.stderr]).toEqual([[0, null], ""]);
  });
});
