/**
 * Reads CSV as RFC 4180 has it, character by character, and refuses what it does not allow. A byte-order mark at the
 * beginning is left out.
 */
export function parseCsv(file: string): string[][] {
  const text = file.replace(/^\uFEFF/, "");
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? closingQuote(text, at) : endOfPlain(text, at);
    row.push(isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
    if (text[end] === ",") {
      at = end + 1;
      // A comma at the end of the text would be a cell more.
      if (at === text.length) throw new Error("The last line has no end.");
    } else if (text.startsWith("\r\n", end)) {
      rows.push(row);
      row = [];
      at = end + 2;
    } else {
      throw new Error(
        `Neither a comma nor a line end at ${end}: ${JSON.stringify(text.slice(end, end + 20))}`,
      );
    }
  }
  return rows;
}

/** Where the next cell or line begins after a quoted one. */
function closingQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] !== '"') continue;
    if (text[at + 1] !== '"') return at + 1;
    at += 1;
  }
  throw new Error(`The quote at ${start} is never closed.`);
}

function endOfPlain(text: string, start: number): number {
  let end = start;
  while (end < text.length && text[end] !== "," && text[end] !== "\r") {
    if (text[end] === '"' || text[end] === "\n") throw new Error(`A bare quote or line feed at ${end}.`);
    end += 1;
  }
  return end;
}
