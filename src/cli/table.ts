import Table from "cli-table3";
import { printable } from "./terminal.js";

export interface TableContent {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * Draws a table. Numbers are aligned to the right. In a narrow terminal, texts are broken into two lines; if that is not
 * enough, each row becomes a record with a line for each column.
 *
 * @param columns the width of the terminal; output to a file or a program is as wide as necessary
 */
export function drawTable(
  content: TableContent,
  columns = process.stdout.isTTY ? process.stdout.columns : Infinity,
): string {
  for (const layOut of [undefined, brokenInTwo]) {
    const table = createTable(content, layOut);
    if (table.width <= columns) return table.toString();
  }
  return content.rows.map((row) => drawRecord(content.head, row)).join("\n\n");
}

function drawRecord(head: readonly string[], row: readonly (string | number)[]): string {
  const longest = Math.max(...head.map(({ length }) => length));
  return row
    .map((cell, column) => `${(head[column] ?? "").padEnd(longest)}  ${printable(String(cell))}`.trim())
    .filter((line) => line !== "")
    .join("\n");
}

function createTable({ head, rows }: TableContent, layOut = (text: string): string => text): Table.Table {
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const table = new Table({
    head: head.map(layOut),
    colAligns: isNumber.map((numeric) => (numeric ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => row.map((cell) => layOut(printable(String(cell))))));
  return table;
}

const longestUnbroken = 16;

/** Puts a line break at the space nearest to the middle. */
function brokenInTwo(text: string): string {
  if (text.length <= longestUnbroken) return text;
  const distance = (index: number): number => Math.abs(index - text.length / 2);
  const spaces = [...text.matchAll(/ /g)].map(({ index }) => index);
  const [nearest] = spaces.sort((one, other) => distance(one) - distance(other));
  return nearest === undefined ? text : `${text.slice(0, nearest)}\n${text.slice(nearest + 1)}`;
}
