import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Emmett carries no compatible version of its own core; what it needs beside it is what its types ask for. */
const manifest = {
  private: true,
  type: "module",
  dependencies: {
    "@event-driven-io/emmett": "0.42.0",
    "@event-driven-io/emmett-sqlite": "0.42.4",
    "async-retry": "1.3.3",
    sqlite3: "5.1.7",
    uuid: "10.0.0",
  },
  overrides: { "@event-driven-io/emmett": "0.42.0" },
};

export const peerVersions: Readonly<Record<string, string>> = manifest.dependencies;

/**
 * Installs the comparable library into a folder of its own, apart from the project's packages. Where its SQLite has no
 * prebuilt binary it is compiled, which takes minutes.
 *
 * @returns the folder
 */
export function installPeers(): string {
  const folder = fileURLToPath(new URL("../node_modules/.cache/purchase-ledger-peers", import.meta.url));
  const done = join(folder, "installed");
  if (existsSync(done)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  execFileSync("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, stdio: ["ignore", 2, 2] });
  writeFileSync(done, "");
  return folder;
}
