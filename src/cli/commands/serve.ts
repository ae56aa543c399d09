import { once } from "node:events";
import type { Command } from "commander";
import { readConfig } from "../../config.js";
import { createLogger } from "../../logger.js";
import { startLedgerServer } from "../../serve.js";
import { interruptibly } from "../interruption.js";

/** `ledger serve`: the HTTP API, as `npm start` runs it. */
export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .summary("run the HTTP API")
    .description("Runs the HTTP API until Ctrl-C. The settings come from the environment, see .env.example.")
    .addHelpText("after", "\nExamples:\n  ledger serve\n  PORT=8080 DATA_DIR=/var/lib/ledger ledger serve")
    .action(() => interruptibly(serve));
}

async function serve(signal: AbortSignal): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.logLevel);
  const server = await startLedgerServer(config, logger);
  logger.info({ url: server.url, dataDir: config.dataDir }, "The ledger is listening.");
  if (server.localSecret !== undefined) {
    logger.info(
      "It signs its own tokens, for this machine only: `ledger token --user … --role …` prints one.",
    );
  }
  if (!signal.aborted) await once(signal, "abort");
  logger.info("Closing: requests under way are finished first.");
  await server.close();
}
