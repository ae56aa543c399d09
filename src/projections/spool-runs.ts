import { open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { UserId } from "../events/identifiers.js";

/** A line of a run: whose it is, and what it says. */
export interface SpoolLine {
  readonly userId: UserId;
  readonly text: string;
}

/** A file of lines in the order of their users, and within a user in the order in which they came. */
export interface Run {
  readonly path: string;
  /** How far the log is read with it, as the name of the file says. */
  readonly position: string;
  readonly eventCount: number;
}

const partial = ".partial";
const runPattern = /^run-(\d{8})-(\d+)-([A-Za-z0-9_-]+)$/;

/** The runs of a folder that are whole, in the order in which they were written. */
export async function listRuns(folder: string): Promise<readonly Run[]> {
  const names = (await readdir(folder)).filter((name) => runPattern.test(name)).sort();
  return names.map((name) => {
    const [, , eventCount = "", position = ""] = runPattern.exec(name) ?? [];
    return {
      path: join(folder, name),
      eventCount: Number(eventCount),
      position: Buffer.from(position, "base64url").toString(),
    };
  });
}

/** Sorts lines by user, stably, and writes them as the folder's next run; a run that has its name is whole. */
export async function writeRun(
  folder: string,
  lines: readonly SpoolLine[],
  end: { readonly position: string; readonly eventCount: number },
): Promise<void> {
  const number = String((await listRuns(folder)).length).padStart(8, "0");
  const position = Buffer.from(end.position).toString("base64url");
  const path = join(folder, `run-${number}-${end.eventCount}-${position}`);
  // Ids are ASCII, so that the order of texts is that of the bytes. Sorting is stable.
  const sorted = lines.toSorted((a, b) => (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0));
  await writeAtOnce(path, sorted.map(({ userId, text }) => `${userId}\t${text}\n`).join(""));
}

/** Writes a file that, whatever happens, is there whole or not at all, and then stays. */
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

/** Removes what a killed process has begun to write. */
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

/**
 * Merges runs: every user once, with all its lines, in the order of the ids, in batches that are never empty. However
 * many runs there are, memory holds about {@link mergeBytes} of them, and the lines of at least one user.
 *
 * @param chunkBytes how much of a run is read at once
 */
export async function* mergeRuns(
  runs: readonly Run[],
  chunkBytes = Math.max(leastChunkBytes, Math.floor(mergeBytes / Math.max(1, runs.length))),
): AsyncIterable<readonly SpooledUser[]> {
  const readers = runs.map((run) => createRunReader(run.path, chunkBytes));
  for (;;) {
    for (const reader of readers)
      while (reader.lines.length === 0 && !reader.isWhole()) await reader.readMore();
    const unfinished = readers.filter(({ isWhole }) => !isWhole());
    // Of the last user in a chunk more may follow in the next one; all users before it are known whole.
    const bound = unfinished
      .flatMap(({ lines }) => lines.at(-1)?.userId ?? [])
      .reduce<UserId | undefined>((least, id) => (least === undefined || id < least ? id : least), undefined);
    const users = takeBelow(readers, bound);
    if (users.length > 0) yield users;
    else if (bound === undefined) return;
    else for (const reader of unfinished) if (reader.lines.at(-1)?.userId === bound) await reader.readMore();
  }
}

function takeBelow(readers: readonly RunReader[], bound: UserId | undefined): readonly SpooledUser[] {
  const users = new Map<UserId, string[]>();
  for (const { lines } of readers) {
    const end = bound === undefined ? -1 : lines.findIndex(({ userId }) => userId >= bound);
    for (const { userId, text } of lines.splice(0, end === -1 ? lines.length : end)) {
      const known = users.get(userId);
      if (known === undefined) users.set(userId, [text]);
      else known.push(text);
    }
  }
  return [...users]
    .map(([userId, lines]) => ({ userId, lines }))
    .sort((a, b) => (a.userId < b.userId ? -1 : 1));
}

interface RunReader {
  /** What was read and not taken yet. */
  readonly lines: SpoolLine[];
  readMore(): Promise<void>;
  /** Whether everything has been read. */
  isWhole(): boolean;
}

/** Opens the file for each chunk: a long log has more runs than a process may have files open. */
function createRunReader(path: string, chunkBytes: number): RunReader {
  const lines: SpoolLine[] = [];
  let offset = 0;
  let rest = Buffer.alloc(0);
  let whole = false;
  return {
    lines,
    isWhole: () => whole,
    async readMore() {
      if (whole) return;
      const chunk = Buffer.alloc(chunkBytes);
      const file = await open(path);
      const { bytesRead } = await file.read(chunk, 0, chunkBytes, offset).finally(() => file.close());
      offset += bytesRead;
      whole = bytesRead === 0;
      const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
      const end = bytes.lastIndexOf("\n") + 1;
      rest = bytes.subarray(end);
      for (const line of bytes.toString("utf8", 0, end).split("\n")) {
        const tab = line.indexOf("\t");
        if (tab !== -1) lines.push({ userId: line.slice(0, tab) as UserId, text: line.slice(tab + 1) });
      }
    },
  };
}
