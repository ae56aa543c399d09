import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { eventually } from "../support/eventually.js";
import { ledgerProgram, programEnvironment } from "../support/program.js";
import { runLedger } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const userCount = 8_000;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let environment: Record<string, string>;
let files: string[];
beforeEach(async () => {
  folder = await temporaryFolder();
  environment = { DATA_DIR: join(folder.path, "data"), TMPDIR: join(folder.path, "scratch") };
  await mkdir(environment.TMPDIR!);
  const users = join(folder.path, "users.json");
  const purchases = join(folder.path, "purchases.json");
  const user = (n: number): object => ({
    _id: `u-${n}`,
    purchasedCourses: ["c-1", "c-2"],
    purchasedTests: ["t-1"],
  });
  await writeFile(
    users,
    Array.from({ length: userCount }, (_, n) => `${JSON.stringify(user(n))}\n`).join(""),
  );
  await writeFile(purchases, "");
  files = ["--users", users, "--purchases", purchases];
});
afterEach(() => folder.remove());

function start(...values: readonly string[]): ChildProcessByStdio<null, Readable, Readable> {
  return spawn(process.execPath, [...ledgerProgram, ...values], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...programEnvironment(), ...environment },
  });
}

/** What the program left among the temporary files; the loader of TypeScript keeps its own there. */
const leftBehind = async (): Promise<string[]> =>
  (await readdir(environment.TMPDIR!)).filter((name) => name.startsWith("purchase-ledger"));

describe("Ctrl-C", () => {
  it("ends an import in good order, and the next run goes on where it was", async () => {
    const child = start("import", ...files, "--json");
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const closed = once(child, "close");
    await eventually(
      "events were imported",
      async () => {
        const log = await stat(join(environment.DATA_DIR!, "events.db-wal")).catch(() => undefined);
        return (log?.size ?? 0) > 500_000;
      },
      60_000,
    );
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    const first = JSON.parse(stdout) as { interrupted: boolean; usersDone: number; eventsAdded: number };
    expect(first.interrupted).toBe(true);
    expect(first.usersDone).toBeLessThan(userCount);
    expect(first.eventsAdded).toBe(first.usersDone * 3);
    expect(await leftBehind()).toEqual([]);

    const again = await runLedger(["import", ...files, "--json"], environment);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toMatchObject({
      interrupted: false,
      eventsAdded: userCount * 3 - first.eventsAdded,
      alreadyThere: first.eventsAdded,
    });
    const status = await runLedger(["status", "--json"], environment);
    expect(JSON.parse(status.stdout)).toMatchObject({
      eventStore: { eventCount: userCount * 3 },
      lagEvents: 0,
    });
  }, 120_000);

  it("ends an import of prices in good order, and the next run goes on where it was", async () => {
    expect((await runLedger(["import", ...files], environment)).code).toBe(0);
    const orders = join(folder.path, "orders.csv");
    const lineOf = (_: unknown, n: number): string => `u-${n},course,c-1,49.90,EUR\n`;
    const lines = Array.from({ length: userCount }, lineOf).join("");
    await writeFile(orders, `userId,kind,itemId,amount,currency\n${lines}`);
    const child = start("import", "--prices", orders, "--json");
    let stdout = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    const closed = once(child, "close");
    await eventually(
      "prices were imported",
      async () => {
        const log = await stat(join(environment.DATA_DIR!, "events.db-wal")).catch(() => undefined);
        return (log?.size ?? 0) > 100_000;
      },
      60_000,
    );
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    const first = JSON.parse(stdout) as { lines: number; eventsAdded: number };
    expect(first).toMatchObject({ interrupted: true, eventsAdded: first.lines, leftOut: 0 });
    expect(first.lines).toBeLessThan(userCount);

    const again = await runLedger(["import", "--prices", orders, "--json"], environment);
    expect(again.code).toBe(0);
    const left = { eventsAdded: userCount - first.lines, alreadyThere: first.lines };
    expect(JSON.parse(again.stdout)).toMatchObject({ interrupted: false, lines: userCount, ...left });
    const { stdout: audit } = await runLedger(["audit", "--json"], environment);
    expect(audit).toContain('"state":"stopped"');
  }, 120_000);
});

describe("a reader that has seen enough", () => {
  it("is no failure: ledger analyse … | head", async () => {
    const child = start("analyse", ...files, "--json", "--all");
    let stderr = "";
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    const closed = once(child, "close");
    await once(child.stdout, "data");
    child.stdout.destroy();
    expect([await closed, stderr]).toEqual([[1, null], ""]);
    expect(await leftBehind()).toEqual([]);
  }, 60_000);
});

describe("a failure", () => {
  it("leaves no temporary file, and imports nothing of an array that was cut off", async () => {
    const cutOff = join(folder.path, "cut-off.json");
    await writeFile(cutOff, '[{"_id":"r-1","user":"u-1","course":"c-1"},\n{"_id":');
    const { code, stdout, stderr } = await runLedger(
      ["import", files[0]!, files[1]!, "--purchases", cutOff],
      environment,
    );
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("Nothing was imported");
    expect(await leftBehind()).toEqual([]);
    const status = await runLedger(["status", "--json"], environment);
    expect(JSON.parse(status.stdout)).toMatchObject({ eventStore: { eventCount: 0 } });
  }, 60_000);
});
