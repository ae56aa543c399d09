import { afterAll, beforeAll } from "@jest/globals";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { startServerProcess, type RunningServer } from "../../support/running-server.js";
import { temporaryFolder } from "../../support/temporary-folder.js";
import { catalogue } from "./shop.js";

const built = fileURLToPath(new URL("../../../dist/web/index.html", import.meta.url));

export interface LedgerOfTest {
  /** The server, which serves the built pages. */
  readonly server: RunningServer;
  /** Its data folder: `events.db`, `read-model.db`. */
  readonly dataDir: string;
}

export interface UseLedgerOptions {
  /** Fills the stores before the server opens them. */
  readonly before?: (dataDir: string) => Promise<void>;
  /** Settings besides where its data is. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A ledger on embedded stores in a folder of its own, for all tests of a file; it sells {@link catalogue}. */
export function useLedger({ before, environment = {} }: UseLedgerOptions = {}): () => LedgerOfTest {
  let ledger: LedgerOfTest | undefined;
  let remove: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    if (!existsSync(built)) throw new Error("The pages are not built: npm run build makes them.");
    const folder = await temporaryFolder();
    remove = folder.remove;
    const catalogueFile = join(folder.path, "catalogue.json");
    await writeFile(catalogueFile, JSON.stringify(catalogue));
    await before?.(folder.path);
    const settings = { CATALOGUE_FILE: catalogueFile, ...environment };
    ledger = { server: await startServerProcess(folder.path, settings), dataDir: folder.path };
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
