import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { csvLine } from "../../src/cli/csv.js";
import { parseCsv } from "./support/parse-csv.js";

describe("a line of CSV", () => {
  it.each([
    [["a", 1, null], "a,1,\r\n"],
    [["a,b", 'say "hi"', "two\nlines", "two\r\nlines"], '"a,b","say ""hi""","two\nlines","two\r\nlines"\r\n'],
    [[" padded ", "наран 😀"], '" padded ",наран 😀\r\n'],
    [["=1+1", "+1", "-1", "@SUM(A1)"], "'=1+1,'+1,'-1,'@SUM(A1)\r\n"],
    [['=HYPERLINK("x")', "\tx", "\rx"], '"\'=HYPERLINK(""x"")",\'\tx,"\'\rx"\r\n'],
    [[-1, 0, "a=1", "'quoted'"], "-1,0,a=1,'quoted'\r\n"],
    [[], "\r\n"],
  ])("of %j is %j", (cells, line) => {
    expect(csvLine(cells)).toBe(line);
  });

  it("gives back every text, but that a formula has an apostrophe in front", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom('"', ",", "\r", "\n", "=", "'", " ", "a", "-") }),
    );
    fc.assert(
      fc.property(fc.array(fc.array(text, { minLength: 2 }), { minLength: 1 }), (rows) => {
        const expected = rows.map((row) =>
          row.map((cell) => (/^[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell)),
        );
        expect(parseCsv(rows.map(csvLine).join(""))).toEqual(expected);
      }),
    );
  });
});
