import type { Command } from "commander";
import { readConfig } from "../../config.js";
import { createLogger } from "../../logger.js";
import { endOnSignal } from "../../end-on-signal.js";
import { startLedgerServer } from "../../serve.js";

/** `ledger serve`: the HTTP API, as `npm start` runs it. */
export function addServeCommand(program: Command): void {
  program
    .command("serve")
    .description("Runs the HTTP API until Ctrl-C. Settings come from the environment; see .env.example.")
    .option(
      "--eventstoredb-door <port>",
      "also serve the embedded event log to EventStoreDB's clients (EVENTSTOREDB_DOOR_PORT)",
    )
    .addHelpText(
      "after",
      `
Examples:
  ledger serve
  ledger serve --eventstoredb-door 2113
  PORT=8080 DATA_DIR=/var/lib/ledger ledger serve`,
    )
    .action((options: ServeOptions) => serve(options));
}

interface ServeOptions {
  readonly eventstoredbDoor?: string;
}

async function serve({ eventstoredbDoor }: ServeOptions): Promise<void> {
  const given = eventstoredbDoor === undefined ? {} : { EVENTSTOREDB_DOOR_PORT: eventstoredbDoor };
  const config = readConfig({ ...process.env, ...given });
  const logger = createLogger(config.logLevel);
  const server = await startLedgerServer({ config, logger, environment: process.env });
  endOnSignal(server, logger);
  logger.info({ url: server.url, door: server.doorUrl, dataDir: config.dataDir }, "The ledger is listening.");
  if (server.localSecret !== undefined) {
    logger.info(
      "It signs its own tokens, for this machine only. `ledger token --user … --role …` prints one.",
    );
  }
}
