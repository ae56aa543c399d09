import { openLedger, type Ledger } from "../compose.js";
import { readConfig, type Config } from "../config.js";
import { createLogger } from "../logger.js";

/** Runs `work` on the ledger that the settings name, and closes it whatever happens. */
export async function withLedger<T>(work: (ledger: Ledger, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const ledger = await openLedger(config, { logger: createCommandLogger(config) });
  try {
    return await work(ledger, config);
  } finally {
    await ledger.close();
  }
}

/** Logs go to standard error, and only what is wrong unless somebody asks for more: a command says itself what it does. */
export const createCommandLogger = (config: Config): ReturnType<typeof createLogger> =>
  createLogger(process.env.LOG_LEVEL ? config.logLevel : "warn", "stderr");
