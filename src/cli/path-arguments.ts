import type { Command } from "commander";
import { LedgerError } from "../errors.js";
import { isUrl } from "../paths.js";

/**
 * Checks that no argument or option for a file or folder is a URL. The message does not repeat it: it may hold a
 * password.
 *
 * @throws LedgerError `request_invalid`
 */
export function assertPaths(command: Command): void {
  const options = command.options
    .filter(({ flags }) => /<(?:file|folder)>/.test(flags))
    .map((option) => [
      option.long ?? option.flags,
      command.getOptionValue(option.attributeName()) as unknown,
    ]);
  const values = command.registeredArguments
    .map((argument, index) => [`<${argument.name()}>`, command.args[index]])
    .filter(([name]) => name === "<file>" || name === "<folder>");
  const wrong = [...options, ...values].find(([, value]) => typeof value === "string" && isUrl(value));
  if (wrong === undefined) return;
  throw new LedgerError("request_invalid", `${String(wrong[0])} must be a path, not a URL.`);
}
