import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import { createAdopter, type Adopter } from "./adopt/adopter.js";
import type { Catalogue } from "./commands/catalogue/catalogue.js";
import { openJsonFileCatalogue } from "./commands/catalogue/json-file-catalogue.js";
import { openShopCatalogue } from "./commands/catalogue/shop-catalogue.js";
import { createPurchaseHandler, type PurchaseHandler } from "./commands/purchase-handler.js";
import type { Config } from "./config.js";
import type { LedgerError } from "./errors.js";
import { createProjector, type Projector } from "./projections/projector.js";
import type { Scratch } from "./projections/verify.js";
import { openShopAccounts, type ShopAccounts } from "./shop/shop-accounts.js";
import { openEmbeddedEventStore } from "./stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "./stores/event-store/event-store.js";
import { openMongodbReadModel } from "./stores/read-model/mongodb/mongodb-read-model.js";
import type { ReadModelStore } from "./stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "./stores/read-model/sqlite/sqlite-read-model.js";

/** The ledger's parts, put together. The only place that knows which adapters are in use. */
export interface Ledger {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  readonly catalogue: Catalogue;
  readonly handler: PurchaseHandler;
  /** Neither started nor at the head yet. */
  readonly projector: Projector;
  /** The shop's own accounts, and what keeps them, not started yet; undefined if they are not to be kept. */
  readonly adoption: { readonly accounts: ShopAccounts; readonly adopter: Adopter } | undefined;
  /** Makes a place to fold the log to, only to compare with it. */
  openScratch(): Promise<Scratch>;
  /** Ends everything in the order in which nothing is lost. */
  close(): Promise<void>;
}

export interface OpenLedgerOptions {
  readonly logger: Logger;
  readonly now?: () => Date;
}

/**
 * Opens the stores and the catalogue that the settings name. What was opened is closed again when a later part fails.
 *
 * @throws LedgerError `event_store_unavailable`, `read_model_unavailable`, `catalogue_invalid`, `schema_newer`,
 * `config_invalid`. A MongoDB that is away is none of them: the projector waits for it.
 */
export async function openLedger(
  config: Config,
  { logger, now = () => new Date() }: OpenLedgerOptions,
): Promise<Ledger> {
  const opened: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    opened.unshift(part);
    return part;
  };
  const closeAll = async (): Promise<void> => {
    for (const part of opened) await part.close();
  };
  try {
    const catalogue = keep(await openCatalogue(config, logger));
    const eventStore = keep(await openEmbeddedEventStore({ path: join(config.dataDir, "events.db"), now }));
    const readModel = keep(await openReadModel(config));
    const projector = createProjector({ eventStore, readModel, now });
    const handler = createPurchaseHandler({ eventStore });
    const accounts = config.adopt === undefined ? undefined : keep(openShopAccounts(config.adopt));
    const adoption =
      accounts === undefined ? undefined : { accounts, adopter: adopt(eventStore, accounts, logger) };
    const close = async (): Promise<void> => {
      await adoption?.adopter.stop();
      await projector.stop();
      await closeAll();
    };
    const openScratch = (): Promise<Scratch> => openScratchModels(config.dataDir);
    return { eventStore, readModel, catalogue, handler, projector, adoption, openScratch, close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function adopt(eventStore: EventStore, accounts: ShopAccounts, logger: Logger): Adopter {
  return createAdopter({
    eventStore,
    accounts,
    onProblem: (userId, problem) => {
      logger.warn({ userId }, `The shop's account of a user was left as it is: ${problem}`);
    },
  });
}

async function openReadModel({ readModel, dataDir }: Config): Promise<ReadModelStore> {
  if (readModel !== undefined) return openMongodbReadModel(readModel);
  return openSqliteReadModel({ path: join(dataDir, "read-model.db") });
}

function openCatalogue({ catalogueFile, shopCatalogue }: Config, logger: Logger): Promise<Catalogue> {
  const source = shopCatalogue === undefined ? { catalogueFile } : {};
  const told = {
    onReload: (items: number) => {
      logger.info({ ...source, items }, "The catalogue has changed and was read again.");
    },
    onRefused: (error: LedgerError) => {
      logger.error(
        { ...source, problems: error.problems },
        `${error.message} What was good in the last catalogue stays in use.`,
      );
    },
  };
  if (shopCatalogue === undefined) return openJsonFileCatalogue({ path: catalogueFile, ...told });
  return Promise.resolve(openShopCatalogue({ ...shopCatalogue, ...told }));
}

/** Beside the data, where there is room for as much again; named by the process, so that what a killed one left is found. */
async function openScratchModels(dataDir: string): Promise<Scratch> {
  await mkdir(dataDir, { recursive: true });
  for (const name of await readdir(dataDir)) {
    const owner = /^scratch-(\d+)-/.exec(name)?.[1];
    if (owner !== undefined && !isRunning(Number(owner)))
      await rm(join(dataDir, name), { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(dataDir, `scratch-${process.pid}-`));
  const models = await openSqliteReadModel({ path: join(folder, "read-model.db"), scratch: true });
  return {
    models,
    async remove() {
      await models.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Not ours to signal, but there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
