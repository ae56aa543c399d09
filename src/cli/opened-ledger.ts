import { existsSync } from "node:fs";
import type { Catalogue } from "../catalogue/catalogue.js";
import { hasEmbeddedLog, openLedger, openStores, type Ledger, type Stores } from "../compose.js";
import { readConfig, type Config } from "../config.js";
import { assertWritable } from "../data-folder.js";
import { LedgerError } from "../errors.js";
import { openCatalogue } from "../open-catalogue.js";
import type { Logger } from "pino";

interface WithLedgerOptions {
  /** Create the ledger if there is none. Without it, a mistyped DATA_DIR does not look like an empty ledger. */
  readonly mayCreate?: boolean;
  /** Set a damaged read model aside; otherwise it is an error that says what to do. */
  readonly mayHeal?: boolean;
  /** The command needs to write nothing: it also runs on a read-only folder. */
  readonly readOnly?: boolean;
}

/**
 * Runs `work` on the ledger that the settings name, and closes it in any case.
 *
 * @throws LedgerError `event_store_unavailable` if there is none, or if its folder is read-only
 */
export async function withLedger<T>(
  work: (ledger: Ledger, config: Config) => Promise<T>,
  { mayCreate = false, mayHeal = false, readOnly = false }: WithLedgerOptions = {},
): Promise<T> {
  const config = readConfig(process.env);
  if (!mayCreate) assertLedgerExists(config);
  if (!readOnly) assertWritable(config);
  const ledger = await openLedger(config, { logger: await createCommandLogger(config), mayHeal });
  try {
    return await work(ledger, config);
  } finally {
    await ledger.close();
  }
}

/** The same for a command that only reads, and only the two stores, which open several times as fast. */
export async function withStores<T>(work: (stores: Stores, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  assertLedgerExists(config);
  const stores = await openStores(config);
  try {
    return await work(stores, config);
  } finally {
    await stores.close();
  }
}

/** The same for a command that needs only the catalogue; it needs no ledger. */
export async function withCatalogue<T>(work: (catalogue: Catalogue) => Promise<T>): Promise<T> {
  const config = readConfig(process.env);
  const catalogue = await openCatalogue(config, await createCommandLogger(config));
  try {
    return await work(catalogue);
  } finally {
    await catalogue.close();
  }
}

/** @throws LedgerError `event_store_unavailable` if the embedded log does not exist */
export function assertLogExists(config: Config): void {
  if (config.eventStore.kind === "embedded" && !hasEmbeddedLog(config)) throw noLedger(config);
}

/** With the log on a server, a mistyped data folder would be created with an empty read model. */
function assertLedgerExists(config: Config): void {
  assertLogExists(config);
  if (config.readModel === undefined && !existsSync(config.dataDir)) throw noLedger(config);
}

const noLedger = ({ dataDir }: Config): LedgerError =>
  new LedgerError(
    "event_store_unavailable",
    `There is no ledger in ${dataDir}. Check DATA_DIR; \`ledger serve\` and \`ledger import\` create one.`,
  );

/** Logs go to standard error: warnings and errors only, unless LOG_LEVEL sets more. */
async function createCommandLogger(config: Config): Promise<Logger> {
  const { createLogger } = await import("../logger.js");
  return createLogger(process.env.LOG_LEVEL ? config.logLevel : "warn", "stderr");
}
