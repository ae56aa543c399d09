import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { isLedgerError, LedgerError } from "../../errors.js";
import { createDocumentSplitter, type SplitPiece } from "./document-splitter.js";
import type { JsonObject } from "../documents/extended-json.js";

/** A document as the export holds it: parsed JSON, its Extended JSON not yet read. */
export interface ExportDocument {
  /** Where it begins; lines count from 1. */
  readonly line: number;
  readonly document: JsonObject;
}

export interface ExportProblem {
  readonly line: number;
  /** One sentence for a person. */
  readonly problem: string;
  /** Whether what follows in the file could not be read either. */
  readonly endsReading: boolean;
}

export interface ReadExportOptions {
  /** Called with how many bytes of the file were read so far. */
  readonly onProgress?: ((bytesRead: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Large enough that the work between two reads outweighs them, small beside everything else in memory. */
const chunkBytes = 256 * 1024;

/**
 * Reads a `mongoexport` file: Extended JSON, canonical or relaxed, one document a line, printed over several lines
 * or in an array; plain or compressed by gzip. The file is streamed: memory does not grow with its size.
 *
 * What is not a document is reported as a problem with its line, and reading continues behind it.
 *
 * @throws LedgerError `source_invalid` if the file is missing, cannot be read, or is no such file at all.
 */
export async function* readMongoExport(
  path: string,
  options: ReadExportOptions = {},
): AsyncGenerator<ExportDocument | ExportProblem> {
  const splitter = createDocumentSplitter();
  for await (const chunk of readBytes(path, options)) {
    for (const piece of splitter.push(chunk)) yield parsePiece(piece);
  }
  for (const piece of splitter.end()) yield parsePiece(piece);
}

/**
 * The size of a file in bytes, as progress is measured against it; 0 for a pipe.
 *
 * @throws LedgerError `source_invalid` if there is no such file.
 */
export async function sizeOfExport(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isDirectory())
      throw new LedgerError("source_invalid", `${path} is a folder, not an exported file.`);
    return found.size;
  } catch (error) {
    throw asSourceError(path, error);
  }
}

async function* readBytes(path: string, { onProgress, signal }: ReadExportOptions): AsyncGenerator<Buffer> {
  try {
    const compressed = await isGzip(path);
    const file = createReadStream(path, { highWaterMark: chunkBytes });
    // Errors of either reach the reader of the result; the callback only prevents a second throw.
    const content = compressed
      ? pipeline(file, createGunzip({ chunkSize: chunkBytes }), () => undefined)
      : file;
    let first = true;
    for await (const chunk of content as AsyncIterable<Buffer>) {
      signal?.throwIfAborted();
      if (first) assertNotUtf16(path, chunk);
      first = false;
      yield chunk;
      onProgress?.(file.bytesRead);
    }
  } catch (error) {
    if (signal?.aborted === true) throw error;
    throw asSourceError(path, error);
  }
}

/** By its first two bytes. What is not a regular file cannot be read twice, and counts as plain. */
async function isGzip(path: string): Promise<boolean> {
  const regular = (await stat(path)).isFile();
  if (!regular) return false;
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer.readUInt16BE() === 0x1f8b;
  } finally {
    await file.close();
  }
}

/** PowerShell writes UTF-16 when the output of `mongoexport` is redirected with `>`. */
function assertNotUtf16(path: string, start: Buffer): void {
  const mark = start.length < 2 ? 0 : start.readUInt16BE();
  if (mark !== 0xfffe && mark !== 0xfeff) return;
  throw new LedgerError(
    "source_invalid",
    `${path} is in UTF-16. Export it again with --out, which writes UTF-8.`,
  );
}

function parsePiece(piece: SplitPiece): ExportDocument | ExportProblem {
  if ("problem" in piece) return { line: piece.line, problem: piece.problem, endsReading: piece.endsReading };
  const { line, text } = piece;
  const unreadable = (problem: string): ExportProblem => ({ line, problem, endsReading: false });
  if (!isUtf8(text)) return unreadable("The document is not valid UTF-8.");
  let document: unknown;
  try {
    document = JSON.parse(text.toString("utf8"));
  } catch (error) {
    return unreadable(`The document is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof document === "object" && document !== null && !Array.isArray(document)) {
    return { line, document: document as JsonObject };
  }
  return unreadable("The value is not a document.");
}

/** Says in words why a file cannot be read, where that is known; otherwise returns the cause. */
export function asSourceError(path: string, cause: unknown): unknown {
  if (isLedgerError(cause) || !(cause instanceof Error)) return cause;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const reason = code.startsWith("Z_") ? "is damaged: it cannot be unpacked to its end" : reasons[code];
  if (reason === undefined) return cause;
  return new LedgerError("source_invalid", `${path} ${reason}.`, { cause });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder, not an exported file",
  EACCES: "cannot be read: permission denied",
  EPERM: "cannot be read: permission denied",
  EIO: "cannot be read: the disk reports an error",
};
