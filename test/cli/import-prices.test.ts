import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const ledger = (...values: readonly string[]): Promise<LedgerRun> =>
  runLedger(values, { DATA_DIR: join(folder.path, "data") });

async function inFile(name: string, text: string): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, text);
  return path;
}

beforeEach(async () => {
  folder = await temporaryFolder();
  const users = await inFile(
    "users.json",
    '{"_id":"u-1","purchasedCourses":["c-1","c-2"]}\n{"_id":"u-2","purchasedTests":["t-1"]}',
  );
  const purchases = await inFile(
    "purchases.json",
    '{"_id":"r-1","user":"u-1","course":"c-1","purchasedAt":{"$date":"2025-01-01T00:00:00Z"}}',
  );
  expect((await ledger("import", "--users", users, "--purchases", purchases)).code).toBe(0);
});
afterEach(() => folder.remove());

const orders = [
  "userId;kind;itemId;amount;currency;paidAt;reference",
  "u-1;course;c-1;49.90;EUR;2025-01-01T08:30:00+02:00;4711",
  "u-1;course;c-2;0.29;EUR;2025-02-03;",
  "u-2;test;t-1;1500;JPY;;",
];

describe("ledger import --prices", () => {
  it("records the prices of imported purchases as evidence, once", async () => {
    const file = await inFile("orders.csv", `\uFEFF${orders.join("\r\n")}\r\n`);
    const result = async (...more: readonly string[]): Promise<unknown> => {
      const { code, stdout } = await ledger("import", "--prices", file, "--json", ...more);
      expect(code).toBe(0);
      return JSON.parse(stdout);
    };
    const found = { lines: 3, eventsAdded: 3, alreadyThere: 0, leftOut: 0 };
    expect(await result("--dry-run")).toMatchObject({ dryRun: true, ...found });
    expect(await result()).toMatchObject({ dryRun: false, ...found });
    expect(await result()).toMatchObject({ lines: 3, eventsAdded: 0, alreadyThere: 3 });

    const { stdout } = await ledger("export", "history");
    const records = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records).toMatchObject([
      { itemId: "c-2", price: { amountMinor: 29, currency: "EUR" }, purchasedAt: null },
      {
        itemId: "c-1",
        price: { amountMinor: 4990, currency: "EUR" },
        details: { priceEvidence: { paidAt: "2025-01-01T06:30:00.000Z", reference: "4711" } },
      },
      { itemId: "t-1", price: { amountMinor: 1500, currency: "JPY" } },
    ]);
    expect((await ledger("verify")).code).toBe(0);
  });

  it("takes JSON Lines, and names each line that it cannot use", async () => {
    const line = (fields: object): string =>
      JSON.stringify({ userId: "u-1", kind: "course", currency: "EUR", ...fields });
    const file = await inFile(
      "orders.ndjson",
      [
        line({ itemId: "c-1", amount: 49.9 }),
        line({ itemId: "c-1", amount: 59.9 }),
        line({ itemId: "c-2", amount: "free" }),
        line({ itemId: "c-2", amount: 0.295 }),
        line({ itemId: "c-9", amount: 1 }),
        line({ amount: 1 }),
        line({ itemId: "c-2", amount: 1, paidAt: "yesterday" }),
        "{ not json",
        // A system's zero, and a typing mistake: analytics would count the purchase there for ever.
        line({ itemId: "c-2", amount: 1, paidAt: "1970-01-01T00:00:00Z" }),
        line({ itemId: "c-2", amount: 1, paidAt: "9025-02-03" }),
      ].join("\n"),
    );
    const path = join(folder.path, "left-out.jsonl");
    expect((await ledger("import", "--prices", file, "--report", path)).code).toBe(1);
    const problems = (await readFile(path, "utf8")).trim().split("\n");
    const found = problems.map((text) => JSON.parse(text) as { kind: string; line: number; message: string });
    const inOrder = found.toSorted((one, other) => one.line - other.line);
    expect(inOrder.map((each) => `${each.line} ${each.kind}`)).toEqual([
      "2 price_differs",
      "3 price_invalid",
      "4 price_invalid",
      "5 purchase_unknown",
      "6 price_invalid",
      "7 price_invalid",
      "8 price_invalid",
      "9 price_invalid",
      "10 price_invalid",
    ]);
  });

  it.each(["orders.csv", "orders.jsonl"])("refuses an empty file: %s", async (name) => {
    for (const text of ["", "\n\n"])
      expect(await ledger("import", "--prices", await inFile(name, text))).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("is empty. Expected: the shop's order export") as unknown,
      });
  });

  it.each(["none.csv", "none.jsonl"])("says that a file does not exist: %s", async (name) => {
    expect(await ledger("import", "--prices", join(folder.path, name))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${name} does not exist.`) as unknown,
    });
  });

  it("takes no comma of a number or a text for the end of a field", async () => {
    const [comma, tooMany] = [
      "price_invalid The line cannot be used: amount",
      "price_invalid The line cannot be used: it has",
    ];
    const about = "u-1;course;c-1;EUR";
    const files: readonly (readonly [string, readonly string[]])[] = [
      [`userId;kind;itemId;currency;amount\n${about};49,90\n`, [comma]],
      [`userId;kind;itemId;currency;amount;note\n${about};49,90\n${about};1.049,90;\n`, [comma, comma]],
      [`userId\tkind\titemId\tcurrency\tamount\n${about.replaceAll(";", "\t")}\t49,90;\n`, [comma]],
      [`userId,kind,itemId,currency,amount\nu-1,course,c-1,EUR,1,049.90\n`, [tooMany]],
      [
        `userId,kind,itemId,currency,amount\nu-1,course,c-1,EUR,49,90\nu-1,course,c-1,EUR\n`,
        [tooMany, comma],
      ],
    ];
    const report = join(folder.path, "report.jsonl");
    for (const [text, expected] of files) {
      const file = await inFile("orders.csv", text);
      const { code, stdout } = await ledger("import", "--prices", file, "--json", "--report", report);
      expect([text, code, (JSON.parse(stdout) as { eventsAdded: number }).eventsAdded]).toEqual([text, 1, 0]);
      const found = (await readFile(report, "utf8")).trim().split("\n");
      const problems = found.map((line) => JSON.parse(line) as { kind: string; message: string });
      expect(problems.map(({ kind, message }) => `${kind} ${message}`)).toEqual(
        expected.map((start) => expect.stringContaining(start) as unknown),
      );
    }
    const text = `\uFEFFuserId;"kind";itemId;currency;amount;reference\r\n${about}; 49.90 ;order 5, part 2;;\r\n`;
    const file = await inFile("orders.csv", text);
    await writeFile(file, Buffer.from(text, "utf16le"));
    expect(await ledger("import", "--prices", file)).toMatchObject({ code: 0 });
    const { stdout } = await ledger("export", "history", "--item", "course:c-1");
    expect(JSON.parse(stdout)).toMatchObject({
      price: { amountMinor: 4990, currency: "EUR" },
      details: { priceEvidence: { reference: "order 5, part 2" } },
    });
  }, 60_000);

  it("refuses a column that is there twice", async () => {
    const file = await inFile("orders.csv", "userId,purchaseId,amount,currency,amount\nu-1,p-1,1,EUR,2\n");
    const { code, stderr } = await ledger("import", "--prices", file);
    expect([code, stderr]).toEqual([2, expect.stringContaining("names the column amount twice") as unknown]);
  });

  it("takes a table without orders", async () => {
    const file = await inFile("orders.csv", `${orders[0]}\n`);
    expect(await ledger("import", "--prices", file)).toMatchObject({ code: 0 });
  });

  it("leaves out a line that is cut off; refuses a file of another kind, and purchases in the same run", async () => {
    const cut = await inFile("cut.csv", `${orders.join("\n")}\nu-1;cour\n`);
    const { code, stdout } = await ledger("import", "--prices", cut, "--json");
    expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({ code: 1, lines: 4, leftOut: 1 });
    const file = await inFile("wrong.csv", "name,price\r\nAlgebra,3\r\n");
    const refused = await ledger("import", "--prices", file);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("userId") as unknown]);
    expect((await ledger("import", "--prices", join(folder.path, "none.csv"))).code).toBe(2);
    expect((await ledger("import", "--prices", file, "--users", file)).code).toBe(2);
  });
});
