import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { readConfig } from "../../src/config.js";
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
