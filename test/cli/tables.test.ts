import { describe, expect, it } from "@jest/globals";
import { drawTable } from "../../src/cli/table.js";

const content = {
  head: ["user", "projection", "what is stored", "by the events"],
  rows: [
    ["learner-1", "ownership", "c-1 c-2 c-3 c-4 c-5", "c-1 c-2 c-3 c-4"],
    ["learner-2", "history", "x".repeat(60), 7],
  ],
};
const widthOf = (text: string): number => Math.max(...text.split("\n").map(({ length }) => length));

describe("a table", () => {
  it("is as wide as it needs to be where there is no terminal", () => {
    expect(widthOf(drawTable(content, Infinity))).toBeGreaterThan(80);
  });

  it("leaves out a column without a value, and keeps one that a single row fills", () => {
    const rows = [
      ["a", "", ""],
      ["b", "", "here"],
    ];
    const [, head] = drawTable({ head: ["first", "never", "once"], rows }, Infinity).split("\n");
    expect(head).toBe("│ first │ once │");
  });

  it("becomes records where even broken texts are too wide for the terminal, and loses nothing", () => {
    const records = drawTable(content, 80);
    expect(widthOf(records)).toBeLessThanOrEqual(80);
    expect(records.split("\n\n")[1]).toBe(
      [
        "user            learner-2",
        "projection      history",
        `what is stored  ${"x".repeat(60)}`,
        "by the events   7",
      ].join("\n"),
    );
  });

  it("stays a table where breaking texts in two is enough", () => {
    const narrow = { head: content.head, rows: [content.rows[0]!] };
    const table = drawTable(narrow, 62);
    expect(table).toContain("│");
    expect(widthOf(table)).toBeLessThanOrEqual(62);
  });
});
