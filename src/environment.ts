import { readFileSync } from "node:fs";
import { parse } from "dotenv";
import { LedgerError } from "./errors.js";
import { settingNames } from "./setting-names.js";

/** The names of the settings that the command line alone reads. */
export const commandLineNames = ["SHOP_URL", "LEDGER_OPERATOR", "NO_COLOR"];
const knownNames = new Set<string>([...settingNames, ...commandLineNames]);

/** The part of a name that is compared. */
const lettersOf = (name: string): string => name.replace(/[^A-Za-z]/g, "").toUpperCase();

/**
 * Adds the settings of a `.env` file, if there is one, to the environment. What the environment has already wins.
 *
 * @param environment changed in place
 * @param warn called with one sentence for each name that looks like a setting, but is none
 * @throws LedgerError `config_invalid` if the file cannot be read, or a value holds a `#` that would cut it off
 */
export function loadEnvironmentFile(
  environment: Record<string, string | undefined>,
  { path = ".env", warn }: { readonly path?: string; readonly warn: (message: string) => void },
): void {
  const text = readIfThere(path) ?? "";
  assertNoValueIsCut(text, path);
  const settings = parse(text);
  for (const [name, value] of Object.entries(settings)) environment[name] ??= value;
  const known = [...knownNames].map((name) => ({ name, letters: lettersOf(name) }));
  for (const name of Object.keys(environment)) {
    if (knownNames.has(name)) continue;
    const letters = lettersOf(name);
    const meant = known.find((each) => isSimilar(letters, each.letters))?.name;
    const place = name in settings ? path : "the environment";
    if (meant !== undefined)
      warn(`${name} in ${place} is not a setting of the ledger. Did you mean ${meant}?`);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new LedgerError("config_invalid", `The settings in ${path} cannot be read.`, { cause });
  }
}

/** In an unquoted value, `#` begins a comment: half of a secret would be used silently. */
function assertNoValueIsCut(text: string, path: string): void {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, name] = /^\s*(?:export\s+)?([\w.-]+)\s*=(?:\s*[^\s'"`#][^#]*[^\s#])?#/.exec(line) ?? [];
    if (name === undefined) continue;
    const message = `${path}, line ${index + 1}: a # in the value of ${name} would begin a comment. Put the value in quotes.`;
    throw new LedgerError("config_invalid", message);
  }
}

/** The same letters, or one of them more, less or other. */
function isSimilar(one: string, other: string): boolean {
  if (one === other) return true;
  if (Math.min(one.length, other.length) < 6 || Math.abs(one.length - other.length) > 1) return false;
  let from = 0;
  while (from < one.length && one[from] === other[from]) from += 1;
  const rests = [
    [one.slice(from + 1), other.slice(from + 1)],
    [one.slice(from), other.slice(from + 1)],
    [one.slice(from + 1), other.slice(from)],
  ];
  return rests.some(([rest, otherRest]) => rest === otherRest);
}
