import { parse, type CsvError } from "csv-parse";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream";
import { TextDecoder } from "node:util";
import { isLedgerError, LedgerError } from "../../errors.js";
import { asSourceError } from "./mongo-export-reader.js";

/** A line of a CSV file: its fields by column, or why it has none. */
export type CsvLine = { readonly line: number } & (
  { readonly fields: Readonly<Record<string, string>> } | { readonly problem: string }
);

export interface OrderColumns {
  readonly required: readonly string[];
  readonly known: readonly string[];
}

interface CsvRecord {
  readonly record: Readonly<Record<string, string>>;
  readonly info: {
    readonly lines: number;
    readonly columns: readonly unknown[];
    /** That the line has more or fewer fields than the first line has columns. */
    readonly error?: CsvError;
  };
}

/** As spreadsheets write them. */
const delimiters = [",", ";", "\t"] as const;
/** No first line is longer. */
const mostHeaderBytes = 64 * 1024;

/**
 * Reads the shop's order export as CSV, which names its columns in the first line. Memory does not grow with the file. A
 * line may lack fields at its end. One that has too many is a problem: a comma in a number or a text has moved the others.
 *
 * @param columns those that are used; the first line must have the required ones, and none twice
 * @throws LedgerError `source_invalid` if it cannot be read, is empty, or has other columns
 */
export async function* readOrderCsv(path: string, columns: OrderColumns): AsyncGenerator<CsvLine> {
  const header = { isMissing: true };
  try {
    const chunks = createReadStream(path)[Symbol.asyncIterator]() as AsyncGenerator<Buffer>;
    const start = await readStart(chunks);
    const parser = parse({
      ...{ trim: true, info: true, relax_column_count: true, skip_empty_lines: true },
      delimiter: delimiterOf(start, columns),
      columns: (names: string[]) => {
        header.isMissing = false;
        return checked(path, names, columns);
      },
    });
    // A failure reaches the parser, and with it whatever reads the lines.
    pipeline(continued(start, chunks), parser, () => undefined);
    for await (const { record, info } of parser as AsyncIterable<CsvRecord>) {
      const { lines: line, columns: named } = info;
      // Some programs end a line with one separator more, or several.
      const found = ((info.error?.record ?? []) as string[]).findLastIndex((field) => field !== "") + 1;
      if (found <= named.length) yield { line, fields: record };
      else
        yield { line, problem: `it has ${found} fields, and the first line names ${named.length} columns` };
    }
    if (header.isMissing) throw emptyExport(path);
  } catch (cause) {
    const known = asSourceError(path, cause);
    if (isLedgerError(known)) throw known;
    throw new LedgerError("source_invalid", `The file ${path} cannot be read as CSV.`, { cause });
  }
}

/** The beginning of a file, with its whole first line. A pipe may give it in pieces. */
async function readStart(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < mostHeaderBytes) {
    const next = await chunks.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
    if (/\S.*[\r\n]/.test(decode(start))) break;
  }
  return start;
}

/** The whole file as text, in pieces. The parser itself would not take spaces off the fields of UTF-16. */
async function* continued(start: Buffer, chunks: AsyncGenerator<Buffer>): AsyncGenerator<string> {
  const decoder = decoderOf(start);
  yield decoder.decode(start, { stream: true });
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Excel's "Unicode text" is in UTF-16. */
const decoderOf = (start: Buffer): TextDecoder =>
  new TextDecoder(start[0] === 0xff && start[1] === 0xfe ? "utf-16le" : "utf-8");

const decode = (start: Buffer): string => decoderOf(start).decode(start);

/** Only one separates the fields: others are part of texts, or of numbers such as 29,99. */
function delimiterOf(start: Buffer, { required }: OrderColumns): string {
  const [header = ""] = decode(start)
    .trim()
    .split(/[\r\n]/);
  const namesBy = (delimiter: string): readonly string[] =>
    header.split(delimiter).map((name) => name.trim().replaceAll('"', ""));
  return delimiters.find((each) => required.some((name) => namesBy(each).includes(name))) ?? ",";
}

/** The first line decides: a later line may lack fields at its end. @throws LedgerError `source_invalid` */
function checked(path: string, names: string[], { required, known }: OrderColumns): string[] {
  const missing = required.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw invalid(
      `The first line of ${path} must name the columns. It does not name: ${missing.join(", ")}.`,
    );
  const twice = known.find((name) => names.indexOf(name) !== names.lastIndexOf(name));
  if (twice !== undefined) throw invalid(`The first line of ${path} names the column ${twice} twice.`);
  return names;
}

/** An export that failed often leaves an empty file. One that only names its columns says that there are no orders. */
export const emptyExport = (path: string): LedgerError =>
  invalid(
    `${path} is empty. Expected: the shop's order export, as CSV with the columns in its first line, or one JSON object a line.`,
  );

const invalid = (message: string): LedgerError => new LedgerError("source_invalid", message);
