import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LedgerError } from "../errors.js";

/** Marks a folder that the demo made and may delete. */
const markerFile = "made-by-the-demo";

/**
 * Empties or creates the demo's data folder.
 *
 * @throws LedgerError `config_invalid` if it holds something that the demo did not make.
 */
export async function prepareDemoFolder(path: string): Promise<void> {
  if (existsSync(path) && !existsSync(join(path, markerFile)) && (await readdir(path)).length > 0) {
    const message = `The demo did not make ${path} (it has no file ${markerFile}), so it does not delete it.`;
    throw new LedgerError("config_invalid", `${message} Move it elsewhere.`);
  }
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  await writeFile(join(path, markerFile), "The demo deletes this folder each time it starts.\n");
}
