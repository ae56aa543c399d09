import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Adopter } from "./shop/adopt/adopter.js";
import type { Catalogue } from "./catalogue/catalogue.js";
import type { PurchaseHandler } from "./commands/purchase-handler.js";
import type { Config, DoorConfig, Environment, StoresConfig } from "./config.js";
import { eventFile } from "./data-folder.js";
import { assertNever, LedgerError } from "./errors.js";
import type { HealthMonitor } from "./health/health.js";
import { watchAppends } from "./health/watch-appends.js";
import { recordSetAside } from "./record-set-aside.js";
import { openCatalogue } from "./open-catalogue.js";
import type { LiveProjector, Projector } from "./projections/live/projector.js";
import type { ShopAccounts } from "./shop/mongodb/shop-accounts.js";
import type { ShopUsers } from "./shop/mongodb/shop-users.js";
import type { EventStoreDbDoor } from "./stores/event-store/eventstoredb-door/door.js";
import { openEmbeddedEventStore } from "./stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "./stores/event-store/event-store.js";
import type { ReadModelStore, SetAside } from "./stores/read-model/read-model-store.js";
import { openSqliteReadModel } from "./stores/read-model/sqlite/sqlite-read-model.js";

/**
 * The ledger's parts, put together. The only place that knows which adapters are in use. What not every command needs
 * is imported when it is used: the drivers alone take several times as long to load as a short command runs.
 */
export interface Ledger<OfProjector extends LiveProjector = Projector> {
  readonly eventStore: EventStore;
  readonly readModel: ReadModelStore;
  readonly catalogue: Catalogue;
  /** What is known of the parts; not started yet. */
  readonly health: HealthMonitor;
  readonly handler: PurchaseHandler;
  /** Neither started nor at the head yet. */
  readonly projector: OfProjector;
  /** Where a rebuild or a verification may put the log once more; what a killed one left there is found by the next. */
  readonly scratchFolder: string;
  /** The shop's own accounts, and what keeps them, not started yet; undefined if they are not to be kept. */
  readonly adoption: { readonly accounts: ShopAccounts; readonly adopter: Adopter } | undefined;
  /** The shop's own users; undefined if its database is not known. */
  readonly shopUsers: ShopUsers | undefined;
  /** Ends everything in the order in which nothing is lost. */
  close(): Promise<void>;
}

/** As a server opens it: its projector is on a thread of its own. */
export type ServedLedger = Ledger<LiveProjector>;

/** The two stores alone, for a process that neither sells nor projects. */
export type Stores = Pick<Ledger, "eventStore" | "readModel" | "scratchFolder" | "close">;

export interface OpenLedgerOptions {
  readonly logger: Logger;
  readonly now?: () => Date;
  /** Whether a damaged read model is set aside and folded again; otherwise the damage is an error. */
  readonly mayHeal?: boolean;
}

/**
 * Opens the stores and the catalogue that the settings name. What was opened is closed again when a later part fails.
 *
 * @throws LedgerError `event_store_unavailable`, `read_model_unavailable`, `catalogue_invalid`, `schema_newer`,
 * `config_invalid`. An unavailable MongoDB is not an error: the projector waits for it.
 */
export const openLedger = (config: Config, options: OpenLedgerOptions): Promise<Ledger> =>
  putTogether(config, options, async ({ eventStore, readModel, scratchFolder }, now) => {
    const { createProjector } = await import("./projections/live/projector.js");
    return createProjector({ eventStore, readModel, now, firstFold: { readModel, scratchFolder } });
  });

/**
 * The same for a server, which sets a damaged read model aside. Its thread reads the settings from the environment.
 */
export const openServedLedger = (
  config: Config,
  options: Omit<OpenLedgerOptions, "mayHeal"> & { readonly environment: Environment },
): Promise<ServedLedger> =>
  putTogether(config, { ...options, mayHeal: true }, async ({ readModel, eventStore: log }, now) => {
    const { createThreadedProjector } = await import("./projector-thread/create-threaded-projector.js");
    const { logger, environment } = options;
    return createThreadedProjector({
      ...{ environment, now },
      onSetAside: (setAside) => void recordSetAside(setAside, { eventStore: log, now, logger }),
      onReplaced: () => void readModel.checkpoint().catch(() => undefined),
    });
  });

async function putTogether<OfProjector extends LiveProjector>(
  config: Config,
  { logger, now = () => new Date(), mayHeal = false }: OpenLedgerOptions,
  createProjector: (stores: Omit<Stores, "close">, now: () => Date) => Promise<OfProjector>,
): Promise<Ledger<OfProjector>> {
  const catalogue = await openCatalogue(config, logger);
  const accounts = await openAccounts(config);
  const shopUsers = await openUsers(config);
  const closeShop = async (): Promise<void> => {
    await Promise.all([shopUsers?.close(), accounts?.close()]);
    await catalogue.close();
  };
  let beginAnew = (): void => undefined;
  try {
    const onSetAside: Healing["onSetAside"] = (setAside, eventStore) =>
      void recordSetAside(setAside, { eventStore, now, logger });
    const healing = mayHeal ? { onSetAside, onReplaced: () => beginAnew() } : undefined;
    const {
      readModel,
      scratchFolder,
      close: closeStores,
      ...opened
    } = await openStores(config, { now, healing });
    const appends = watchAppends(opened.eventStore, now);
    const { eventStore } = appends;
    const stores = { eventStore, readModel, scratchFolder };
    const projector = await createProjector(stores, now);
    const { createPurchaseHandler } = await import("./commands/purchase-handler.js");
    const { createHealthMonitor, isMismatch } = await import("./health/health.js");
    const health = createHealthMonitor({ eventStore, readModel, appends, projector, now });
    const handler = createPurchaseHandler({
      eventStore,
      ...(config.recordOnLogMismatch ? {} : { assertMayRecord: health.assertSameLog }),
      timeoutMs: config.eventStore.kind === "eventstoredb" ? config.eventStore.timeoutMs : undefined,
    });
    const adoption =
      accounts === undefined ? undefined : { accounts, adopter: await adopt(eventStore, accounts, logger) };
    beginAnew = projector.beginAnew;
    const forgetting = projector.status$.subscribe(({ lastError }) => {
      if (isMismatch(lastError?.code)) handler.forgetAll();
    });
    const close = async (): Promise<void> => {
      health.stop();
      forgetting.unsubscribe();
      await adoption?.adopter.stop();
      await projector.stop();
      await closeStores();
      await closeShop();
    };
    return { ...stores, catalogue, shopUsers, health, handler, projector, adoption, close };
  } catch (error) {
    await closeShop();
    throw error;
  }
}

interface Healing {
  readonly onSetAside: (setAside: SetAside, eventStore: EventStore) => void;
  readonly onReplaced: () => void;
}

interface OpenStoresOptions {
  readonly now?: () => Date;
  /** Given where a damaged read model is to be set aside. */
  readonly healing?: Healing | undefined;
}

/**
 * Opens the stores that the settings name.
 *
 * @throws LedgerError `event_store_unavailable`, `read_model_unavailable`, `schema_newer`
 */
export async function openStores(
  config: StoresConfig,
  { now = () => new Date(), healing }: OpenStoresOptions = {},
): Promise<Stores> {
  const { dataDir } = config;
  const eventStore = await openEventStore(config, now);
  try {
    const readModel = await openReadModel(config, eventStore, healing);
    const close = async (): Promise<void> => {
      await readModel.close();
      await eventStore.close();
    };
    return { eventStore, readModel, scratchFolder: dataDir, close };
  } catch (error) {
    await eventStore.close();
    throw error;
  }
}

/** @throws LedgerError `event_store_unavailable`, `schema_newer`; `config_invalid` if a certificate cannot be read */
export async function openEventStore(
  { eventStore, dataDir }: StoresConfig,
  now = () => new Date(),
): Promise<EventStore> {
  switch (eventStore.kind) {
    case "embedded":
      return openEmbeddedEventStore({ path: eventFile({ dataDir }), now });
    case "eventstoredb":
      return (await import("./stores/event-store/eventstoredb/eventstoredb-event-store.js")).openEventStoreDb(
        eventStore,
      );
    default:
      return assertNever(eventStore, "event store");
  }
}

/**
 * Opens the embedded event store to EventStoreDB's clients, if the settings say so, in a process of its own.
 *
 * @throws LedgerError `config_invalid` if the address, the certificate or the key cannot be used
 */
export async function openDoor(config: Config, logger: Logger): Promise<EventStoreDbDoor | undefined> {
  const door = config.eventStoreDbDoor;
  if (door === undefined) return undefined;
  const { startDoorProcess } = await import("./stores/event-store/eventstoredb-door/start-door-process.js");
  return startDoorProcess({
    path: eventFile(config),
    host: door.host,
    port: door.port,
    credentials: door.credentials,
    tls: await readTls(door.tls),
    onFailure: (error) => {
      logger.error({ err: error }, "The EventStoreDB door failed.");
    },
    onWarning: (warning) => {
      logger.warn(warning);
    },
  });
}

async function openAccounts({ adopt: where }: Config): Promise<ShopAccounts | undefined> {
  if (where === undefined) return undefined;
  const { openShopAccounts } = await import("./shop/mongodb/shop-accounts.js");
  return openShopAccounts(where);
}

async function openUsers({ shopUsers }: Config): Promise<ShopUsers | undefined> {
  if (shopUsers === undefined) return undefined;
  return (await import("./shop/mongodb/shop-users.js")).openShopUsers(shopUsers);
}

async function adopt(eventStore: EventStore, accounts: ShopAccounts, logger: Logger): Promise<Adopter> {
  const { createAdopter } = await import("./shop/adopt/adopter.js");
  return createAdopter({
    eventStore,
    accounts,
    onProblem: (userId, problem) => {
      logger.warn({ userId }, `The shop's account of a user was left as it is: ${problem}`);
    },
  });
}

async function readTls(
  tls: DoorConfig["tls"],
): Promise<{ readonly certificate: Buffer; readonly key: Buffer } | undefined> {
  if (tls === undefined) return undefined;
  try {
    return { certificate: await readFile(tls.certificateFile), key: await readFile(tls.keyFile) };
  } catch (cause) {
    const message =
      "The files of EVENTSTOREDB_DOOR_TLS_CERTIFICATE and EVENTSTOREDB_DOOR_TLS_KEY cannot be read.";
    throw new LedgerError("config_invalid", message, { cause });
  }
}

export const hasEmbeddedLog = (config: Pick<Config, "dataDir">): boolean => existsSync(eventFile(config));

/**
 * Copies the embedded log, see `backUpEmbeddedLog`.
 *
 * @param folder where to put the copy, under the log's own name
 * @throws LedgerError `source_invalid`, `event_store_unavailable`
 */
export async function backUpLog(
  config: Pick<Config, "dataDir">,
  folder: string,
): Promise<{ readonly file: string; readonly events: number }> {
  const { backUpEmbeddedLog } = await import("./stores/event-store/embedded/back-up.js");
  const file = eventFile({ dataDir: folder });
  return { file, events: await backUpEmbeddedLog(eventFile(config), file) };
}

/** Whether events are in the write-ahead log beside the file: then the file alone is no copy of the log. */
export function hasWriteAheadLog(config: StoresConfig): boolean {
  if (config.eventStore.kind !== "embedded") return false;
  return (statSync(`${eventFile(config)}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

async function openReadModel(
  { readModel, dataDir }: StoresConfig,
  eventStore: EventStore,
  healing: Healing | undefined,
): Promise<ReadModelStore> {
  if (readModel !== undefined) {
    const { openMongodbReadModel } = await import("./stores/read-model/mongodb/mongodb-read-model.js");
    return openMongodbReadModel(readModel);
  }
  const path = join(dataDir, "read-model.db");
  if (healing === undefined) return openSqliteReadModel({ path });
  const { openHealingReadModel } = await import("./stores/read-model/sqlite/healing-read-model.js");
  const { onSetAside, onReplaced } = healing;
  return openHealingReadModel({
    ...{ path, onReplaced },
    onSetAside: (setAside) => {
      onSetAside(setAside, eventStore);
    },
  });
}
