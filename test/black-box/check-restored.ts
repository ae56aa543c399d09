import { join } from "node:path";
import { startServerProcess } from "../support/running-server.js";
import { createAccount } from "./account.js";
import { proveMonths } from "./check-months.js";
import { checkMoney, settleWaiting } from "./check-money.js";
import { checkPayments } from "./check-payments.js";
import { checkUsers } from "./check-users.js";
import { checkWaiting } from "./check-waiting.js";
import { createClient } from "./client.js";
import { deliver } from "./deliver.js";
import { expectationsOf } from "./expectations.js";
import type { Findings } from "./findings.js";
import type { Installation } from "./installation.js";
import { checkOld, importOld, type OldPurchase } from "./legacy.js";
import { shortened } from "./operators.js";
import { checkSkipped, importPrices } from "./prices.js";
import { createRandom } from "./random.js";
import type { Story } from "./stories.js";
import { untilFolded } from "./until-folded.js";

/** Takes a backup beside the sales. @returns its folder */
export async function backUp(
  { run, folder }: Pick<Installation, "run" | "folder">,
  findings: Findings,
): Promise<string | undefined> {
  for (let tried = 0; ; tried++) {
    const backup = join(folder, `restored-${tried}`);
    const result = await run(["backup", backup]);
    if (result.code === 0) return backup;
    // A store may be unavailable.
    if (tried > 20) {
      findings.add("no backup can be taken", shortened(result));
      return undefined;
    }
  }
}

export interface RestoredShop {
  readonly installation: Installation;
  readonly findings: Findings;
  readonly story: Story;
  readonly old: readonly OldPurchase[];
  readonly onProgress: (what: string) => void;
}

/**
 * Starts a server on a backup that was taken amid the sales, sends all deeds again, and compares all: what the backup has,
 * and what it lacks, is there once.
 */
export async function checkRestored(
  { installation, findings, story, old, onProgress }: RestoredShop,
  backup: string,
): Promise<void> {
  onProgress("sending everything again to a server on a backup");
  const { CATALOGUE_FILE = "" } = installation.environment;
  const server = await startServerProcess(backup, { CATALOGUE_FILE, LOG_LEVEL: "info" });
  try {
    const addresses = (): readonly string[] => [server.url];
    const logOf = (id: string) => server.lines.filter((line) => JSON.stringify(line).includes(id));
    const client = createClient({
      ...{ address: () => server.url, tokenFor: installation.tokenFor, logOf, findings },
    });
    const environment = { DATA_DIR: backup, EVENTSTORE_URL: "", READMODEL_URL: "" };
    const restored = {
      ...{ ...installation, addresses, environment: { ...installation.environment, ...environment } },
      run: (values: readonly string[]) => installation.run(values, environment),
    };
    const account = createAccount(findings);
    const delivery = { client, account, findings };
    await Promise.all([
      deliver({ ...delivery, atOnce: 24 }, [...new Set(story.storm)]),
      importOld(restored, { findings }, old),
      importPrices(restored, { findings, random: createRandom(1), isKilled: false }, old),
    ]);
    await deliver({ ...delivery, atOnce: 1 }, story.quiet);
    await untilFolded(restored, client, findings);
    await settleWaiting(account, client);
    await checkOld(delivery, old);
    await checkSkipped(delivery, old);
    const seen = await checkUsers(delivery, expectationsOf(account, story.quiet));
    checkMoney(delivery, seen);
    await checkWaiting(delivery, seen);
    await proveMonths(findings, restored.run);
    await checkPayments(findings, seen, { "on a backup": restored.environment });
    const verified = await restored.run(["verify"]);
    if (verified.code !== 0) findings.add("a backup does not verify", shortened(verified));
  } finally {
    await server.stop();
  }
}
