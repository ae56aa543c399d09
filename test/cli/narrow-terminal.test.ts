import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** As in a terminal of so many columns, on every system: a pseudo-terminal has its own command on each. */
const terminal = (columns: number): string =>
  `data:text/javascript,for(const out of[process.stdout,process.stderr])Object.assign(out,{isTTY:true,columns:${columns}})`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
const runIn = (columns: number, data: string, ...values: readonly string[]) =>
  spawnSync(process.execPath, ["--import", terminal(columns), ...ledgerProgram, ...values], {
    encoding: "utf8",
    env: { ...programEnvironment(), DATA_DIR: join(folder.path, data) },
  });
const run = (...values: readonly string[]) => runIn(80, "data", ...values);
const ledger = (...values: readonly string[]): string => {
  const { stdout, stderr } = run(...values);
  expect([values, stderr.includes("Error")]).toEqual([values, false]);
  return stripVTControlCharacters(stdout);
};
const exported = (name: string): string => `examples/origin-shop/${name}.json`;
const files = ["--users", exported("users"), "--purchases", exported("purchases")];
const user = "c5ea71554c774daf7fab320f";

beforeAll(async () => {
  folder = await temporaryFolder();
  ledger("import", ...files);
  const prices = join(folder.path, "orders.csv");
  const lines = ["userId,kind,itemId,amount,currency", `${user},course,2f22765d04931a078909145c,1049900,MNT`];
  await writeFile(prices, `${lines.join("\n")}\n`);
  ledger("import", "--prices", prices);
}, 60_000);
afterAll(() => folder.remove());

describe("in a terminal of 80 columns", () => {
  it("nothing that a person reads is wider, and no month takes more than a line", () => {
    const figures = ledger("figures", "--by", "month");
    expect(figures).toMatch(/^2025-07 .* 1049900\.00 .* 1049900\.00$/m);
    const shown = [
      figures,
      ledger("--help"),
      ledger("analyse", ...files),
      ledger("close", "2025-07"),
      ledger("verify"),
      ledger("status"),
      ledger("find", user),
      ledger("replay", user),
      ledger("skipped", user),
      ledger("repair", "--dry-run"),
      ledger("catalogue", "list"),
      ledger("rebuild"),
      ledger("audit"),
      ledger("adopt", "--help"),
      ledger("copy-events", "--help"),
      ledger("copy-events", "--to", join(folder.path, "copy")),
      ledger("copy-events", "--to", join(folder.path, "copy")),
    ];
    const wide = shown.flatMap((text) => text.split("\n")).filter((line) => line.length > 80);
    expect(wide).toEqual([]);
    expect(shown.at(-5)).toContain("events 10");
    expect(shown.at(-1)).toContain("of them by an earlier run");
    // The shop's own data, in quotes, and what `replay` puts in brackets to copy are as they are.
    expect(shown.join("\n")).not.toMatch(/[^"(]\d{4}-\d\d-\d\dT[\d:.]+Z/);
  }, 60_000);

  it("errors and hints are broken between words, with the exit codes of elsewhere", () => {
    const results = [
      run("adopt", "--dry-run"),
      run("find", "nothing-like-it"),
      run("close", "2999-01"),
      run("dead-letters", "retry", "--all"),
    ];
    const shown = results.map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(shown.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(results.map(({ status }) => status)).toEqual([2, 4, 2, 0]);
    expect(shown).toContain("No users are held back.");
  }, 60_000);
});

describe("in a terminal that does not know its width", () => {
  it("errors are broken as in one of 80 columns", () => {
    const [unknown, usual] = [0, 80].map((columns) => runIn(columns, "no-ledger-here", "status").stderr);
    expect(unknown).toEqual(usual);
    expect(unknown).toContain("There is no ledger in");
  });
});
