#!/usr/bin/env node
import { Command } from "commander";
import { loadEnvironmentFile } from "../environment.js";
import { version } from "../version.js";
import { addAdoptCommand } from "./commands/adopt.js";
import { addAuditCommand } from "./commands/audit.js";
import { addAnalyseCommand } from "./commands/analyse.js";
import { addCatalogueCommand } from "./commands/catalogue.js";
import { addCopyEventsCommand } from "./commands/copy-events.js";
import { addExportCommand } from "./commands/export.js";
import { addImportCommand } from "./commands/import.js";
import { addRebuildCommand } from "./commands/rebuild.js";
import { addRepairCommand } from "./commands/repair.js";
import { addDeadLettersCommand } from "./commands/dead-letters.js";
import { addReplayCommand } from "./commands/replay.js";
import { addRevokeCommand } from "./commands/revoke.js";
import { addServeCommand } from "./commands/serve.js";
import { addStatusCommand } from "./commands/status.js";
import { addTokenCommand } from "./commands/token.js";
import { addVerifyCommand } from "./commands/verify.js";
import { reportFailure } from "./failure.js";
import { tolerateClosedOutput } from "./standard-output.js";

/** The `ledger` command. */
async function main(): Promise<void> {
  tolerateClosedOutput();
  try {
    loadEnvironmentFile(process.env, { warn: (message) => process.stderr.write(`${message}\n`) });
    await createProgram().parseAsync();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}

function createProgram(): Command {
  const program = new Command("ledger")
    .description("The purchase ledger: one event log, two projections that cannot drift.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help for a command")
    .showHelpAfterError("(ledger --help shows what there is)")
    // Before the commands are added: they take it over.
    .exitOverride()
    .addHelpText(
      "after",
      `
Examples:
  ledger analyse --users users.json --purchases purchases.json
  ledger import --users users.json --purchases purchases.json
  ledger token --user learner-1 --role user

Settings come from the environment and from .env, see .env.example.
Ends with 0 if all is well, 1 if things that should agree do not, 2 for wrong usage or input, 3 if a store cannot be
used, 4 for an unknown user, item or purchase, 70 for a fault of the program.`,
    );
  addServeCommand(program);
  addTokenCommand(program);
  addAnalyseCommand(program);
  addImportCommand(program);
  addStatusCommand(program);
  addReplayCommand(program);
  addRevokeCommand(program);
  addVerifyCommand(program);
  addRepairCommand(program);
  addRebuildCommand(program);
  addAuditCommand(program);
  addDeadLettersCommand(program);
  addExportCommand(program);
  addCopyEventsCommand(program);
  addCatalogueCommand(program);
  addAdoptCommand(program);
  return program;
}

await main();
