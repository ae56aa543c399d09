import { afterAll, beforeAll } from "@jest/globals";
import Database from "libsql";
import { join } from "node:path";
import { startServerProcess, type RunningServer } from "../../support/running-server.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

export interface PreparedLedger {
  readonly server: RunningServer;
  /** Does something to what is stored, by hand, while the server runs. */
  damage(sql: string): void;
}

/**
 * A ledger whose stores somebody has filled before the server opens them, for all tests of a file.
 *
 * @param fill is given the data folder
 */
export function usePreparedLedger(
  fill: (dataDir: string) => Promise<void>,
  environment: Readonly<Record<string, string>> = {},
): () => PreparedLedger {
  let ledger: PreparedLedger | undefined;
  let remove: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const folder = await temporaryFolder();
    remove = folder.remove;
    await fill(folder.path);
    const server = await startServerProcess(folder.path, environment);
    ledger = { server, damage: (sql) => execute(join(folder.path, "read-model.db"), sql) };
  }, 120_000);
  afterAll(async () => {
    await ledger?.server.stop();
    await remove?.();
  });
  return () => {
    if (ledger === undefined) throw new Error("There is no ledger yet.");
    return ledger;
  };
}

function execute(path: string, sql: string): void {
  const database = new Database(path, {});
  try {
    // The projector may be writing.
    database.exec("PRAGMA busy_timeout = 10000");
    database.exec(sql);
  } finally {
    database.close();
  }
}
