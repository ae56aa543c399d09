import { Option, type Command } from "commander";
import { LedgerError } from "../../errors.js";
import { analyse, type Analysis, type UserAnalysis } from "../../shop/import/analyse.js";
import { openProblemReport } from "../../shop/import/problems.js";
import type { StagedSources } from "../../shop/import/stage-sources.js";
import { createUserSelection, formatAnalysis } from "../analysis-report.js";
import { exitDrift } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { withProgress } from "../progress.js";
import { writeOut } from "../standard-output.js";
import { stageNamed, wholeNumber, withSources, type SourceOptions } from "../source-options.js";

interface AnalyseCommandOptions extends SourceOptions {
  readonly limit: number;
  readonly all?: true;
  readonly json?: true;
  readonly report?: string;
}

/** `ledger analyse`: compares the two places in which the shop kept purchases. */
export function addAnalyseCommand(program: Command): void {
  const command = program
    .command("analyse")
    .description(
      "Compares the two places in which the shop kept purchases: the arrays on its users, and its purchase records. " +
        "Shows what each of them lacks. Changes nothing. Ends with 1 if they are out of sync.",
    );
  withSources(command)
    .addOption(
      new Option("--limit <count>", "list at most this many users").argParser(wholeNumber).default(50),
    )
    .option("--all", "with --json: list all users with purchases")
    .option("--json", "write JSON to standard output")
    .option("--report <file>", "write every problem, with its line number, to this file (JSON Lines)")
    .addHelpText(
      "after",
      `
Examples:
  ledger analyse --users users.json --purchases purchases.json
  ledger analyse --from mongodb://shop-db.example/shop
  ledger analyse --users users.gz --purchases purchases.gz --json | jq .totals`,
    )
    .action((options: AnalyseCommandOptions) => interruptibly((signal) => runAnalyse(options, signal)));
}

async function runAnalyse(options: AnalyseCommandOptions, signal: AbortSignal): Promise<void> {
  if (options.all === true && options.json !== true) {
    throw new LedgerError(
      "request_invalid",
      "--all needs --json: a table of all users might not fit into memory. Add --json, or use --limit.",
    );
  }
  const report = openProblemReport(options.report);
  let sources: StagedSources | undefined;
  try {
    sources = await stageNamed(options, { report, signal });
    if (sources.unfit[0] !== undefined) throw new LedgerError("source_invalid", sources.unfit[0]);
    const run = { sources, report, signal, options };
    const analysis = options.json === true ? await writeJson(run) : await writeTable(run);
    if (!analysis.inSync) process.exitCode = exitDrift;
    // Totals of half a file are not a result.
    if (analysis.cutOff[0] !== undefined) throw new LedgerError("source_invalid", analysis.cutOff[0]);
  } finally {
    sources?.staging.close();
    report.close();
  }
}

interface AnalyseRun {
  readonly sources: StagedSources;
  readonly report: ReturnType<typeof openProblemReport>;
  readonly signal: AbortSignal;
  readonly options: AnalyseCommandOptions;
}

async function writeTable({ options, ...run }: AnalyseRun): Promise<Analysis> {
  const selection = createUserSelection(options.limit);
  const analysis = await analyseWithProgress(run, (user) => selection.add(user));
  console.log(formatAnalysis(analysis, selection));
  if (options.report !== undefined) console.log(`\nAll problems, with their line numbers: ${options.report}`);
  return analysis;
}

/** The users come first, so that --all can write them while it reads. */
async function writeJson({ options, ...run }: AnalyseRun): Promise<Analysis> {
  const selection = createUserSelection(options.all === true ? 0 : options.limit);
  let written = 0;
  const write = async (user: UserAnalysis): Promise<void> => {
    await writeOut(`${written === 0 ? "" : ","}\n    ${JSON.stringify(user)}`);
    written += 1;
  };
  await writeOut('{\n  "users": [');
  const analysis = await analyseWithProgress(
    run,
    options.all === true ? write : (user) => selection.add(user),
  );
  for (const user of selection.users()) await write(user);
  const usersNotListed = options.all === true ? 0 : selection.notListed();
  const rest = JSON.stringify({ usersNotListed, ...analysis }, undefined, 2);
  await writeOut(`\n  ],${rest.slice(1)}\n`);
  return analysis;
}

const analyseWithProgress = (
  { sources, report, signal }: Omit<AnalyseRun, "options">,
  onUser: (user: UserAnalysis) => void | Promise<void>,
): Promise<Analysis> =>
  withProgress({ label: "Comparing" }, (onProgress) =>
    analyse(sources, { report, signal, onUser, onProgress }),
  );
