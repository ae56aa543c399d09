import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Offer } from "../catalogue/catalogue.js";
import { openLedger, type Ledger } from "../compose.js";
import { readConfig, type Config, type Environment } from "../config.js";
import { analyse, type Analysis } from "../shop/import/analyse.js";
import { catalogueFromExport } from "../shop/import/catalogue-export.js";
import { importPurchases, takeOverInto } from "../shop/import/import-purchases.js";
import { openProblemReport } from "../shop/import/problems.js";
import { collectionsInFiles } from "../shop/import/source-collections.js";
import { stageSources, type StagedSources } from "../shop/import/stage-sources.js";
import { createLogger } from "../logger.js";
import { absolutePath } from "../paths.js";
import { packageFile } from "../program-files.js";
import { createUserSelection, formatAnalysis } from "./analysis-report.js";
import { createDemoChecks, type DemoChecks } from "./demo-checks.js";
import { prepareDemoFolder } from "./demo-folder.js";
import { buyOverHttp } from "./demo-purchase.js";
import { showProjections } from "./demo-projections.js";
import { exitUsage } from "./exit-codes.js";
import { reportFailure } from "./failure.js";
import { runToEnd } from "./run-to-end.js";
import { watchOutput } from "../closed-output.js";
import { coloured } from "./terminal.js";
import { timeOrderedId } from "../time-ordered-id.js";

/** `npm run demo`: a shop's two accounts that disagree become events, and both projections agree. Runs offline. */

const shop = (file: string): string => packageFile(`examples/origin-shop/${file}.json`);
const files = {
  users: shop("users"),
  purchases: shop("purchases"),
  courses: shop("courses"),
  tests: shop("tests"),
};
const currency = "MNT";

async function demo(): Promise<DemoChecks> {
  const checks = createDemoChecks();
  const dataDir = absolutePath(join("data", "demo"));
  await prepareDemoFolder(dataDir);
  const offers = await catalogueFromExport(files, currency);
  const environment = await demoEnvironment(dataDir, offers);
  const config = readConfig(environment);

  const report = openProblemReport();
  const sources = await stageSources(collectionsInFiles(files), { report });
  try {
    heading("1. What the shop had: purchases in two places, arrays on its users and purchase records");
    await showAnalysis(sources, checks);
    heading("2. Import: each purchase becomes an event; the arrays decide, the records add their dates");
    const ledger = await openLedger(config, { logger: createLogger("warn", "stderr") });
    try {
      await importShop(sources, ledger, checks);
      heading("3. What the ledger has: two projections of one log");
      await showProjections(sources, ledger, checks);
    } finally {
      await ledger.close();
    }
  } finally {
    sources.staging.close();
  }
  heading("4. A learner buys one more course over HTTP, as the shop's checkout does");
  await buyOverHttp({ config, environment, offers, checks });
  if (checks.failed() === 0) showHowToGoOn(config);
  return checks;
}

/** The demo's own settings: those of the environment are for the real ledger. */
async function demoEnvironment(dataDir: string, offers: readonly Offer[]): Promise<Environment> {
  const catalogueFile = join(dataDir, "catalogue.json");
  await writeFile(catalogueFile, `${JSON.stringify(offers, undefined, 2)}\n`);
  return { DATA_DIR: dataDir, CATALOGUE_FILE: catalogueFile, PORT: "0", LOG_LEVEL: "warn" };
}

async function showAnalysis(sources: StagedSources, checks: DemoChecks): Promise<void> {
  const selection = createUserSelection(50);
  const analysis: Analysis = await analyse(sources, {
    report: openProblemReport(),
    onUser: (user) => {
      selection.add(user);
    },
  });
  console.log(`${formatAnalysis(analysis, selection)}\n`);
  const { arrays, records, missing, extra, discrepancy } = analysis.totals;
  checks.expect("9 purchases in the arrays against 8 in the records", [arrays, records], [9, 8]);
  checks.expect(
    "3 missing from the records, 2 extra, discrepancy 1",
    [missing, extra, discrepancy],
    [3, 2, 1],
  );
}

async function importShop(
  sources: StagedSources,
  { eventStore, projector }: Ledger,
  checks: DemoChecks,
): Promise<void> {
  const once = (): ReturnType<typeof importPurchases> =>
    importPurchases(sources, {
      trust: "arrays",
      run: { runId: timeOrderedId(), actor: { id: "demo", role: "operator" } },
      takeOver: takeOverInto(eventStore),
      report: openProblemReport(),
    });
  const first = await once();
  checks.expect(`${first.eventsAdded} events added`, first.eventsAdded, 9);
  const second = await once();
  checks.expect(
    `imported again: ${second.eventsAdded} added, ${second.alreadyThere} already there`,
    second.eventsAdded,
    0,
  );
  await projector.runToHead();
}

function showHowToGoOn({ dataDir, catalogueFile }: Config): void {
  const shown = (path: string): string => relative(process.cwd(), path);
  console.log(`
To start the server with this data:

  ${coloured("bold", `DATA_DIR=${shown(dataDir)} CATALOGUE_FILE=${shown(catalogueFile)} npm start`)}
`);
}

function heading(text: string): void {
  console.log(`\n${coloured("bold", text)}\n`);
}

async function main(): Promise<void> {
  watchOutput(exitUsage);
  const startedAt = performance.now();
  try {
    const checks = await demo();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (checks.failed() === 0) console.log(`All checks passed in ${seconds} s.`);
    else {
      console.error(`${checks.failed()} of the demo's checks failed.`);
      process.exitCode = 1;
    }
  } catch (error) {
    process.exitCode = reportFailure(error);
  }
}

void runToEnd(main);
