export type SqlValue = string | number | Uint8Array | null;

/** From this number of rows on, one JSON literal is parsed faster than a literal for each value. */
const manyRows = 32;

/**
 * SQL that gives these rows, without values of its own: on another thread the package runs only text.
 *
 * @param before values that stand before those of each row
 */
export function rowsOf(rows: readonly (readonly SqlValue[])[], before: readonly SqlValue[] = []): string {
  if (rows.length < manyRows || rows.some((row) => row.some((value) => value instanceof Uint8Array)))
    return `VALUES ${rows.map((row) => `(${[...before, ...row].map(literalOf).join(",")})`).join(",")}`;
  const values = Array.from(
    { length: rows[0]?.length ?? 0 },
    (_, index) => `json_extract(row, '$[${index}]')`,
  );
  // As JSONB each row is parsed once, and not once for each of its values. Without a condition the ON of a conflict clause
  // behind it would be that of a join.
  return `WITH given (row) AS MATERIALIZED (SELECT jsonb(value) FROM json_each(${literalOf(JSON.stringify(rows))}))
    SELECT ${[...before.map(literalOf), ...values].join(",")} FROM given WHERE true`;
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

/** The value of a JSON text; the text itself if it is not JSON, for the reader to refuse with a reason. */
export function parseOrText(json: SqlValue | undefined): unknown {
  try {
    return JSON.parse(String(json));
  } catch {
    return json;
  }
}
