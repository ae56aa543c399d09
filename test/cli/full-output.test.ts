import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { open } from "node:fs/promises";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

/** Each write to it fails as on a full disk. */
const fullDevice = "/dev/full";

(existsSync(fullDevice) ? describe : describe.skip)("output to a full disk", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeAll(async () => {
    folder = await temporaryFolder();
    const [users, purchases] = ["users", "purchases"].map((name) => `examples/origin-shop/${name}.json`);
    const { code } = await runLedger(["import", "--users", users!, "--purchases", purchases!], {
      DATA_DIR: folder.path,
    });
    expect(code).toBe(0);
  });
  afterAll(() => folder.remove());

  it.each([
    ["export", "history"],
    ["export", "history", "--format", "csv"],
    ["status", "--json"],
    ["figures", "--csv"],
    ["catalogue", "list"],
    ["--help"],
  ])("ends %s with 2 and one sentence: what was written is not all of it", async (...values) => {
    const full = await open(fullDevice, "w");
    const child = spawn(process.execPath, [...ledgerProgram, ...values], {
      stdio: ["ignore", full.fd, "pipe"],
      env: { ...programEnvironment(), DATA_DIR: folder.path },
    });
    let errors = "";
    child.stderr!.on("data", (chunk: Buffer) => (errors += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    await full.close();
    expect(
      errors.match(/^Error: Standard output cannot be written: no space left on device\.$/gm),
    ).toHaveLength(1);
    expect(errors).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  });

  it("is no other end than without it where only messages are lost", async () => {
    const full = await open(fullDevice, "w");
    const child = spawn(process.execPath, [...ledgerProgram, "replay", "nobody"], {
      stdio: ["ignore", "ignore", full.fd],
      env: { ...programEnvironment(), DATA_DIR: folder.path },
    });
    const [code] = (await once(child, "exit")) as [number | null];
    await full.close();
    expect(code).toBe(4);
  });
});
