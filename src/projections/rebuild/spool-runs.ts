import { closeSync, openSync, readSync } from "node:fs";
import { open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { StringDecoder } from "node:string_decoder";
import TinyQueue from "tinyqueue";
import type { UserId } from "../../events/identifiers.js";

/** A line of a run: its user, and its text. */
export interface SpoolLine {
  readonly userId: UserId;
  readonly text: string;
}

/** A file of lines sorted by user; the lines of a user keep the order in which they came. */
export interface Run {
  readonly path: string;
  /** How far in the log its lines go, from the name of the file. */
  readonly position: string;
  /** The id of the event there. */
  readonly eventId: string;
  readonly eventCount: number;
}

const partial = ".partial";
const runPattern = /^run-(\d{8})-(\d+)-([A-Za-z0-9_-]+)$/;

/** The complete runs of a folder, in the order in which they were written. */
export async function listRuns(folder: string): Promise<readonly Run[]> {
  const names = (await readdir(folder)).filter((name) => runPattern.test(name)).sort();
  return names.map((name) => {
    const [, , eventCount = "", end = ""] = runPattern.exec(name) ?? [];
    const [position = "", eventId = ""] = Buffer.from(end, "base64url").toString().split(" ");
    return { path: join(folder, name), eventCount: Number(eventCount), position, eventId };
  });
}

/** Sorts lines by user, stably, and writes them as the folder's next run. A run gets its name once it is complete. */
export async function writeRun(
  folder: string,
  lines: readonly SpoolLine[],
  end: Pick<Run, "position" | "eventId" | "eventCount">,
): Promise<void> {
  const number = String((await listRuns(folder)).length).padStart(8, "0");
  const position = Buffer.from(`${end.position} ${end.eventId}`).toString("base64url");
  const path = join(folder, `run-${number}-${end.eventCount}-${position}`);
  // Ids are ASCII, so that the order of texts is that of the bytes. Sorting is stable.
  const sorted = lines.toSorted((a, b) => (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0));
  await writeAtOnce(path, sorted.map(({ userId, text }) => `${userId}\t${text}\n`).join(""));
}

/** Writes a file that is either complete or missing, even after a crash. */
export async function writeAtOnce(path: string, text: string): Promise<void> {
  const file = await open(path + partial, "w");
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(path + partial, path);
}

/** Removes the incomplete files of a killed process. */
export async function removePartialRuns(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.endsWith(partial)) await rm(join(folder, name), { force: true });
}

/** All lines of one user. */
export interface SpooledUser {
  readonly userId: UserId;
  readonly lines: readonly string[];
}

/** The memory that all runs together are read through. */
const mergeBytes = 4 * 1024 * 1024;
const leastChunkBytes = 8 * 1024;
/** Few: two batches of them, folded, are most of what a fold holds in memory. */
const usersAtOnce = 200;

/**
 * Merges runs: every user once, with all its lines, in the order of the ids, in batches that are never empty. However
 * many runs there are, memory holds about {@link mergeBytes} of them, and the lines of one batch of users.
 *
 * The run whose next user comes first is on top of a queue, so that a line costs the logarithm of the number of runs:
 * looking at all of them for each would make a long log cost the square of its length.
 *
 * @param chunkBytes how much of a run is read at once
 */
export function* mergeRuns(
  runs: readonly Run[],
  chunkBytes = Math.max(leastChunkBytes, Math.floor(mergeBytes / Math.max(1, runs.length))),
): Iterable<readonly SpooledUser[]> {
  const queue = new TinyQueue<RunReader>([], byNextLine);
  // One buffer for all reads: it is emptied at once, and one for each chunk would take most of the memory.
  const chunk = Buffer.alloc(chunkBytes);
  for (const [order, { path }] of runs.entries()) {
    const reader = createRunReader(path, order, chunk);
    reader.readMore();
    queue.push(reader);
  }
  let batch: SpooledUser[] = [];
  let lines: string[] = [];
  for (let reader; (reader = queue.pop()) !== undefined;) {
    const { next } = reader;
    // Runs that have ended come last.
    if (next === undefined) break;
    if (batch.at(-1)?.userId !== next.userId) {
      if (batch.length === usersAtOnce) {
        yield batch;
        batch = [];
      }
      lines = [];
      batch.push({ userId: next.userId, lines });
    }
    while (reader.next?.userId === next.userId) {
      lines.push(reader.next.text);
      if (!reader.advance()) reader.readMore();
    }
    queue.push(reader);
  }
  if (batch.length > 0) yield batch;
}

/** By user, and the lines of one user by run: the order in which they came. */
function byNextLine(a: RunReader, b: RunReader): number {
  const [first, second] = [a.next?.userId, b.next?.userId];
  if (first === second) return a.order - b.order;
  if (first === undefined) return 1;
  if (second === undefined) return -1;
  return first < second ? -1 : 1;
}

interface RunReader {
  /** Its place among the runs. */
  readonly order: number;
  /** The current line; undefined before the first {@link readMore}, and at the end. */
  readonly next: SpoolLine | undefined;
  /** Goes to the next line in memory. @returns false if there is none: read more */
  advance(): boolean;
  /** Reads until there is a line, or to the end. */
  readMore(): void;
}

/**
 * Opens the file for each chunk: a long log has more runs than a process may have open files. It reads synchronously:
 * the files were written a moment ago, so a few kilobytes come sooner than another thread could deliver them.
 */
function createRunReader(path: string, order: number, chunk: Buffer): RunReader {
  let lines: SpoolLine[] = [];
  let at = 0;
  let offset = 0;
  const decoder = new StringDecoder("utf8");
  let rest = "";

  function readChunk(): boolean {
    const bytesRead = readAt(path, chunk, offset);
    offset += bytesRead;
    const read = (rest + decoder.write(chunk.subarray(0, bytesRead))).split("\n");
    rest = read.pop() ?? "";
    for (const line of read) {
      const tab = line.indexOf("\t");
      lines.push({ userId: line.slice(0, tab) as UserId, text: line.slice(tab + 1) });
    }
    return bytesRead > 0;
  }

  return {
    order,
    get next() {
      return lines[at];
    },
    advance() {
      at += 1;
      return at < lines.length;
    },
    readMore() {
      lines = [];
      at = 0;
      while (lines.length === 0 && readChunk());
    },
  };
}

/** @returns how many bytes there were */
function readAt(path: string, into: Buffer, offset: number): number {
  const file = openSync(path, "r");
  try {
    return readSync(file, into, 0, into.length, offset);
  } finally {
    closeSync(file);
  }
}
