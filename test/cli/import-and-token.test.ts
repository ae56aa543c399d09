import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { decodeJwt, jwtVerify } from "jose";
import { exitCodes } from "../../src/cli/exit-codes.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const files = [
  "--users",
  "examples/origin-shop/users.json",
  "--purchases",
  "examples/origin-shop/purchases.json",
];
const catalogueFiles = [
  "--courses",
  "examples/origin-shop/courses.json",
  "--tests",
  "examples/origin-shop/tests.json",
];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const ledger = (
  values: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<LedgerRun> => runLedger(values, { DATA_DIR: folder.path, ...environment });

describe("ledger analyse", () => {
  it("names in the terms of the shop's table what is out of sync, and ends with 1", async () => {
    const { code, stdout } = await ledger(["analyse", ...files]);
    expect(code).toBe(1);
    const rows = stdout.split("\n").map((line) => line.split("│").map((cell) => cell.trim()));
    const rowOf = (name: string): string[] =>
      rows.find(([, cell]) => cell?.startsWith(name))?.slice(2, 6) ?? [];
    expect(rowOf("Learner One")).toEqual(["1, 5", "5", "3 tests", "2 tests"]);
    expect(rowOf("Learner Two")).toEqual(["3, 0", "3", "0", "0"]);
    expect(rowOf("total")).toEqual(["9", "8", "3", "2"]);
    expect(stdout).toContain("Discrepancy: 1 record");
    expect(existsSync(join(folder.path, "events.db"))).toBe(false);
  });

  it("says the same to a program, and 0 when all is in sync", async () => {
    const { code, stdout } = await ledger(["analyse", ...files, "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      inSync: false,
      totals: { arrays: 9, records: 8, missing: 3, extra: 2, discrepancy: 1 },
    });
    const [users, purchases] = [join(folder.path, "users.json"), join(folder.path, "purchases.json")];
    await writeFile(users, '{"_id":"u-1","purchasedCourses":["c-1"]}');
    await writeFile(
      purchases,
      '{"_id":"r-1","user":"u-1","course":"c-1","purchasedAt":{"$date":"2025-01-01T00:00:00Z"}}',
    );
    expect((await ledger(["analyse", "--users", users, "--purchases", purchases])).code).toBe(0);
  });

  it("names a file that is missing, and ends with 2", async () => {
    const { code, stderr } = await ledger([
      "analyse",
      "--users",
      "no-such-file.json",
      "--purchases",
      "examples/origin-shop/purchases.json",
    ]);
    expect([code, stderr.includes("no-such-file.json"), stderr.includes("    at ")]).toEqual([
      2,
      true,
      false,
    ]);
    expect((await ledger(["analyse"])).code).toBe(2);
  });
});

describe("ledger import", () => {
  it("takes over, folds, and adds nothing the second time", async () => {
    const dry = await ledger(["import", ...files, ...catalogueFiles, "--dry-run", "--json"]);
    expect(dry.code).toBe(0);
    expect(JSON.parse(dry.stdout)).toMatchObject({ eventsAdded: 9 });
    expect(JSON.parse((await ledger(["status", "--json"])).stdout)).toMatchObject({
      eventStore: { eventCount: 0 },
    });
    const report = join(folder.path, "left-out.jsonl");
    expect((await ledger(["import", ...files, "--report", report])).stdout).toContain("9 events added");
    const lines = (await readFile(report, "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toMatchObject([{ kind: "not_imported" }, { kind: "not_imported" }]);
    expect((await ledger(["import", ...files])).stdout).toContain("0 events added");
    expect(JSON.parse((await ledger(["status", "--json"])).stdout)).toMatchObject({
      eventStore: { eventCount: 9 },
      readModel: { eventCount: 9 },
      lagEvents: 0,
    });
  }, 60_000);
});

describe("ledger token", () => {
  it("prints one token and nothing else, which holds with the settings' secret", async () => {
    const secret = "a-secret-for-tests-of-at-least-32-characters";
    const { code, stdout, stderr } = await ledger(
      ["token", "--user", "u-1", "--role", "support", "--expires", "2h"],
      { JWT_SECRET: secret },
    );
    expect([code, stderr, stdout.split("\n").length]).toEqual([0, "", 2]);
    const { payload } = await jwtVerify(stdout.trim(), new TextEncoder().encode(secret));
    expect(payload).toMatchObject({ sub: "u-1", roles: ["support"] });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(7200);
  });

  it("uses the secret of the data folder where none is set, and makes it if need be", async () => {
    await ledger(["import", ...files]);
    const first = await ledger(["token", "--user", "u-1", "--role", "user"]);
    const local = (await readFile(join(folder.path, "jwt-secret"), "utf8")).trim();
    await jwtVerify(first.stdout.trim(), new TextEncoder().encode(local));
    expect(decodeJwt(first.stdout.trim())).toMatchObject({ sub: "u-1" });
  });

  it.each([
    [["token", "--user", "a b", "--role", "user"]],
    [["token", "--user", "u-1", "--role", "root"]],
    [["token", "--user", "u-1"]],
    [["token", "--user", "u-1", "--role", "user", "--expires", "soon"]],
    [["tokens"]],
    [["--nothing"]],
  ])("ends with 2 for %j, without a stack", async (values) => {
    const { code, stdout, stderr } = await ledger(values);
    expect([code, stdout, stderr.includes("    at ")]).toEqual([2, "", false]);
    expect(stderr).not.toBe("");
  });

  it("says that it cannot where the tokens are issued by somebody else", async () => {
    expect(
      await ledger(["token", "--user", "u-1", "--role", "user"], {
        JWKS_URL: "https://login.shop.example/jwks.json",
      }),
    ).toMatchObject({ code: exitCodes.config_invalid, stdout: "" });
  });
});

describe("ledger", () => {
  it("lists the commands, and each command its options", async () => {
    const { code, stdout } = await ledger(["--help"]);
    expect(code).toBe(0);
    const commands = [
      "serve",
      "token",
      "analyse",
      "import",
      "status",
      "verify",
      "repair",
      "rebuild",
      "audit",
      "catalogue",
    ];
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^  ${command}`, "m"));
    const helps = await Promise.all(commands.map((command) => ledger([command, "--help"])));
    expect(helps.map((help) => help.code)).toEqual(commands.map(() => 0));
    expect(helps.every((help) => help.stdout.includes("Usage: ledger"))).toBe(true);
  }, 90_000);

  it.each([
    [["close", "2026-13"], "ledger close --help"],
    [["catalogue", "list", "--limit", "x"], "ledger catalogue list --help"],
    [["nonsense"], "ledger --help"],
  ])("names the help that explains what is wrong: %j", async (values, help) => {
    expect(await ledger(values)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`\`${help}\``) as unknown,
    });
  });

  it("names every wrong setting at once", async () => {
    const { code, stderr } = await ledger(["status"], { PORT: "x", LOG_LEVEL: "loud" });
    expect(code).toBe(2);
    expect(stderr).toContain("PORT");
    expect(stderr).toContain("LOG_LEVEL");
  });

  it("says plainly that a data folder cannot be used", async () => {
    const path = join(folder.path, "file");
    await writeFile(path, "");
    expect(await ledger(["status"], { DATA_DIR: join(path, "inside") })).toMatchObject({
      code: 3,
      stdout: "",
    });
    await mkdir(join(folder.path, "damaged"));
    await writeFile(join(folder.path, "damaged", "events.db"), "not a database ".repeat(500));
    expect(await ledger(["status"], { DATA_DIR: join(folder.path, "damaged") })).toMatchObject({ code: 1 });
  });
});
