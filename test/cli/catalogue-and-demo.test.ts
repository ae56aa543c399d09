import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { existsSync, statSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseCatalogue } from "../../src/catalogue/json-file-catalogue.js";
import { programEnvironment } from "../support/program.js";
import { runLedger, type LedgerRun } from "../support/run-ledger.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

describe("ledger catalogue list", () => {
  it("lists what can be bought, and only what is asked for", async () => {
    const list = async (...values: readonly string[]): Promise<Record<string, unknown>[]> =>
      (await runLedger(["catalogue", "list", "--json", ...values], { DATA_DIR: folder.path })).stdout
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    const [all, free, paid] = await Promise.all([list(), list("--free"), list("--paid", "--limit", "1")]);
    expect(all.length).toBeGreaterThan(free.length);
    expect(all.every(({ status }) => status === "active")).toBe(true);
    expect(free).toContainEqual(expect.objectContaining({ id: "study-skills", priceMinor: 0 }));
    expect(paid).toMatchObject([{ kind: "course", id: "algebra-1", priceMinor: 2999 }]);
    expect(existsSync(join(folder.path, "events.db"))).toBe(false);
    const table = await runLedger(["catalogue"], { DATA_DIR: folder.path });
    expect(table.stdout).toMatch(/│ course +│ algebra-1 +│ Algebra for beginners +│ 29.99 EUR +│/);
  }, 60_000);
});

describe("ledger catalogue from-export", () => {
  const shopItems = [
    "--courses",
    "examples/origin-shop/courses.json",
    "--tests",
    "examples/origin-shop/tests.json",
  ];
  const fromExport = (...values: readonly string[]): Promise<LedgerRun> =>
    runLedger(["catalogue", "from-export", ...values], { DATA_DIR: folder.path });

  it("makes a catalogue that the ledger reads, with prices in minor units", async () => {
    const out = join(folder.path, "new", "catalogue.json");
    const { code, stdout } = await fromExport(...shopItems, "--currency", "MNT", "--out", out);
    expect([code, stdout]).toEqual([0, ""]);
    const offers = parseCatalogue(await readFile(out, "utf8"), out);
    expect(offers.size).toBe(11);
    expect(offers.get("course:2f22765d04931a078909145c")).toEqual({
      kind: "course",
      id: "2f22765d04931a078909145c",
      title: "Algebra for beginners",
      priceMinor: 4_990_000,
      currency: "MNT",
      status: "active",
    });
    const printed = await fromExport(...shopItems, "--currency", "MNT");
    expect(printed.stdout).toBe(await readFile(out, "utf8"));
  });

  it("takes canonical numbers, and refuses every price that is not exact, with its line", async () => {
    const courses = join(folder.path, "courses.json");
    const items = [
      { _id: "c-1", title: "exact", price: { $numberDouble: "29.99" } },
      { _id: "c-2", title: "decimal", price: { $numberDecimal: "10.50" } },
      { _id: "c-3", title: "whole", price: { $numberInt: "7" } },
    ];
    await writeFile(courses, items.map((item) => JSON.stringify(item)).join("\n"));
    const { stdout } = await fromExport("--courses", courses, "--currency", "EUR");
    expect((JSON.parse(stdout) as { priceMinor: number }[]).map(({ priceMinor }) => priceMinor)).toEqual([
      2999, 1050, 700,
    ]);

    const wrong = [
      ...items,
      { _id: "c-4", title: "third", price: 0.333 },
      { _id: "c-5", title: "none" },
      { _id: "c-1", title: "x", price: 1 },
    ];
    await writeFile(courses, wrong.map((item) => JSON.stringify(item)).join("\n"));
    const refused = await fromExport(
      "--courses",
      courses,
      "--currency",
      "EUR",
      "--out",
      join(folder.path, "out.json"),
    );
    expect([refused.code, refused.stdout, existsSync(join(folder.path, "out.json"))]).toEqual([2, "", false]);
    for (const line of [4, 5, 6]) expect(refused.stderr).toContain(`courses.json, line ${line}`);
  });

  it("does not replace what is no file, such as a device", async () => {
    const socket = join(folder.path, "socket");
    const server = createServer().listen(socket);
    await once(server, "listening");
    const { code, stderr } = await fromExport(...shopItems, "--currency", "MNT", "--out", socket);
    expect([code, stderr]).toEqual([2, expect.stringContaining("exists and is not a file")]);
    expect(statSync(socket).isSocket()).toBe(true);
    server.close();
  });

  it("refuses a currency that does not exist, and no file at all", async () => {
    expect(await fromExport(...shopItems, "--currency", "XYZ")).toMatchObject({ code: 2, stdout: "" });
    expect(await fromExport("--currency", "EUR")).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("the example catalogue", () => {
  it("has items of each kind, priced, free and withdrawn", async () => {
    const path = "examples/catalogue.json";
    const offers = [...parseCatalogue(await readFile(path, "utf8"), path).values()];
    for (const kind of ["course", "test"]) expect(offers.map((offer) => offer.kind)).toContain(kind);
    expect(offers.some(({ priceMinor }) => priceMinor === 0)).toBe(true);
    expect(offers.some(({ priceMinor }) => priceMinor > 0)).toBe(true);
    expect(offers.some(({ status }) => status === "withdrawn")).toBe(true);
  });
});

describe("npm run demo", () => {
  // Its data folder is beside where it is started, so it is started elsewhere; from there, the loader needs its address.
  const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const program = fileURLToPath(new URL("../../src/cli/demo.ts", import.meta.url));

  const runDemo = (): Promise<LedgerRun> =>
    new Promise((resolve) => {
      // Settings of a real ledger must not reach the demo's.
      const env = {
        ...programEnvironment(),
        EVENTSTORE_URL: "esdb://elsewhere",
        JWT_SECRET: "not-for-the-demo-not-for-the-demo",
      };
      const child = execFile(
        process.execPath,
        ["--import", loader, program],
        { cwd: folder.path, env },
        (_, stdout, stderr) => {
          resolve({ code: child.exitCode, stdout, stderr });
        },
      );
    });

  it("shows 9 against 8, then both projections at 6 and 3, and a purchase over HTTP; also the second time", async () => {
    for (const run of [await runDemo(), await runDemo()]) {
      expect([run.code, run.stderr]).toEqual([0, ""]);
      for (const claim of [
        "9 purchases in the arrays against 8 in the records",
        "Discrepancy: 1 record\n",
        "9 events added",
        "Learner One has 6 in both, Learner Two 3",
        "Discrepancy: 0 records",
        "7 in both projections",
        "DATA_DIR=data/demo CATALOGUE_FILE=data/demo/catalogue.json npm start",
      ]) {
        expect(run.stdout).toContain(claim);
      }
      expect(run.stdout).not.toContain("✗");
    }
  }, 60_000);

  it("does not empty a folder that it did not create", async () => {
    await mkdir(join(folder.path, "data", "demo"), { recursive: true });
    await writeFile(join(folder.path, "data", "demo", "precious"), "");
    const { code, stderr } = await runDemo();
    expect(code).toBe(2);
    expect(stderr).toContain("The demo did not make");
    expect(existsSync(join(folder.path, "data", "demo", "precious"))).toBe(true);
  });
});
