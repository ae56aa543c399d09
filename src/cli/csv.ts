/** A value of one cell; null is an empty one. */
export type Cell = string | number | null;

/**
 * Writes one record of RFC 4180, its line end included. A text is quoted where it holds a comma, a quote or a line
 * break, or begins or ends with a space, which some readers would trim.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe in front (OWASP, "CSV Injection"): payments
 * and notes are what others have typed. So CSV is for spreadsheets; what has to be exact is JSON.
 */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(toField).join(",")}\r\n`;

const formula = /^[=+\-@\t\r\n]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

function toField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
