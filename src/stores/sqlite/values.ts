import type { SqlValue } from "./database.js";

/** Rows as the `VALUES` of a statement: on another thread the package runs only text. */
export const valuesOf = (rows: readonly (readonly SqlValue[])[]): string =>
  `VALUES ${rows.map((row) => `(${row.map(literalOf).join(",")})`).join(",")}`;

function literalOf(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return `x'${Buffer.from(value).toString("hex")}'`;
  if (!value.includes("\0")) return quoted(value);
  // NUL would end the statement.
  return `(${value.split("\0").map(quoted).join(" || char(0) || ")})`;
}

const quoted = (text: string): string => `'${text.includes("'") ? text.replaceAll("'", "''") : text}'`;
