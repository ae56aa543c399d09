import { createPurchaseHandler } from "../commands/purchase-handler.js";
import type { Ledger } from "../compose.js";
import {
  dryRunOfPrices,
  importPrices,
  recordInto,
  type ImportPricesResult,
} from "../shop/import/import-prices.js";
import { runImport } from "../operations/import.js";
import { readPriceRows } from "../shop/import/price-rows.js";
import type { ProblemReport } from "../shop/import/problems.js";
import { keepSkipped } from "../shop/import/skipped.js";
import { formatProblems } from "./analysis-report.js";
import { exitDrift, exitInterrupted } from "./exit-codes.js";
import { currentOperator } from "./operator.js";
import { withProgress } from "./progress.js";
import { counted } from "./terminal.js";

export interface PriceImport {
  readonly file: string;
  readonly isDryRun: boolean;
  readonly json: boolean;
  readonly report: ProblemReport;
  readonly signal: AbortSignal;
}

/** `ledger import --prices`: takes the prices of imported purchases from the shop's order export. */
export async function runPriceImport(
  { eventStore, projector }: Ledger,
  { file, isDryRun, json, report, signal }: PriceImport,
): Promise<void> {
  const label = isDryRun ? "Checking" : "Importing";
  const actor = currentOperator();
  const by = { operator: actor.id, reason: "" };
  const result = await withProgress({ label, format: (lines) => counted(lines, "line"), signal }, (update) =>
    runImport({ eventStore, what: "prices", isDryRun, isWhole, signal }, by, (runId) =>
      importPrices(readPriceRows(file), {
        file,
        run: { runId, actor },
        record: isDryRun
          ? dryRunOfPrices(eventStore)
          : recordInto({ eventStore, handler: createPurchaseHandler({ eventStore }) }),
        ...{ report, signal },
        onProgress: (lines) => {
          update(lines, undefined);
        },
      }),
    ),
  );
  if (!isDryRun) await keepSkipped(report.problems(), eventStore.skipped, new Date().toISOString());
  report.close();
  if (result.interrupted) process.exitCode = exitInterrupted;
  else if (result.leftOut > 0) process.exitCode = exitDrift;
  if (!isDryRun && !result.interrupted) await projector.runToHead();
  const shown = { dryRun: isDryRun, ...result, problems: report.counts, report: report.path };
  console.log(json ? JSON.stringify(shown) : summary(result, isDryRun, report));
}

const isWhole = ({ interrupted }: ImportPricesResult): boolean => !interrupted;

function summary(result: ImportPricesResult, isDryRun: boolean, report: ProblemReport): string {
  const { lines, eventsAdded, alreadyThere, leftOut, interrupted } = result;
  return [
    ...(interrupted
      ? [`Interrupted after ${counted(lines, "line")}. Run the same command again to continue.`]
      : []),
    isDryRun ? "Dry run: nothing was appended." : `Read ${counted(lines, "line")} of the order export.`,
    `  ${counted(eventsAdded, "price")} ${isDryRun ? "would be added" : "added"}`,
    `  ${alreadyThere} already there`,
    ...formatProblems(report.counts),
    leftOut === 0 ? "\nNothing was left out." : `\nDetails, with line numbers: ${report.path ?? ""}`,
  ].join("\n");
}
