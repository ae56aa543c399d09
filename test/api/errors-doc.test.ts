import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { httpStatus } from "../../src/api/http/problem-details.js";
import { exitCodes } from "../../src/cli/exit-codes.js";
import { errorCodes, storeCauses } from "../../src/errors.js";

describe("docs/errors.md", () => {
  it("has every code with its HTTP status and its exit code, and no others", () => {
    const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)` *\| (\d+) *\| (\d+) *\| [^|]*\w[^|]*\| [^|]*\w[^|]*\|$/gm)];
    const documented = rows.map(([, code, http, exit]) => [code, Number(http), Number(exit)]);
    expect(documented).toEqual(errorCodes.map((code) => [code, httpStatus[code], exitCodes[code]]));
  });

  it("has every cause, and no others", () => {
    const page = readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)` *\| [^|]*\w[^|]*\| [^|]*\w[^|]*\|$/gm)];
    expect(rows.map(([, cause]) => cause)).toEqual(storeCauses);
  });
});
