/** The value of a cell; null is an empty cell. An amount is exact text, which a number may not be. */
export type Cell = string | number | null | { readonly amount: string };

/** What a file begins with: the byte-order mark by which Excel knows UTF-8. */
export const csvStart = "\uFEFF";

/**
 * Writes one record of RFC 4180 with its line end. A text is quoted if it contains a comma, a quote or a line break, or
 * begins or ends with a space, which some readers would trim.
 *
 * A text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, "CSV Injection"): payments and
 * notes are typed by others. So CSV is for spreadsheets; JSON has the exact values.
 */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(toField).join(",")}\r\n`;

const formula = /^[=+\-@\t\r\n]/;
const needsQuotes = /[",\r\n]|^\s|\s$/;

function toField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "object") return cell.amount;
  const text = formula.test(cell) ? `'${cell}` : cell;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
