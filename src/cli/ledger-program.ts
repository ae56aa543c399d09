import { createProgram } from "./create-program.js";
import { loadEnvironmentFile } from "../environment.js";
import { exitUsage } from "./exit-codes.js";
import { reportFailure } from "./failure.js";
import { watchOutput } from "../closed-output.js";
import { runToEnd } from "./run-to-end.js";

/** The `ledger` command. */
async function main(): Promise<void> {
  watchOutput(exitUsage);
  try {
    loadEnvironmentFile(process.env, { warn: (message) => process.stderr.write(`${message}\n`) });
    const program = await createProgram(process.argv.slice(2));
    await program.parseAsync();
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}

void runToEnd(main);
