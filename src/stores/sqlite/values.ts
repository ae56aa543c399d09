export type SqlValue = string | number | Uint8Array | null;

/** With more columns than these, taking them out of JSON takes longer than parsing a literal for each. */
const mostJsonColumns = 4;

/** SQL that gives these rows, without values of its own: on another thread the package runs only text. */
export function rowsOf(rows: readonly (readonly SqlValue[])[]): string {
  const columns = rows[0]?.length ?? 0;
  if (columns > mostJsonColumns || rows.some((row) => row.some((value) => value instanceof Uint8Array)))
    return `VALUES ${rows.map((row) => `(${row.map(literalOf).join(",")})`).join(",")}`;
  const parts = Array.from({ length: columns }, (_, index) => `value ->> ${index}`);
  // Without a condition the ON of a conflict clause behind it would be that of a join.
  return `SELECT ${parts.join(",")} FROM json_each(${literalOf(JSON.stringify(rows))}) WHERE true`;
}

export function literalOf(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return String(value);
  if (typeof value !== "string") return `x'${Buffer.from(value).toString("hex")}'`;
  if (!value.includes("\0")) return quoted(value);
  // NUL would end the statement.
  return `(${value.split("\0").map(quoted).join(" || char(0) || ")})`;
}

const quoted = (text: string): string => `'${text.includes("'") ? text.replaceAll("'", "''") : text}'`;
