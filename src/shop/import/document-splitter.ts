/** The text of a document, from its first byte to its last. */
export interface DocumentText {
  /** Where it begins; lines count from 1. */
  readonly line: number;
  readonly text: Buffer;
}

export interface SplitProblem {
  readonly line: number;
  /** The last line that cannot be used because of it. */
  readonly lastLine: number;
  readonly problem: string;
  /** Whether everything behind it is lost: a document or an array that does not end. */
  readonly endsReading: boolean;
}

export type SplitPiece = DocumentText | SplitProblem;

export interface DocumentSplitter {
  push(chunk: Buffer): readonly SplitPiece[];
  /** Says what the end of the file leaves open. */
  end(): readonly SplitPiece[];
}

export interface DocumentSplitterOptions {
  /**
   * A longer document is a quote or bracket without its partner: it would pull the rest of the file into memory.
   * MongoDB's limit is 16 MiB of BSON, which canonical Extended JSON can make some three times as long.
   */
  readonly maxDocumentBytes?: number;
}

const newline = 0x0a;
const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
/** Space, tab, return, and the three bytes of a byte-order mark: joined files hold some in the middle. */
const blanks: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, 0xef, 0xbb, 0xbf]);

interface Scan {
  /**
   * `between` documents; in a `document`; in `garbage`, a line that holds something else; `lost`, between documents
   * after garbage; `skipping` the rest of a broken document.
   */
  mode: "between" | "document" | "garbage" | "lost" | "skipping";
  found: SplitPiece[];
  line: number;
  atLineStart: boolean;
  /** Where the array begins that is being read; undefined outside of one. */
  arrayLine: number | undefined;
  /** The rest is about the document, or the damage, that is being read. */
  startLine: number;
  parts: Buffer[];
  length: number;
  depth: number;
  inString: boolean;
  escaped: boolean;
  damage: string;
}

/**
 * Cuts the bytes of a `mongoexport` file into the texts of its documents: one a line, printed over several lines
 * (`--pretty`) or in an array (`--jsonArray`), also one after the other in one file. It only matches brackets outside
 * of strings; whether a text is JSON is for the parser to say. Memory is bounded by the longest document.
 *
 * After damage it continues at the next line whose first character is `{`. There `mongoexport` begins every document, except
 * the first of an array, and nothing else.
 */
export function createDocumentSplitter(options: DocumentSplitterOptions = {}): DocumentSplitter {
  const { maxDocumentBytes = 64 * 1024 * 1024 } = options;
  const scan: Scan = {
    mode: "between",
    found: [],
    line: 1,
    atLineStart: true,
    arrayLine: undefined,
    startLine: 1,
    parts: [],
    length: 0,
    depth: 0,
    inString: false,
    escaped: false,
    damage: "",
  };
  const take = (): readonly SplitPiece[] => {
    const { found } = scan;
    scan.found = [];
    return found;
  };
  return {
    push(chunk) {
      for (let index = 0; index < chunk.length;) index = readers[scan.mode](scan, chunk, index);
      if (scan.mode === "document" && scan.length > maxDocumentBytes) {
        breakOff(scan, `is longer than ${maxDocumentBytes} bytes, so a quote or bracket is not closed`);
      }
      return take();
    },
    end() {
      endScan(scan);
      return take();
    },
  };
}

/** Each continues from `from` in its mode, and returns where the next mode continues. */
const readers: Record<Scan["mode"], (scan: Scan, chunk: Buffer, from: number) => number> = {
  between: readBetween,
  document: readDocument,
  garbage: readGarbage,
  lost: readBetween,
  skipping: skip,
};

function readBetween(scan: Scan, chunk: Buffer, from: number): number {
  for (let index = from; index < chunk.length; index++) {
    const byte = chunk[index] ?? newline;
    const mayBegin = scan.mode === "between" || scan.atLineStart;
    if (byte === newline) {
      endLine(scan);
      continue;
    }
    if (blanks.has(byte)) {
      // A byte-order mark takes no room on its line.
      if (byte < 0x80) scan.atLineStart = false;
      continue;
    }
    const inArray = scan.arrayLine !== undefined;
    if (mayBegin && (byte === openBrace || (byte === openBracket && inArray))) {
      beginDocument(scan);
      return index;
    }
    scan.atLineStart = false;
    if (mayBegin && byte === openBracket) scan.arrayLine = scan.line;
    else if (byte === closeBracket && inArray) scan.arrayLine = undefined;
    else if (byte !== comma || !inArray) {
      scan.mode = "garbage";
      return index;
    }
  }
  return chunk.length;
}

function readDocument(scan: Scan, chunk: Buffer, from: number): number {
  for (let index = from; index < chunk.length; index++) {
    const byte = chunk[index];
    if (scan.inString) {
      if (scan.escaped) scan.escaped = false;
      else if (byte === quote) scan.inString = false;
      else if (byte === backslash) scan.escaped = true;
      else if (byte === newline) {
        breakOff(scan, "has a text without a closing quote on its line");
        return index;
      }
      continue;
    }
    if (byte === quote) scan.inString = true;
    else if (byte === newline) {
      endLine(scan);
      continue;
    } else if (byte === openBrace || byte === openBracket) {
      if (scan.atLineStart && byte === openBrace) {
        report(scan, scan.line - 1, "has a bracket that is not closed");
        beginDocument(scan);
        return index;
      }
      scan.depth += 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      scan.depth -= 1;
      if (scan.depth === 0) return endDocument(scan, chunk.subarray(from, index + 1), index + 1);
    }
    scan.atLineStart = false;
  }
  scan.parts.push(chunk.subarray(from));
  scan.length += chunk.length - from;
  return chunk.length;
}

/** In an array a value may end before its line does; the rest of the line is lost all the same. */
function readGarbage(scan: Scan, chunk: Buffer, from: number): number {
  const lineEnd = chunk.indexOf(newline, from);
  if (lineEnd === -1) return chunk.length;
  reportGarbage(scan);
  scan.mode = "lost";
  return lineEnd;
}

function skip(scan: Scan, chunk: Buffer, from: number): number {
  for (let index = from; index < chunk.length;) {
    const resumes =
      chunk[index] === openBrace || (chunk[index] === closeBracket && scan.arrayLine !== undefined);
    if (scan.atLineStart && resumes) {
      report(scan, scan.line - 1, scan.damage);
      scan.mode = "between";
      return index;
    }
    scan.atLineStart = false;
    const lineEnd = chunk.indexOf(newline, index);
    if (lineEnd === -1) break;
    endLine(scan);
    index = lineEnd + 1;
  }
  return chunk.length;
}

function endScan(scan: Scan): void {
  const lastLine = scan.atLineStart ? scan.line - 1 : scan.line;
  if (scan.mode === "document") report(scan, lastLine, "is cut off by the end of the file", true);
  if (scan.mode === "skipping") report(scan, lastLine, scan.damage);
  if (scan.mode === "garbage") reportGarbage(scan);
  if (scan.arrayLine === undefined) return;
  const problem = `The array that begins on line ${scan.arrayLine} is not closed: the file was cut off or is damaged, and its rest is lost.`;
  scan.found.push({ line: lastLine, lastLine, problem, endsReading: true });
}

function endLine(scan: Scan): void {
  scan.line += 1;
  scan.atLineStart = true;
}

function beginDocument(scan: Scan): void {
  scan.mode = "document";
  scan.startLine = scan.line;
  scan.atLineStart = false;
  scan.parts = [];
  scan.length = 0;
  scan.depth = 0;
  scan.inString = false;
  scan.escaped = false;
}

function endDocument(scan: Scan, lastPart: Buffer, next: number): number {
  const text = scan.parts.length === 0 ? lastPart : Buffer.concat([...scan.parts, lastPart]);
  scan.found.push({ line: scan.startLine, text });
  scan.parts = [];
  scan.atLineStart = false;
  scan.mode = "between";
  return next;
}

function breakOff(scan: Scan, damage: string): void {
  scan.mode = "skipping";
  scan.damage = damage;
  scan.parts = [];
}

function report(scan: Scan, lastLine: number, damage: string, endsReading = false): void {
  const skipped = lastLine > scan.startLine ? `; lines ${scan.startLine} to ${lastLine} were skipped` : "";
  const problem = `The document ${damage}${skipped}.`;
  scan.found.push({ line: scan.startLine, lastLine, problem, endsReading });
}

function reportGarbage(scan: Scan): void {
  const problem = "The line holds something that is not a document.";
  scan.found.push({ line: scan.line, lastLine: scan.line, problem, endsReading: false });
}
