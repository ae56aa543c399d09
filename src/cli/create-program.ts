import { Command } from "commander";
import { version } from "../version.js";
import { assertPaths } from "./path-arguments.js";
import { commandList, type ListedCommand } from "./command-list.js";

/**
 * Makes the program. Only the command that the arguments name is loaded; of the others it knows name and summary.
 *
 * @param values the arguments
 */
export async function createProgram(values: readonly string[]): Promise<Command> {
  const program = new Command("ledger")
    .description("The purchase ledger: one event log, and projections that cannot drift from it.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .showHelpAfterError("(`ledger --help` lists the commands)")
    // Before the commands are added: they inherit both.
    .exitOverride()
    .configureHelp({ minWidthToWrap: 20 })
    .addHelpText("after", examples)
    .hook("preAction", (_, command) => {
      assertPaths(command);
    });
  const named = values.find((value) => !value.startsWith("-") && value !== "help");
  for (const command of commandList) {
    const isNamed = named !== undefined && (command.name === named || command.alias === named);
    // A completion script needs the options of all commands.
    if (isNamed || named === "completion") await add(program, command);
    else program.command(command.name).summary(command.summary);
  }
  return program;
}

async function add(program: Command, { name, alias, summary, load }: ListedCommand): Promise<void> {
  (await load())(program);
  const command = program.commands.find((each) => each.name() === name);
  command?.summary(summary);
  if (command !== undefined) nameHelpAfterErrors(command, `ledger ${name}`);
  if (alias !== undefined) command?.alias(alias);
}

/** A wrong option is explained by the help of its own command, not by the list of all commands. */
function nameHelpAfterErrors(command: Command, path: string): void {
  command.showHelpAfterError(`(\`${path} --help\` explains the options)`);
  for (const each of command.commands) nameHelpAfterErrors(each, `${path} ${each.name()}`);
}

const examples = `
Examples:
  ledger analyse --users users.json --purchases purchases.json
  ledger import --users users.json --purchases purchases.json
  ledger token --user learner-1 --role user

Settings come from the environment and from .env; see .env.example.

Exit codes:
  0   success
  1   drift, held back users, or data that does not match
  2   wrong usage, input or settings
  3   a store cannot be used
  4   unknown user, item or purchase
  5   the projections are behind the log
  6   a closed month has changed
  70  internal error
  130 interrupted by Ctrl-C`;
