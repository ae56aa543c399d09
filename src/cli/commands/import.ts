import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import { LedgerError } from "../../errors.js";
import { runImport } from "../../operations/import.js";
import { trustChoices, type Trust } from "../../shop/import/import-plan.js";
import {
  importPurchases,
  takeOverInto,
  dryRun,
  type ImportResult,
} from "../../shop/import/import-purchases.js";
import { openProblemReport, type ProblemReport } from "../../shop/import/problems.js";
import { keepSkipped } from "../../shop/import/skipped.js";
import type { StagedSources } from "../../shop/import/stage-sources.js";
import { formatProblems } from "../analysis-report.js";
import { exitDrift, exitInterrupted } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { withProgress } from "../progress.js";
import { stageNamed, withSources, type SourceOptions } from "../source-options.js";
import { runPriceImport } from "../price-import.js";
import { counted } from "../terminal.js";

interface ImportCommandOptions extends SourceOptions {
  readonly trust: Trust;
  readonly prices?: string;
  readonly dryRun?: true;
  readonly acceptIncomplete?: true;
  readonly report?: string;
  readonly json?: true;
}

/** `ledger import`: imports the shop's purchases as events. */
export function addImportCommand(program: Command): void {
  const command = program
    .command("import")
    .description(
      "Imports purchases from the shop's database, or from its exported files, as events with the shop's dates. " +
        "Running it again adds nothing twice. After an interruption, run it again to continue. " +
        "Ends with 1 if users were left out, with 2 if a file is cut off, empty or of the wrong kind.",
    );
  withSources(command)
    .addOption(
      new Option(
        "--trust <side>",
        "which side decides what was bought: the arrays, the records, or both (either is enough)",
      )
        .choices(trustChoices)
        .default("arrays"),
    )
    .option(
      "--prices <file>",
      "instead of purchases: the prices of imported purchases, from the shop's order export (.csv, or JSON Lines)",
    )
    .option("--dry-run", "show what would be added, and append nothing")
    .option("--accept-incomplete", "import even if a file is cut off, empty or of the wrong kind")
    .option(
      "--report <file>",
      "where to write what was left out (default: DATA_DIR/import-report-<time>.jsonl)",
    )
    .option("--json", "write the summary as JSON to standard output")
    .addHelpText(
      "after",
      `
Examples:
  ledger import --users users.json --purchases purchases.json --dry-run
  ledger import --from mongodb://shop-db.example/shop --dry-run
  ledger import --users users.json --purchases purchases.json \\
    --courses courses.json --tests tests.json
  ledger import --prices orders.csv --dry-run
  ledger import --users users.json --purchases purchases.json \\
    --trust both --report left-out.jsonl

The events name LEDGER_OPERATOR, or the user of the operating system.`,
    )
    .action((options: ImportCommandOptions) => interruptibly((signal) => importAll(options, signal)));
}

async function importAll(options: ImportCommandOptions, signal: AbortSignal): Promise<void> {
  const { prices: file } = options;
  if (file !== undefined) return importPricesOf(file, options, signal);
  await withLedger(
    async (ledger, { dataDir }) => {
      const report = openImportReport(options, dataDir);
      let sources: StagedSources | undefined;
      try {
        sources = await readSources(options, report, signal);
        const result = await importSources(sources, { options, ledger, report, signal });
        if (options.dryRun !== true)
          await keepSkipped(report.problems(), ledger.eventStore.skipped, new Date().toISOString());
        report.close();
        const interrupted = !isWhole(result);
        if (interrupted) process.exitCode = exitInterrupted;
        else if (result.usersFailed > 0) process.exitCode = exitDrift;
        if (!interrupted && options.dryRun !== true) await ledger.projector.runToHead();
        console.log(summary({ options, result, report, interrupted }));
      } finally {
        sources?.staging.close();
        report.close();
      }
    },
    { mayCreate: true },
  );
}

async function importPricesOf(
  file: string,
  options: ImportCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const { from, users, purchases, courses, tests } = options;
  if ([from, users, purchases, courses, tests].some((each) => each !== undefined))
    throw new LedgerError(
      "request_invalid",
      "--prices cannot be combined with purchases. Import the purchases first.",
    );
  await withLedger(async (ledger, { dataDir }) => {
    const report = openImportReport(options, dataDir);
    try {
      const { dryRun: isDryRun = false, json = false } = options;
      await runPriceImport(ledger, { file, isDryRun, json, report, signal });
    } finally {
      report.close();
    }
  });
}

/** What is in the report is kept in the log at the end, so it must be a file that can be read again. */
function openImportReport({ report }: ImportCommandOptions, dataDir: string): ProblemReport {
  const path = report ?? join(dataDir, `import-report-${timestamp(new Date())}.jsonl`);
  if (existsSync(path) && !statSync(path).isFile())
    throw new LedgerError("source_invalid", `The report ${path} must be a file. Name another with --report.`);
  return openProblemReport(path);
}

async function readSources(
  options: ImportCommandOptions,
  report: ProblemReport,
  signal: AbortSignal,
): Promise<StagedSources> {
  const sources = await stageNamed(options, { report, signal });
  const [reason] = [...sources.unfit, ...sources.cutOff];
  if (reason === undefined || options.acceptIncomplete === true) return sources;
  sources.staging.close();
  throw new LedgerError("source_invalid", `${reason} Nothing was imported.`);
}

interface ImportContext {
  readonly options: ImportCommandOptions;
  readonly ledger: Ledger;
  readonly report: ProblemReport;
  readonly signal: AbortSignal;
}

function importSources(
  sources: StagedSources,
  { options, ledger, report, signal }: ImportContext,
): Promise<ImportResult> {
  const isDryRun = options.dryRun === true;
  const label = isDryRun ? "Checking" : "Importing";
  const actor = currentOperator();
  const by = { operator: actor.id, reason: "" };
  const { eventStore } = ledger;
  return withProgress({ label, format: (users) => counted(users, "user"), signal }, (onProgress) =>
    runImport({ eventStore, what: "purchases", isDryRun, isWhole, signal }, by, (runId) =>
      importPurchases(sources, {
        trust: options.trust,
        run: { runId, actor },
        takeOver: isDryRun ? dryRun(eventStore) : takeOverInto(eventStore),
        report,
        signal,
        onProgress,
      }),
    ),
  );
}

/** A signal that came too late has interrupted nothing. */
const isWhole = ({ usersDone, usersTotal }: ImportResult): boolean => usersDone === usersTotal;

interface Outcome {
  readonly options: ImportCommandOptions;
  readonly result: ImportResult;
  readonly report: ProblemReport;
  readonly interrupted: boolean;
}

function summary({ options, result, report, interrupted }: Outcome): string {
  const isDryRun = options.dryRun === true;
  if (options.json === true) {
    const { trust } = options;
    return JSON.stringify({
      dryRun: isDryRun,
      interrupted,
      trust,
      ...result,
      problems: report.counts,
      report: report.path,
    });
  }
  const { eventsAdded, alreadyThere, purchases, usersDone, usersFailed, usersTotal } = result;
  const problems = formatProblems(report.counts);
  const trusted = options.trust === "both" ? "both sides trusted" : `the ${options.trust} trusted`;
  return [
    ...(interrupted
      ? [
          `Interrupted after ${usersDone} of ${counted(usersTotal, "user")}. Run the same command again to continue.`,
        ]
      : []),
    isDryRun
      ? `Dry run with ${trusted}: nothing was appended.`
      : `Imported ${counted(usersDone - usersFailed, "user")} with ${trusted}.`,
    `  ${counted(purchases, "purchase")} found`,
    `  ${counted(eventsAdded, "event")} ${isDryRun ? "would be added" : "added"}`,
    `  ${alreadyThere} already there`,
    ...problems,
    problems.length === 0 ? "\nNothing was left out." : `\nDetails, with line numbers: ${report.path ?? ""}`,
    // A dry run keeps nothing that the command could show.
    ...(problems.length === 0 || isDryRun ? [] : ["For one user: ledger skipped <userId>"]),
  ].join("\n");
}

/** In a form that every file system accepts and that sorts by time. */
const timestamp = (now: Date): string => now.toISOString().replace(/[-:.]/g, "");
