import type { Stats } from "node:fs";
import { open, realpath, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { LedgerError } from "../errors.js";
import { writeOut } from "./standard-output.js";

/** The target of an export. */
export interface ExportOutput {
  /** Waits while a slow reader catches up. False if the reader has gone. */
  write(text: string): Promise<boolean>;
  /** Everything is written: makes the file appear under its name. */
  finish(): Promise<void>;
  /** Removes the incomplete file. Does nothing after {@link finish}. */
  discard(): Promise<void>;
}

/**
 * @param path the file to create or replace once all of it is written; standard output if undefined
 * @throws LedgerError `source_invalid` if it cannot be written.
 */
export function openExportOutput(path: string | undefined): Promise<ExportOutput> {
  return path === undefined ? Promise.resolve(standardOutput) : openFile(path);
}

const standardOutput: ExportOutput = {
  async write(text) {
    await writeOut(text);
    return !process.stdout.destroyed;
  },
  finish: () => Promise.resolve(),
  discard: () => Promise.resolve(),
};

async function openFile(path: string): Promise<ExportOutput> {
  const { target, replaced } = await targetOf(path);
  const partial = `${target}.partial-${process.pid}`;
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw new LedgerError(
        "source_invalid",
        `The file ${path} cannot be written. Name another file with --out.`,
        { cause },
      );
    }
  };
  const file = await attempt(() => open(partial, "w"));
  // A file system without permissions has none to keep.
  if (replaced !== undefined) await giveAccessOf(replaced, file).catch(() => undefined);
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await file.close();
    isOpen = false;
  };
  let isFinished = false;
  return {
    write: (text) => attempt(() => file.appendFile(text)).then(() => true),
    finish: () =>
      attempt(async () => {
        // On disk before it gets its name: a power cut must not leave a file that looks complete.
        await file.sync();
        await close();
        await rename(partial, target);
        isFinished = true;
      }),
    async discard() {
      if (isFinished) return;
      await close();
      await rm(partial, { force: true });
    },
  };
}

/** Whoever could read the file that is replaced can read the new one, and nobody else: it may hold what users bought. */
async function giveAccessOf({ uid, gid, mode }: Stats, file: FileHandle): Promise<void> {
  const user = process.getuid?.();
  // Only root gives files to others.
  if (user === 0) await file.chown(uid, gid);
  if (user === 0 || user === uid) await file.chmod(mode & 0o777);
}

/** Follows a link. Refuses a device or a folder, which the file would replace. */
async function targetOf(path: string): Promise<{ readonly target: string; readonly replaced?: Stats }> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { target: path };
  if (found.isFile()) return { target: await realpath(path), replaced: found };
  throw new LedgerError("source_invalid", `${path} exists and is not a file. Name another file with --out.`);
}
