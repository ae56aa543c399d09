import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LedgerError } from "../errors.js";

/** Marks a folder as one that the demo made, and so may throw away. */
const markerFile = "made-by-the-demo";

/**
 * Empties the demo's data folder, or makes it.
 *
 * @throws LedgerError `config_invalid` if there is something in it that the demo did not make.
 */
export async function prepareDemoFolder(path: string): Promise<void> {
  if (existsSync(path) && !existsSync(join(path, markerFile)) && (await readdir(path)).length > 0) {
    const message = `${path} was not made by the demo (it has no file ${markerFile}), so the demo does not empty it.`;
    throw new LedgerError("config_invalid", `${message} Move it away.`);
  }
  await rm(path, { recursive: true, force: true });
  await mkdir(path, { recursive: true });
  await writeFile(join(path, markerFile), "The demo deletes this folder each time it starts.\n");
}
