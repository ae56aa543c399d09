import { checkShop, fillShop } from "./adopted.js";
import { createAccount } from "./account.js";
import { createCatalogue } from "./catalogue.js";
import { checkFigures } from "./check-figures.js";
import { checkBackups, checkExports, checkOtherEngine } from "./check-logs.js";
import { checkMonths } from "./check-months.js";
import { checkPayments } from "./check-payments.js";
import { backUp, checkRestored } from "./check-restored.js";
import { checkMoney, settleWaiting } from "./check-money.js";
import { checkFind, checkSearch } from "./check-search.js";
import { checkUsers, type CheckDependencies } from "./check-users.js";
import { checkWaiting } from "./check-waiting.js";
import { createClient } from "./client.js";
import { deliver } from "./deliver.js";
import { disturb } from "./disturbances.js";
import { expectationsOf } from "./expectations.js";
import { createFindings, type Finding } from "./findings.js";
import { install, type Engine, type Installation } from "./installation.js";
import { checkOld, importOld, oldPurchasesOf } from "./legacy.js";
import { months, operate, shortened } from "./operators.js";
import { checkSkipped, importPrices } from "./prices.js";
import { createRandom } from "./random.js";
import { untilFolded } from "./until-folded.js";
import { writeStory, type Story } from "./stories.js";

export interface BlackBoxOptions {
  readonly seed: number;
  readonly orders: number;
  readonly engine: Engine;
  /** Kills and pauses processes meanwhile: so often, on average. */
  readonly killEveryMs?: number | undefined;
  /** Runs the ledger's commands beside the sales. */
  readonly hasOperators: boolean;
  /** Closes so many of the story's ten months, and proves them. */
  readonly closedMonths: number;
  /** Copies the log to the other engine, and compares what is folded there. */
  readonly comparesEngines: boolean;
  /** Takes a backup amid the storm, and sends everything again to a server on it. */
  readonly restores: boolean;
  readonly onFinding: (finding: Finding) => void;
  readonly onProgress: (what: string) => void;
}

export interface BlackBoxReport {
  readonly findings: readonly Finding[];
  readonly purchases: number;
  readonly deeds: number;
  /** How often there was which answer, disturbance and exit code. */
  readonly answers: ReadonlyMap<string, number>;
  readonly disturbances: ReadonlyMap<string, number>;
  readonly commands: ReadonlyMap<string, number>;
}

/** Where the shop's months begin: a run is in one of them. */
const timeZones = ["UTC", "America/St_Johns", "Asia/Ulaanbaatar", "Europe/Berlin", "Pacific/Apia"];

/**
 * Plays the story of a shop against running servers, from the outside, and compares all money and ownership with an
 * account of its own.
 */
export async function runBlackBox(options: BlackBoxOptions): Promise<BlackBoxReport> {
  const random = createRandom(options.seed);
  const catalogue = createCatalogue(random);
  const story = writeStory({ random, catalogue, orders: options.orders });
  const findings = createFindings(options.onFinding);
  const items = [...catalogue.priced, ...catalogue.free, ...catalogue.old];
  const installation = await install(options.engine, items);
  try {
    if (installation.shopUrl !== undefined) await fillShop(installation.shopUrl, story.userIds);
    const account = createAccount(findings);
    const { addresses, tokenFor, logOf } = installation;
    const client = createClient({ address: () => random.pick(addresses()), tokenFor, logOf, findings });
    const old = oldPurchasesOf(catalogue.old, random);
    const timeZone = random.pick(timeZones);
    const shop: Shop = { options, installation, client, account, findings, story, old, timeZone };
    const { backups, restored, ...during } = await sell(shop);
    await check(shop, backups);
    if (restored !== undefined) await checkRestored({ ...shop, onProgress: options.onProgress }, restored);
    const report = { findings: findings.all, purchases: account.purchases().length, answers: client.counts };
    return { ...report, ...during, deeds: story.storm.length + story.quiet.length };
  } finally {
    await installation.close();
  }
}

interface Shop extends CheckDependencies {
  readonly options: BlackBoxOptions;
  readonly installation: Installation;
  readonly story: Story;
  readonly old: ReturnType<typeof oldPurchasesOf>;
  readonly timeZone: string;
}

/** The storm, all of it once more, and what comes after it; with kills and operators beside it. */
async function sell({ options, installation, client, account, findings, story, old, timeZone }: Shop) {
  const { killEveryMs, seed, onProgress, hasOperators } = options;
  const isDisturbed = killEveryMs !== undefined;
  const random = createRandom(seed + 1);
  const disturbances = isDisturbed
    ? disturb({ random, parts: installation.parts, everyMs: killEveryMs })
    : undefined;
  const parts = options.engine === "servers" ? "servers and stores" : "servers";
  const disturbedParts = isDisturbed ? parts : "nothing";
  const operators = hasOperators
    ? operate(installation, { random: createRandom(seed + 2), findings, disturbed: disturbedParts, timeZone })
    : undefined;
  const delivery = { client, account, findings, atOnce: 24 };
  let backup: Promise<string | undefined> | undefined;
  const half = Math.ceil(story.storm.length / 2);
  const onDelivered = (n: number): void => {
    if (n === half && options.restores) backup = backUp(installation, findings);
    if (n % 500 === 0) onProgress(`${n} of ${story.storm.length} delivered`);
  };
  await Promise.all([
    deliver({ ...delivery, onDelivered }, story.storm),
    importOld(installation, { findings }, old),
    importPrices(installation, { findings, random: createRandom(seed + 3), isKilled: isDisturbed }, old),
  ]);
  onProgress("all once more");
  await deliver(delivery, [...new Set(story.storm)]);
  await deliver({ ...delivery, atOnce: 1 }, story.quiet);
  const commands = (await operators?.end()) ?? new Map<string, number>();
  const disturbed = (await disturbances?.end()) ?? new Map<string, number>();
  return { commands, disturbances: disturbed, backups: operators?.backups ?? [], restored: await backup };
}

async function check(
  { options, installation, client, account, findings, story, old, timeZone }: Shop,
  backups: readonly string[],
) {
  const { onProgress } = options;
  await untilFolded(installation, client, findings);
  onProgress("comparing");
  await settleWaiting(account, client);
  const dependencies = { client, account, findings };
  await checkOld(dependencies, old);
  await checkSkipped(dependencies, old);
  const seen = await checkUsers(dependencies, expectationsOf(account, story.quiet));
  checkMoney(dependencies, seen);
  await checkWaiting(dependencies, seen);
  await checkFigures(dependencies, installation.run, { seen, timeZone });
  await checkSearch(dependencies, seen);
  await checkFind(dependencies, installation.run, seen);
  await checkShop(dependencies, installation, seen);
  const verified = await installation.run(["verify"]);
  if (verified.code !== 0) findings.add("the ledger does not verify", shortened(verified));
  onProgress("comparing months, backups and the other engine");
  await checkMonths(dependencies, installation.run, {
    seen,
    timeZone,
    months: months.slice(0, options.closedMonths),
  });
  await checkBackups(dependencies, installation.run, backups);
  await checkExports(dependencies, installation.run, seen);
  const { environment } = installation;
  await checkPayments(findings, seen, { here: environment });
  if (options.comparesEngines)
    await checkPayments(findings, seen, {
      "on the other engine": await checkOtherEngine(findings, installation),
    });
}
