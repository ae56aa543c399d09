import { describe, expect, it } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { problemKinds } from "../../src/shop/import/problems.js";

describe("docs/importing.md", () => {
  it("explains each kind of problem of the report, and no other", async () => {
    const report = (await readFile("docs/importing.md", "utf8")).split("## The report")[1] ?? "";
    const documented = [...report.matchAll(/^\| `([a-z_]+)` /gm)].map(([, kind]) => kind);
    expect(documented).toEqual([...problemKinds]);
  });
});
