import type { OpenOptions } from "../../sqlite/database.js";

/** How every connection to the log's file is opened, the store's own and the door's. */
const shared = {
  unavailable: "event_store_unavailable",
  damaged: { code: "log_damaged", remedy: "Run `ledger verify`, and restore the log from a backup." },
  synchronous: "full",
} as const;

// The log is read in order and written at its end. Only the index of streams and their heads are accessed at random.
export const readingLog: OpenOptions = { ...shared, cacheMiB: 8 };
export const writingLog: OpenOptions = { ...shared, cacheMiB: 32 };
