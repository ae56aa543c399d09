import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { analyse } from "../../src/shop/import/analyse.js";
import { readMongoExport } from "../../src/shop/import/mongo-export-reader.js";
import { openProblemReport } from "../../src/shop/import/problems.js";
import { collectionsInFiles } from "../../src/shop/import/source-collections.js";
import { stageSources } from "../../src/shop/import/stage-sources.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}

async function readWhole(path: string): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const each of readMongoExport(path)) found.push(each);
  return found;
}

describe("a damaged file", () => {
  it("that is packed and cut off is an error, not the end", async () => {
    const text = Array.from({ length: 50_000 }, (_, n) => `{"_id":"u-${n * 7919}"}\n`).join("");
    const packed = gzipSync(text);
    const path = await write("users.json.gz", packed.subarray(0, packed.length / 2));
    await expect(readWhole(path)).rejects.toMatchObject({
      code: "source_invalid",
      message: expect.stringContaining("cannot be unpacked to its end") as unknown,
    });
  });

  it("in UTF-16, as PowerShell redirects, is refused with what to do", async () => {
    const path = await write("users.json", Buffer.from('\uFEFF{"_id":"u-1"}\n', "utf16le"));
    await expect(readWhole(path)).rejects.toMatchObject({
      code: "source_invalid",
      message: expect.stringContaining("UTF-16") as unknown,
    });
  });

  it("with bytes that are no text says so of the document that has them", async () => {
    const path = await write(
      "users.json",
      Buffer.from([...Buffer.from('{"_id":"'), 0xff, ...Buffer.from('"}\n{"_id":"u-2"}')]),
    );
    expect(await readWhole(path)).toMatchObject([
      { line: 1, problem: "The document is not valid UTF-8." },
      { line: 2, document: { _id: "u-2" } },
    ]);
  });

  it("that ends in the middle of an array is told apart from one that is whole", async () => {
    const users = await write("users.json", '[{"_id":"u-1","purchasedCourses":["c-1"]}]');
    const purchases = await write(
      "purchases.json",
      '[{"_id":"r-1","user":"u-1","course":"c-1"},\n{"_id":"r-2",',
    );
    const report = openProblemReport();
    const sources = await stageSources(collectionsInFiles({ users, purchases }), { report });
    try {
      expect(sources.cutOff).toEqual([
        `${purchases}: The document is cut off by the end of the file.`,
        expect.stringContaining(`${purchases}: The array that begins on line 1`),
      ]);
      expect((await analyse(sources, { report })).inSync).toBe(false);
      expect(report.counts.unreadable).toBe(2);
    } finally {
      sources.staging.close();
    }
  });
});

describe("a missing file", () => {
  it("is looked for before the first one is read, also if it is the last", async () => {
    const users = await write("users.json", "not looked at");
    const report = openProblemReport();
    const files = { users, purchases: users, tests: join(folder.path, "no-tests.json") };
    await expect(stageSources(collectionsInFiles(files), { report })).rejects.toMatchObject({
      message: expect.stringContaining("no-tests.json does not exist") as unknown,
    });
    expect(report.counts.unreadable).toBe(0);
  });
});

describe("a report that two imports write", () => {
  it("is said to be that, and is no bug of the program", async () => {
    const path = join(folder.path, "left-out.jsonl");
    const report = openProblemReport(path);
    // What the other one has written is longer, and begins at the same place.
    await writeFile(path, `{"kind":"not_imported","message":"${"x".repeat(500)}"}\n`);
    report.add({ kind: "not_imported", file: "users.json", line: 1, message: "Left out." });
    const read = report.problems()[Symbol.asyncIterator]();
    await expect(read.next().then(() => read.next())).rejects.toMatchObject({
      code: "source_invalid",
      message: expect.stringContaining(`Another program wrote to the report ${path}`),
    });
    report.close();
  });
});
