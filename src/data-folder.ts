import type { StoresConfig } from "./config.js";
import { LedgerError } from "./errors.js";
import { isReadOnlyFolder } from "./stores/disk-space.js";

/** Whether a store is in the data folder. */
export const keepsData = ({ eventStore, readModel }: StoresConfig): boolean =>
  eventStore.kind === "embedded" || readModel === undefined;

/** Whether a store is in the data folder, and the folder is read-only. */
export const isReadOnly = (config: StoresConfig): boolean =>
  keepsData(config) && isReadOnlyFolder(config.dataDir);

/**
 * For whatever writes, before it does anything else.
 *
 * @throws LedgerError `event_store_unavailable` if a store is in the data folder, and the folder is read-only
 */
export function assertWritable(config: StoresConfig): void {
  if (!isReadOnly(config)) return;
  throw new LedgerError(
    "event_store_unavailable",
    `The folder ${config.dataDir} is read-only. Make it writable, or set DATA_DIR to a writable copy.`,
  );
}
