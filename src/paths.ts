import { resolve } from "node:path";
import { LedgerError } from "./errors.js";

/** Whether a text that should be a path names a server: a folder `mongodb:` would be made. */
export const isUrl = (text: string): boolean => /^[a-z][a-z\d+.-]*:\/\//i.test(text);

/**
 * Makes a path absolute.
 *
 * @throws LedgerError `config_invalid` if it is relative and the working directory was deleted
 */
export function absolutePath(path: string): string {
  try {
    return resolve(path);
  } catch (cause) {
    const message = `${path} cannot be found: the working directory was deleted. Change to another one, or name an absolute path.`;
    throw new LedgerError("config_invalid", message, { cause });
  }
}
