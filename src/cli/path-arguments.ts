import { statSync, type Stats } from "node:fs";
import type { Command } from "commander";
import { LedgerError } from "../errors.js";
import { isUrl } from "../paths.js";
import { isDatabaseFile } from "../stores/is-database-file.js";

interface PathArgument {
  /** As it is written on the command line. */
  readonly name: string;
  readonly path: string;
}

/** The options that name a file to write. */
const outputs: readonly string[] = ["--out", "--report"];

/**
 * Checks the arguments and options that name files or folders. None is a URL: the message does not repeat it, because it
 * may hold a password. What is written replaces neither a database nor a file that the command reads.
 *
 * @throws LedgerError `request_invalid`
 */
export function assertPaths(command: Command): void {
  const all = pathsOf(command);
  const url = all.find(({ path }) => isUrl(path));
  if (url !== undefined) throw new LedgerError("request_invalid", `${url.name} must be a path, not a URL.`);
  for (const { name, path } of all.filter((each) => outputs.includes(each.name))) {
    if (isDatabaseFile(path)) throw cannotReplace(name, path, "is a database");
    const read = all.find((each) => each.name !== name && isSameFile(each.path, path));
    if (read !== undefined) throw cannotReplace(name, path, `is the file of ${read.name}`);
  }
}

function pathsOf(command: Command): readonly PathArgument[] {
  const options = command.options
    .filter(({ flags }) => /<(?:file|folder)>/.test(flags))
    .map((option) => [
      option.long ?? option.flags,
      command.getOptionValue(option.attributeName()) as unknown,
    ]);
  const values = command.registeredArguments
    .map((argument, index) => [`<${argument.name()}>`, command.args[index]])
    .filter(([name]) => name === "<file>" || name === "<folder>");
  return [...options, ...values].flatMap(([name, path]) =>
    typeof path === "string" ? [{ name: String(name), path }] : [],
  );
}

function isSameFile(one: string, other: string): boolean {
  const [first, second] = [one, other].map(statOf);
  return first !== undefined && first.ino === second?.ino && first.dev === second.dev;
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    // Opening it says why.
    return undefined;
  }
}

const cannotReplace = (name: string, path: string, what: string): LedgerError =>
  new LedgerError("request_invalid", `${path} ${what} and is not replaced. Name another file with ${name}.`);
