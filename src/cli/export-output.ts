import { open, realpath, rename, rm, stat } from "node:fs/promises";
import { LedgerError } from "../errors.js";
import { writeOut } from "./standard-output.js";

/** Where an export goes. */
export interface ExportOutput {
  /** Waits until there is room again. False when nobody reads any more. */
  write(text: string): Promise<boolean>;
  /** All is written: makes it be there under its name. */
  finish(): Promise<void>;
  /** Removes what there is of it. After {@link finish} it does nothing. */
  discard(): Promise<void>;
}

/**
 * @param path the file to make or replace, once all of it is written; standard output if undefined
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
  const target = await targetOf(path);
  const partial = `${target}.partial-${process.pid}`;
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw new LedgerError("source_invalid", `The file ${path} cannot be written.`, { cause });
    }
  };
  const file = await attempt(() => open(partial, "w"));
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
        // On the disk before it has its name: a power cut must not leave a file that looks whole.
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

/** Where a link leads; and never a device or a folder, whose place the file would take. */
async function targetOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return path;
  if (found.isFile()) return realpath(path);
  throw new LedgerError("source_invalid", `${path} is there already, and is no file.`);
}
