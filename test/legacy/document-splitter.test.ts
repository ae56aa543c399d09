import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { createDocumentSplitter, type SplitPiece } from "../../src/shop/import/document-splitter.js";

/** Cuts the text at the given places before it is pushed, as reads from a disk do. */
function split(text: string | Buffer, cuts: readonly number[] = [], maxDocumentBytes?: number): SplitPiece[] {
  const splitter = createDocumentSplitter(maxDocumentBytes === undefined ? {} : { maxDocumentBytes });
  const bytes = Buffer.from(text);
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
  const pieces = [0, ...ends].flatMap((start, index) => splitter.push(bytes.subarray(start, ends[index])));
  return [...pieces, ...splitter.end()];
}

const shown = (pieces: readonly SplitPiece[]): string[] =>
  pieces.map((piece) =>
    "text" in piece
      ? `${piece.line}: ${piece.text.toString()}`
      : `${piece.line}-${piece.lastLine}! ${piece.problem}${piece.endsReading ? " (ends)" : ""}`,
  );

const bytesThatMatter = ["{", "}", "[", "]", ",", ":", '"', "\\", "\n", "\r", "\t", " ", "a", "é", "1"];
const nastyText = fc.array(fc.constantFrom(...bytesThatMatter, '{"a":1}', "\uFEFF", "\n{", '"x"'), {
  maxLength: 60,
});

describe("cutting a file into documents", () => {
  it("finds the same, wherever the reads from the disk happen to end", () => {
    fc.assert(
      fc.property(nastyText, fc.array(fc.nat(200), { maxLength: 20 }), (parts, cuts) => {
        const text = parts.join("");
        expect(shown(split(text, cuts))).toEqual(shown(split(text)));
      }),
      { numRuns: 2000 },
    );
  });

  it("finds every document of any export, in every layout", () => {
    const documents = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 8 });
    const layouts = fc.constantFrom<(each: readonly object[]) => string>(
      (each) => each.map((one) => `${JSON.stringify(one)}\n`).join(""),
      (each) => each.map((one) => `${JSON.stringify(one, undefined, "\t")}\n`).join(""),
      (each) => JSON.stringify(each),
      (each) => `[${each.map((one) => JSON.stringify(one)).join(",\n")}]\n`,
      (each) => JSON.stringify(each, undefined, 2).replaceAll("\n", "\r\n"),
    );
    fc.assert(
      fc.property(documents, layouts, fc.array(fc.nat(5000), { maxLength: 10 }), (each, layOut, cuts) => {
        const found = split(layOut(each), cuts).map((piece) => {
          if (!("text" in piece)) throw new Error(piece.problem);
          return JSON.parse(piece.text.toString()) as unknown;
        });
        expect(found).toEqual(JSON.parse(JSON.stringify(each)));
      }),
    );
  });

  it("loses no line of rubbish: each is a document's, or is reported", () => {
    const lines = fc.array(
      fc.constantFrom(
        '{"a":1}',
        '{"a":',
        "}",
        "rubbish",
        '{"a":"x',
        '  {"b":2}',
        "[",
        "]",
        '{"a":1} more',
        '"',
      ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(lines, (given) => {
        const covered = new Set<number>();
        for (const piece of split(given.join("\n"))) {
          const breaks = "text" in piece ? piece.text.toString().split("\n").length - 1 : 0;
          const last = "text" in piece ? piece.line + breaks : piece.lastLine;
          for (let line = piece.line; line <= last; line++) covered.add(line);
        }
        // A bracket of an array is neither.
        const expected = given.flatMap((line, index) => (line === "[" || line === "]" ? [] : [index + 1]));
        expect(expected.filter((line) => !covered.has(line))).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    [
      "a quote that is not closed",
      '{"a":"x}\n{"b":1}',
      ["1-1! The document has a text without a closing quote on its line.", '2: {"b":1}'],
    ],
    [
      "a bracket that is not closed",
      '{"a":{}\n{"b":1}',
      ["1-1! The document has a bracket that is not closed.", '2: {"b":1}'],
    ],
    [
      "a broken document over several lines",
      '{\n\t"a": "x\n\t"list": [\n\t\t{"_id": 1}\n\t]\n}\n{\n\t"b": 1\n}',
      [
        "1-6! The document has a text without a closing quote on its line; lines 1 to 6 were skipped.",
        '7: {\n\t"b": 1\n}',
      ],
    ],
    [
      "a bracket too many",
      '{"a":1}}\n{"b":1}',
      ['1: {"a":1}', "1-1! The line holds something that is not a document.", '2: {"b":1}'],
    ],
    [
      "a broken element of an array",
      '[{"a":1},\n{"b":"x},\n{"c":1}]',
      ['1: {"a":1}', "2-2! The document has a text without a closing quote on its line.", '3: {"c":1}'],
    ],
    [
      "an array that was cut off",
      '[{"a":1},\n{"b":',
      [
        '1: {"a":1}',
        "2-2! The document is cut off by the end of the file. (ends)",
        "2-2! The array that begins on line 1 is not closed: the file was cut off or is damaged, and its rest is lost. (ends)",
      ],
    ],
    [
      "a broken array on one line",
      '[{"a":1},?,{"b":1}]',
      [
        '1: {"a":1}',
        "1-1! The line holds something that is not a document.",
        "1-1! The array that begins on line 1 is not closed: the file was cut off or is damaged, and its rest is lost. (ends)",
      ],
    ],
    [
      "files that were put together",
      '[{"a":1}]\n\uFEFF{"b":1}\n[{"c":1}]',
      ['1: {"a":1}', '2: {"b":1}', '3: {"c":1}'],
    ],
  ])("gets over %s", (_, text, expected) => {
    expect(shown(split(text))).toEqual(expected);
  });

  it("does not gather a document without an end in memory", () => {
    const text = `{"a":[${"1,\n".repeat(100)}\n{"b":1}`;
    const found = split(text, [30, 60, 90], 50);
    expect(shown(found).at(-1)).toBe('102: {"b":1}');
    expect(shown(found)[0]).toMatch(/^1-101! The document is longer than 50 bytes/);
  });
});
