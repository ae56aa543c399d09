import Table from "cli-table3";
import { printable, terminalColumns, wrapped } from "./terminal.js";

export interface TableContent {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/**
 * Draws a table. Numbers are aligned to the right, and columns without a value are left out. In a narrow terminal texts are
 * broken into lines, then the borders go; if that is not enough, each row becomes a record with a line for each value.
 */
export function drawTable(content: TableContent, columns = terminalColumns()): string {
  const filled = withoutEmptyColumns(content);
  const whole = createTable(filled);
  if (whole.width <= columns) return whole.toString();
  for (const layout of narrowing) {
    const table = createTable(filled, layout);
    if (table.width <= columns) return trimmed(table.toString());
  }
  return filled.rows.map((row) => drawRecord(filled.head, row, columns)).join("\n\n");
}

const narrowing: readonly Layout[] = [
  ...[Infinity, 24, 16].map((longestLine) => ({ longestLine })),
  ...[24, 16, 12].map((longestLine) => ({ longestLine, borders: false })),
];

function withoutEmptyColumns({ head, rows }: TableContent): TableContent {
  if (rows.length === 0) return { head, rows };
  const filled = <Cell>(cells: readonly Cell[]): readonly Cell[] =>
    cells.filter((_, column) => rows.some((row) => row[column] !== ""));
  return { head: filled(head), rows: rows.map(filled) };
}

const trimmed = (text: string): string => text.replace(/ +$/gm, "");

function drawRecord(head: readonly string[], row: readonly (string | number)[], columns: number): string {
  const width = Math.max(...head.map(({ length }) => length)) + 2;
  return row
    .map((cell, column) => ({ name: (head[column] ?? "").padEnd(width), value: printable(String(cell)) }))
    .filter(({ value }) => value !== "")
    .map(
      ({ name, value }) =>
        name + wrapped(value, columns - width, "").replaceAll("\n", `\n${" ".repeat(width)}`),
    )
    .join("\n");
}

interface Layout {
  /** Texts are broken between words where they are longer. */
  readonly longestLine?: number;
  readonly borders?: boolean;
}

const noBorders = {
  ...{ top: "", "top-mid": "", "top-left": "", "top-right": "" },
  ...{ bottom: "", "bottom-mid": "", "bottom-left": "", "bottom-right": "" },
  ...{ left: "", "left-mid": "", right: "", "right-mid": "", middle: "  ", mid: "─", "mid-mid": "──" },
};

function createTable(
  { head, rows }: TableContent,
  { longestLine = Infinity, borders = true }: Layout = {},
): Table.Table {
  const layOut = (text: string): string => wrapped(text, longestLine, "");
  const isNumber = head.map((_, column) => rows.every((row) => typeof row[column] === "number"));
  const table = new Table({
    head: head.map(layOut),
    colAligns: isNumber.map((numeric) => (numeric ? "right" : "left")),
    style: {
      head: [],
      border: [],
      compact: true,
      ...(borders ? {} : { "padding-left": 0, "padding-right": 0 }),
    },
    ...(borders ? {} : { chars: noBorders }),
  });
  table.push(...rows.map((row) => row.map((cell) => layOut(printable(String(cell))))));
  return table;
}
