import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import { projectionNames } from "../../projections/projections.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import { discardRebuild, rebuild } from "../../operations/rebuild.js";
import { rollBack } from "../../operations/roll-back.js";
import { defaultMostChanged, type RebuildReport } from "../../projections/rebuild/rebuild.js";
import type { Generation } from "../../stores/read-model/read-model-store.js";
import { confirm } from "../confirm.js";
import { openDriftReport, type DriftReport } from "../drift-report.js";
import { exitDrift } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { showProgress } from "../long-run-progress.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { coloured, counted, drawTable } from "../terminal.js";

interface RebuildCommandOptions {
  readonly restart?: true;
  readonly acceptChanges?: true;
  readonly mostChanged: number;
  readonly rollback?: true;
  readonly discard?: true;
  readonly yes?: true;
  readonly reason: string;
  readonly out?: string;
  readonly json?: true;
}

/** `ledger rebuild`: projections made anew beside the live ones, and swapped in. */
export function addRebuildCommand(program: Command): void {
  program
    .command("rebuild")
    .description(
      "Folds the whole log into new projections, compares them with the live ones, and makes them live in one step.\n" +
        "The shop may stay open. What was live is kept until the next rebuild. Interrupted, it can be run again.",
    )
    .addArgument(new Argument("[projection]").choices([...projectionNames, "all"]).default("all"))
    .option("--restart", "start again, although an earlier rebuild has left something to go on with")
    .option("--accept-changes", "swap, whatever the comparison says")
    .addOption(
      new Option("--most-changed <percent>", "how many users' models may change without --accept-changes")
        .argParser(percentage)
        .default(defaultMostChanged, `${defaultMostChanged * 100}`),
    )
    .addOption(new Option("--rollback", "go back to what the last rebuild replaced").conflicts(["discard"]))
    .option("--yes", "with --rollback: do not ask")
    .option("--discard", "remove what an earlier rebuild has left")
    .option("--reason <text>", "why, for the audit log", "")
    .option("--out <file>", "write every difference to this file (JSON Lines)")
    .option("--json", "write the report as JSON to standard output")
    .addHelpText(
      "after",
      `
Examples:
  ledger rebuild
  ledger rebuild history --accept-changes --reason 'ticket 4711'
  ledger rebuild --rollback --yes

Ends with 1 if the new projections differ so much from the live ones that somebody has to accept it; they are kept.`,
    )
    .action((name: ProjectionName | "all", options: RebuildCommandOptions) => {
      const projections = name === "all" ? projectionNames : [name];
      return interruptibly((signal) => withLedger((ledger) => run(ledger, projections, options, signal)));
    });
}

async function run(
  ledger: Ledger,
  projections: readonly ProjectionName[],
  options: RebuildCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const by = { operator: currentOperator().id, reason: options.reason };
  if (options.rollback === true) {
    const generations = await ledger.readModel.generations();
    if (options.json !== true) console.log(formatRollback(generations, projections));
    await confirm("Roll back?", options.yes === true);
    await rollBack(ledger, projections, by);
    console.log(
      options.json === true
        ? JSON.stringify({ rolledBack: projections })
        : `Rolled back ${projections.join(" and ")}. The projector folds what has been recorded since.`,
    );
  } else if (options.discard === true) {
    const names = await discardRebuild(ledger, by);
    console.log(
      options.json === true
        ? JSON.stringify({ discarded: names })
        : names.length > 0
          ? `Removed what a rebuild of ${names.join(" and ")} had left.`
          : "Nothing was left.",
    );
  } else {
    await runRebuild(ledger, projections, options, signal);
  }
}

function formatRollback(generations: readonly Generation[], projections: readonly ProjectionName[]): string {
  const shown = generations.filter(
    ({ projection, role }) => projections.includes(projection) && role !== "building",
  );
  const table = drawTable({
    head: ["projection", "generation", "role", "events folded", "fold version"],
    rows: shown.map(({ projection, number, role, eventCount, foldVersion }) => [
      projection,
      number,
      role === "live" ? "live, would become previous" : "previous, would become live",
      eventCount,
      foldVersion,
    ]),
  });
  return `${table}\nA rollback brings back the previous generation as it was, drift included. Run \`ledger verify\` afterwards.`;
}

async function runRebuild(
  ledger: Ledger,
  projections: readonly ProjectionName[],
  options: RebuildCommandOptions,
  signal: AbortSignal,
): Promise<void> {
  const { eventStore, readModel, scratchFolder } = ledger;
  const drifts = openDriftReport({ path: options.out, limit: 20 });
  try {
    const report = await showProgress(
      rebuild(
        {
          eventStore,
          readModel,
          projections,
          scratchFolder,
          resume: options.restart !== true,
          acceptChanges: options.acceptChanges === true,
          mostChanged: options.mostChanged,
          onDrift: drifts.add,
          signal,
        },
        { operator: currentOperator().id, reason: options.reason },
      ),
    );
    console.log(options.json === true ? JSON.stringify(report, undefined, 2) : formatReport(report, drifts));
    if (report.outcome === "not_accepted") process.exitCode = exitDrift;
  } catch (error) {
    if (signal.aborted)
      console.error("Nothing visible has changed. Running it again goes on from here; --discard removes it.");
    throw error;
  } finally {
    drifts.close();
  }
}

function formatReport(
  { outcome, projections, events, parity, reason }: RebuildReport,
  drifts: DriftReport,
): string {
  const { users, driftedUsers, drifts: byKind } = parity;
  const table = drawTable({
    head: ["the new projections beside the live ones", "count"],
    rows: [
      ["users compared", users],
      ["  whose models change", driftedUsers],
      ["would appear: missing in the live ones", byKind.missing],
      ["would vanish: extra in the live ones", byKind.extra],
      ["would change", byKind.wrong],
      ["would be there once instead of more often", byKind.duplicate],
    ],
  });
  const made = `${projections.join(" and ")} from ${counted(events, "event")}`;
  const conclusion =
    outcome === "swapped"
      ? coloured("green", `Swapped in: ${made}. \`ledger rebuild --rollback\` goes back.`)
      : coloured("red", `Not swapped in: ${reason ?? ""}. What is live is untouched.`) +
        "\n--accept-changes swaps it in, --discard removes it.";
  return [table, drifts.table(), conclusion].filter((part) => part !== "").join("\n\n");
}

function percentage(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 100) return value / 100;
  throw new InvalidArgumentError("It must be a number from 0 to 100.");
}
