import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { Catalogue } from "./commands/catalogue/catalogue.js";
import { openJsonFileCatalogue } from "./commands/catalogue/json-file-catalogue.js";
import { createPurchaseHandler, type PurchaseHandler } from "./commands/purchase-handler.js";
import type { Config, DoorConfig } from "./config.js";
import { assertNever, LedgerError } from "./errors.js";
import { createProjector, type Projector } from "./projections/projector.js";
import type { Scratch } from "./projections/verify.js";
import { startEventStoreDbDoor, type EventStoreDbDoor } from "./stores/event-store/eventstoredb-door/door.js";
import { openEmbeddedEventStore } from "./stores/event-store/embedded/embedded-event-store.js";
import type { EventStore } from "./stores/event-store/event-store.js";
import { openEventStoreDb } from "./stores/event-store/eventstoredb/eventstoredb-event-store.js";
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
 * @throws LedgerError `event_store_unavailable`, `read_model_unavailable`, `catalogue_invalid`, `schema_newer`
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
    const eventStore = keep(await openEventStore(config, now));
    const readModel = keep(await openSqliteReadModel({ path: join(config.dataDir, "read-model.db") }));
    const projector = createProjector({ eventStore, readModel, now });
    const handler = createPurchaseHandler({ eventStore });
    const close = async (): Promise<void> => {
      await projector.stop();
      await closeAll();
    };
    const openScratch = (): Promise<Scratch> => openScratchModels(config.dataDir);
    return { eventStore, readModel, catalogue, handler, projector, openScratch, close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** @throws LedgerError `event_store_unavailable`, `schema_newer`; `config_invalid` if a certificate cannot be read */
export async function openEventStore(
  { eventStore, dataDir }: Pick<Config, "eventStore" | "dataDir">,
  now = () => new Date(),
): Promise<EventStore> {
  switch (eventStore.kind) {
    case "embedded":
      return openEmbeddedEventStore({ path: eventFile({ dataDir }), now });
    case "eventstoredb":
      return openEventStoreDb(eventStore);
    default:
      return assertNever(eventStore, "event store");
  }
}

/**
 * Opens the embedded event store to EventStoreDB's clients, if the settings say so.
 *
 * @throws LedgerError `config_invalid` if the address, the certificate or the key cannot be used
 */
export async function openDoor(config: Config, logger: Logger): Promise<EventStoreDbDoor | undefined> {
  const door = config.eventStoreDbDoor;
  if (door === undefined) return undefined;
  return startEventStoreDbDoor({
    path: eventFile(config),
    host: door.host,
    port: door.port,
    credentials: door.credentials,
    tls: await readTls(door.tls),
    onFailure: (error) => {
      logger.error({ err: error }, "A call of the EventStoreDB door failed.");
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

const eventFile = ({ dataDir }: Pick<Config, "dataDir">): string => join(dataDir, "events.db");

export const hasEmbeddedLog = (config: Pick<Config, "dataDir">): boolean => existsSync(eventFile(config));

function openCatalogue({ catalogueFile }: Config, logger: Logger): Promise<Catalogue> {
  return openJsonFileCatalogue({
    path: catalogueFile,
    onReload: (items) => {
      logger.info({ catalogueFile, items }, "The catalogue has changed and was read again.");
    },
    onRefused: (error) => {
      logger.error(
        { catalogueFile, problems: error.problems },
        `${error.message} The last good catalogue stays in use.`,
      );
    },
  });
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
