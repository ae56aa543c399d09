import type { SqlValue } from "./database.js";

/** Rows as the `VALUES` of a statement: on another thread the package runs only text. */
export const valuesOf = (rows: readonly (readonly SqlValue[])[]): string =>
  `VALUES ${rows.map((row) => `(${row.map(literalOf).join(",")})`).join(",")}`;

function literalOf(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return `x'${Buffer.from(value).toString("hex")}'`;
  // NUL would end the statement.
  const parts = value.split("\0").map((part) => `'${part.replaceAll("'", "''")}'`);
  return parts.length === 1 ? parts.join("") : `(${parts.join(" || char(0) || ")})`;
}
