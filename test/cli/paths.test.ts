import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { mkdir, readFile, rmdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../../src/config.js";
import { openEmbeddedEventStore } from "../../src/stores/event-store/embedded/embedded-event-store.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

const url = "mongodb://ledger:secret@mongo.shop.example/shop";

describe("a URL where a path is expected", () => {
  it.each([
    ["<folder>", ["backup", url], {}],
    ["--out", ["export", "history", "--out", url], {}],
    ["--report", ["analyse", "--users", "u.json", "--purchases", "p.json", "--report", url], {}],
    ["--prices", ["import", "--prices", url], {}],
    ["--users", ["import", "--users", url, "--purchases", "p.json"], {}],
    ["DATA_DIR", ["status"], { DATA_DIR: url }],
    ["CATALOGUE_FILE", ["catalogue", "list"], { CATALOGUE_FILE: url }],
  ])("is refused, and not repeated: %s", async (name, values, settings) => {
    const { code, stderr } = await runLedger(values, { DATA_DIR: folder.path, ...settings });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${name} must be a path, not a URL`)]);
    expect(stderr).not.toContain("secret");
    expect(existsSync("mongodb:")).toBe(false);
  });
});

describe("a file to write", () => {
  it.each([
    ["the log", "events.db", ["export", "events"]],
    ["the log", "events.db", ["rebuild"]],
    ["what has not been copied into it", "events.db-wal", ["adopt"]],
    ["a link to the log", "link.jsonl", ["verify"]],
  ])("is not %s: %s", async (_, name, command) => {
    const log = join(folder.path, "events.db");
    await (await openEmbeddedEventStore({ path: log })).close();
    await symlink(log, join(folder.path, "link.jsonl"));
    const before = await readFile(log);
    const { code, stderr } = await runLedger([...command, "--out", join(folder.path, name)], {
      DATA_DIR: folder.path,
    });
    expect([code, stderr]).toEqual([2, expect.stringContaining("is a database and is not replaced")]);
    expect(await readFile(log)).toEqual(before);
  });

  it.each([
    [["analyse", "--users", "u.json", "--purchases", "p.json", "--report"], "--purchases"],
    [
      ["catalogue", "from-export", "--courses", "p.json", "--tests", "u.json", "--currency", "EUR", "--out"],
      "--courses",
    ],
  ])("is not what the command reads: %j", async (values, of) => {
    for (const name of ["u.json", "p.json"]) await writeFile(join(folder.path, name), "[]\n");
    const inFolder = (value: string): string => (value.endsWith(".json") ? join(folder.path, value) : value);
    const { code, stderr } = await runLedger([...values, "p.json"].map(inFolder), { DATA_DIR: folder.path });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`is the file of ${of} and is not replaced`)]);
    expect(await readFile(join(folder.path, "p.json"), "utf8")).toBe("[]\n");
  });
});

describe("a working directory that was deleted", () => {
  it("is named as the cause", async () => {
    const before = process.cwd();
    const gone = join(folder.path, "gone");
    await mkdir(gone);
    process.chdir(gone);
    try {
      await rmdir(gone);
      expect(() => readConfig({})).toThrow(
        expect.objectContaining({
          code: "config_invalid",
          message: expect.stringContaining("the working directory was deleted") as unknown,
        }),
      );
      expect(readConfig({ DATA_DIR: folder.path }).dataDir).toBe(folder.path);
    } finally {
      process.chdir(before);
    }
  });
});
