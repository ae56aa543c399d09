import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe("a mistyped DATA_DIR", () => {
  it("is said, with 3, and nothing is made there", async () => {
    const dataDir = join(folder.path, "ledger-dta");
    const commands = [
      ["verify"],
      ["status"],
      ["export", "history"],
      ["audit"],
      ["repair"],
      ["rebuild"],
      ["rebuild", "--rollback", "--yes"],
      ["adopt", "--verify"],
      ["dead-letters"],
      ["replay", "u-1"],
      ["rebuild", "--discard"],
      ["dead-letters", "show", "u-1"],
      ["dead-letters", "retry", "--all"],
      ["revoke", "u-1", "p-1", "--reason", "refund", "--yes"],
      ["token", "--user", "u-1", "--role", "user"],
      ["backup", join(folder.path, "backup.db")],
      ["copy-events", "--to", join(folder.path, "copy")],
    ];
    for (const values of commands) {
      const { code, stdout, stderr } = await runLedger(values, { DATA_DIR: dataDir });
      expect([values, code, stdout, stderr]).toEqual([
        values,
        3,
        "",
        expect.stringContaining(`There is no ledger in ${dataDir}`),
      ]);
    }
    expect(existsSync(dataDir)).toBe(false);
  }, 120_000);

  it("creates no read model for a log on a server", async () => {
    const dataDir = join(folder.path, "ledger-dta");
    const environment = { DATA_DIR: dataDir, EVENTSTORE_URL: "esdb://127.0.0.1:1?tls=false" };
    const { code, stderr } = await runLedger(["status"], environment);
    expect([code, stderr]).toEqual([3, expect.stringContaining(`There is no ledger in ${dataDir}`)]);
    expect(existsSync(dataDir)).toBe(false);
  }, 60_000);

  it("gets no empty log from a source that cannot be read", async () => {
    const dataDir = join(folder.path, "ledger-dta");
    const source = "esdb://127.0.0.1:1?tls=false";
    const { code } = await runLedger(["copy-events", "--from", source], {
      DATA_DIR: dataDir,
      EVENTSTORE_TIMEOUT_MS: "1000",
    });
    expect([code, existsSync(dataDir)]).toEqual([3, false]);
  }, 60_000);
});
