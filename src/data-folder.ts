import { join } from "node:path";
import type { StoresConfig } from "./config.js";
import { LedgerError } from "./errors.js";
import { isReadOnlyPlace } from "./stores/disk-space.js";

/** The file of the embedded log. */
export const eventFile = ({ dataDir }: Pick<StoresConfig, "dataDir">): string => join(dataDir, "events.db");

/** Whether a store is in the data folder. */
export const keepsData = ({ eventStore, readModel }: StoresConfig): boolean =>
  eventStore.kind === "embedded" || readModel === undefined;

/** Whether a store is in the data folder, and the folder is read-only. */
export const isReadOnly = (config: StoresConfig): boolean =>
  keepsData(config) && isReadOnlyPlace(config.dataDir);

/**
 * For whatever writes, before it does anything else.
 *
 * @throws LedgerError `event_store_unavailable` if a store is in the data folder, and the folder is read-only, or its log
 */
export function assertWritable(config: StoresConfig): void {
  const { dataDir, eventStore } = config;
  if (isReadOnly(config))
    throw unavailable(
      `The folder ${dataDir} is read-only. Make it writable, or set DATA_DIR to a writable copy.`,
    );
  const log = eventFile(config);
  if (eventStore.kind === "embedded" && isReadOnlyPlace(log))
    throw unavailable(
      `The file ${log} is read-only for this user. Give it to the user that the server runs as.`,
    );
}

const unavailable = (message: string): LedgerError => new LedgerError("event_store_unavailable", message);
