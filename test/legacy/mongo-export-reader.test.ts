import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readInstant, readId } from "../../src/shop/documents/extended-json.js";
import {
  readMongoExport,
  type ExportDocument,
  type ExportProblem,
} from "../../src/shop/import/mongo-export-reader.js";
import { temporaryFolder } from "../support/temporary-folder.js";

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(() => folder.remove());

async function read(content: string | Uint8Array): Promise<(ExportDocument | ExportProblem)[]> {
  const path = join(folder.path, "export.json");
  await writeFile(path, content);
  const found: (ExportDocument | ExportProblem)[] = [];
  for await (const each of readMongoExport(path)) found.push(each);
  return found;
}

const documents = [
  { _id: { $oid: "c5ea71554c774daf7fab320f" }, name: 'a "quoted", [bracketed] {name}\n', n: 1 },
  { _id: "u-2", name: "😀 ﷽ \u2028", list: [1, [2], { a: "}" }] },
  { _id: 3, name: "" },
];
const contents = (found: readonly (ExportDocument | ExportProblem)[]): unknown[] =>
  found.map((each) => ("document" in each ? each.document : each.problem));

describe("an exported file", () => {
  it.each([
    ["one document a line", documents.map((each) => JSON.stringify(each)).join("\n")],
    ["with a last line break", `${documents.map((each) => JSON.stringify(each)).join("\n")}\n`],
    ["with Windows line ends", documents.map((each) => JSON.stringify(each)).join("\r\n")],
    ["with blank lines", `\n\n${documents.map((each) => JSON.stringify(each)).join("\n\n\n")}\n\n`],
    ["with a byte order mark", `\uFEFF${documents.map((each) => JSON.stringify(each)).join("\n")}`],
    ["as one array", JSON.stringify(documents)],
    ["as a pretty array", JSON.stringify(documents, undefined, 2)],
    [
      "as an array of lines, as mongoexport writes it",
      `[${documents.map((each) => JSON.stringify(each)).join(",\n")}]\n`,
    ],
    ["as pretty documents", documents.map((each) => JSON.stringify(each, undefined, 2)).join("\n")],
  ])("is read %s", async (_, text) => {
    expect(contents(await read(text))).toEqual(documents);
    expect(contents(await read(gzipSync(text)))).toEqual(documents);
  });

  it("may be empty", async () => {
    expect(await read("")).toEqual([]);
    expect(await read("[]")).toEqual([]);
    expect(await read(" \n\n")).toEqual([]);
  });

  it("knows the line of each document", async () => {
    const found = await read('{"a":1}\n\n{"a":2}\n{"a":3}');
    expect(found.map(({ line }) => line)).toEqual([1, 3, 4]);
  });

  it.each([
    ["a broken line", '{"a":1}\n{"a":\n{"a":3}', [1, 3]],
    ["a line that is no object", '{"a":1}\n42\n{"a":3}', [1, 3]],
    ["rubbish", '{"a":1}\nrubbish }{\n{"a":3}', [1, 3]],
    ["a half document at the end", '{"a":1}\n{"a":2}\n{"a"', [1, 2]],
  ])("says where %s is, and goes on behind it", async (_, text, readable) => {
    const found = await read(text);
    expect(found.flatMap((each) => ("document" in each ? [each.document.a] : []))).toEqual(readable);
    const problems = found.filter((each) => "problem" in each);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every(({ line }) => line >= 2)).toBe(true);
  });

  it("that is missing, or a folder, is an error that names it", async () => {
    for (const path of [join(folder.path, "none.json"), folder.path]) {
      const reading = readMongoExport(path).next();
      await expect(reading).rejects.toMatchObject({
        code: "source_invalid",
        message: expect.stringContaining(path) as unknown,
      });
    }
  });

  it("is read to its end whatever the size of its pieces: 20,000 documents", async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => ({ n, text: "x".repeat(n % 300) }));
    const found = await read(many.map((each) => JSON.stringify(each)).join("\n"));
    expect(contents(found)).toEqual(many);
  });
});

describe("Extended JSON", () => {
  it.each([
    [{ $oid: "c5ea71554c774daf7fab320f" }, "c5ea71554c774daf7fab320f"],
    ["u-1", "u-1"],
    [7, "7"],
    [{ $numberInt: "7" }, "7"],
    [{ $numberLong: "9007199254740993" }, "9007199254740993"],
    [{ _id: { $oid: "c5ea71554c774daf7fab320f" }, title: "populated" }, "c5ea71554c774daf7fab320f"],
    ["a b", undefined],
    ["", undefined],
    [null, undefined],
    [1.5, undefined],
    [["u-1"], undefined],
    [{ $oid: "short" }, undefined],
    [{}, undefined],
  ])("has in %j the id %j", (value, id) => {
    expect(readId(value)).toBe(id);
  });

  it.each([
    [{ $date: "2025-07-01T10:20:30.000Z" }, "2025-07-01T10:20:30.000Z"],
    [{ $date: "2025-07-01T10:20:30Z" }, "2025-07-01T10:20:30.000Z"],
    [{ $date: "2025-07-01T18:20:30.123+0800" }, "2025-07-01T10:20:30.123Z"],
    [{ $date: { $numberLong: "1751365230000" } }, "2025-07-01T10:20:30.000Z"],
    [{ $date: { $numberLong: "-1" } }, "1969-12-31T23:59:59.999Z"],
    ["2025-07-01T10:20:30.000Z", "2025-07-01T10:20:30.000Z"],
    ["2025-07-01", undefined],
    ["yesterday", undefined],
    [{ $date: "2025-02-30T00:00:00Z" }, undefined],
    [{ $date: { $numberLong: "999999999999999999" } }, undefined],
    [{ $date: { $numberLong: "253402300800000" } }, undefined],
    [null, undefined],
    [undefined, undefined],
  ])("has in %j the date %j", (value, date) => {
    expect(readInstant(value)).toBe(date);
  });
});
