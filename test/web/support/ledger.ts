import { afterAll, beforeAll } from "@jest/globals";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startServerProcess, type RunningServer } from "../../support/running-server.js";
import { temporaryFolder } from "../../support/temporary-folder.js";

const built = fileURLToPath(new URL("../../../dist/web/index.html", import.meta.url));

export interface LedgerOfTest {
  /** The server, which serves the built pages. */
  readonly server: RunningServer;
  /** Its data folder: `events.db`, `read-model.db`. */
  readonly dataDir: string;
}

/**
 * A ledger on embedded stores in a folder of its own, for all tests of a file.
 *
 * @param environment settings besides where its data is
 */
export function useLedger(environment: Readonly<Record<string, string>> = {}): () => LedgerOfTest {
  let ledger: LedgerOfTest | undefined;
  let remove: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    if (!existsSync(built)) throw new Error("The pages are not built: npm run build makes them.");
    const folder = await temporaryFolder();
    remove = folder.remove;
    ledger = { server: await startServerProcess(folder.path, environment), dataDir: folder.path };
  }, 60_000);
  afterAll(async () => {
    await ledger?.server.stop();
    await remove?.();
  });
  return () => {
    if (ledger === undefined) throw new Error("There is no ledger yet.");
    return ledger;
  };
}
