import { Argument, InvalidArgumentError, Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import { startLongRun, type LongRun } from "../../long-run.js";
import type { Projector } from "../../projections/live/projector.js";
import { foldVersionsOf, projectionNames, projectionsNamed } from "../../projections/projections.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import { discardRebuild, rebuild } from "../../operations/rebuild.js";
import { generationsToRollBack, rollBack } from "../../operations/roll-back.js";
import { setAside } from "../../operations/set-aside.js";
import { usuallyChanged, type RebuildReport } from "../../projections/rebuild/rebuild.js";
import type { Generation } from "../../stores/read-model/read-model-store.js";
import { confirm } from "../confirm.js";
import { formatHeldBack, openDriftReport, type DriftReport } from "../drift-report.js";
import { exitDrift } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { showProgress } from "../long-run-progress.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { drawTable } from "../table.js";
import { coloured, counted, listed, wrapped } from "../terminal.js";

interface RebuildCommandOptions {
  readonly restart?: true;
  readonly acceptChanges?: true;
  readonly mostChanged?: number;
  readonly rollback?: true;
  readonly discard?: true;
  readonly anew?: true;
  readonly yes?: true;
  readonly reason: string;
  readonly out?: string;
  readonly json?: true;
}

/** `ledger rebuild`: folds new projections beside the live ones and swaps them in. */
export function addRebuildCommand(program: Command): void {
  program
    .command("rebuild")
    .description(
      "Folds the whole log into new projections, compares them with the live ones, and makes them live in one step. " +
        "The shop may stay open. The replaced projections are kept until the next rebuild, for --rollback. " +
        "After an interruption, run it again to continue.",
    )
    .addArgument(new Argument("[projection]").choices([...projectionNames, "all"]).default("all"))
    .option("--restart", "start from the beginning instead of continuing an interrupted rebuild")
    .option("--accept-changes", "swap even if the comparison finds too many changes")
    .addOption(
      new Option(
        "--most-changed <percent>",
        "the share of users that may change without --accept-changes " +
          `(default: ${usuallyChanged * 100}; 100 after an upgrade that folds differently)`,
      ).argParser(percentage),
    )
    .addOption(
      new Option("--rollback", "make the projections that the last rebuild replaced live again").conflicts([
        "discard",
        "anew",
      ]),
    )
    .option("--yes", "with --rollback: do not ask for confirmation")
    .option("--discard", "remove what an interrupted or rejected rebuild left")
    .addOption(
      new Option(
        "--anew",
        "set the read model aside, whatever it holds, and fold the log into a new one",
      ).conflicts(["discard"]),
    )
    .addOption(new Option("--reason <text>", "the reason, for the audit log").default("", "none"))
    .option("--out <file>", "write every difference to this file (JSON Lines)")
    .option("--json", "write the report as JSON to standard output")
    .addHelpText(
      "after",
      `
Examples:
  ledger rebuild
  ledger rebuild history --accept-changes --reason 'ticket 4711'
  ledger rebuild --rollback --yes
  ledger rebuild --anew --reason 'the log was restored from a backup'

Ends with 1 if too much differs from the live projections. The new ones are
kept: --accept-changes swaps them in, --discard removes them.`,
    )
    .action((name: ProjectionName | "all", options: RebuildCommandOptions) => {
      const projections = name === "all" ? projectionNames : [name];
      return interruptibly((signal) =>
        withLedger((ledger) => run(ledger, projections, options, signal), { mayHeal: options.anew === true }),
      );
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
    await runRollback(ledger, projections, options);
  } else if (options.discard === true) {
    const names = await discardRebuild(ledger, by);
    console.log(
      options.json === true
        ? JSON.stringify({ discarded: names })
        : names.length > 0
          ? `Removed an unfinished rebuild of ${listed(names)}.`
          : "There was no unfinished rebuild.",
    );
  } else if (options.anew === true) {
    await setAside(ledger, by);
    const events = await showProgress(foldToHead(ledger.projector));
    console.log(
      options.json === true
        ? JSON.stringify({ events })
        : `The read model was set aside. Folded ${counted(events, "event")} into a new one.`,
    );
  } else {
    await runRebuild(ledger, projections, options, signal);
  }
}

/** A running server folds as well: each takes the batches that the other has not. */
function foldToHead(projector: Projector): LongRun<number> {
  return startLongRun(async (report) => {
    const shown = projector.status$.subscribe(({ eventCount, lagEvents }) => {
      report("folding", eventCount, lagEvents === undefined ? undefined : eventCount + lagEvents);
    });
    await projector.runToHead().finally(() => {
      shown.unsubscribe();
    });
    return projector.status().eventCount;
  });
}

async function runRollback(
  ledger: Ledger,
  projections: readonly ProjectionName[],
  { json, yes, reason }: RebuildCommandOptions,
): Promise<void> {
  const generations = await generationsToRollBack(ledger.readModel, projections);
  if (json !== true) console.log(formatRollback(generations));
  await confirm("Roll back?", yes === true);
  await rollBack(ledger, projections, { operator: currentOperator().id, reason });
  console.log(
    json === true
      ? JSON.stringify({ rolledBack: projections })
      : `Rolled back ${listed(projections)}. The projector folds what has been recorded since.\n` +
          "Run `ledger verify` now.",
  );
}

function formatRollback(generations: readonly Generation[]): string {
  const table = drawTable({
    head: ["projection", "generation", "now", "after", "events folded", "fold version"],
    rows: generations.map(({ projection, number, role, eventCount, foldVersion }) => [
      projection,
      number,
      role,
      role === "live" ? "previous" : "live",
      eventCount,
      foldVersion,
    ]),
  });
  const outdated = generations.filter(
    ({ projection, role, foldVersion }) =>
      role === "previous" && foldVersion !== foldVersionsOf(projectionsNamed([projection]))[projection],
  );
  const warnings = [
    "The previous generation comes back as it was: drift that the rebuild removed comes back too.",
    ...outdated.map(
      ({ projection, foldVersion }) =>
        `It was folded by version ${foldVersion} of the fold of ${projection}; this program has another version.\n` +
        "The server rebuilds it at its next start, unless REBUILD_OUTDATED=false.",
    ),
  ];
  return [table, ...warnings.map((warning) => coloured("yellow", warning))].join("\n");
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
      console.error(
        "The live projections are unchanged. Run it again to continue, or with --discard to remove it.",
      );
    throw error;
  } finally {
    drifts.close();
  }
}

function formatReport(
  { outcome, projections, events, parity, reason, kept, keptUsers }: RebuildReport,
  drifts: DriftReport,
): string {
  const { users, driftedUsers, drifts: byKind } = parity;
  const table = drawTable({
    head: ["new projections compared with the live ones", "count"],
    rows: [
      ["users compared", users],
      ["  that differ", driftedUsers],
      ["  held back by a dead letter or a gap", parity.heldBackUsers],
      ["  kept as they are: damaged streams, or too large", keptUsers],
      ["documents and records added", byKind.missing],
      ["documents and records removed", byKind.extra],
      ["documents and records changed", byKind.wrong],
      ["duplicates removed", byKind.duplicate],
    ],
  });
  const made = `${listed(projections)} from ${counted(events, "event")}`;
  const conclusion =
    outcome === "swapped"
      ? coloured("green", wrapped(`Swapped in: ${made}. \`ledger rebuild --rollback\` undoes it.`))
      : coloured("red", `Not swapped in: ${reason ?? ""}. The live projections are unchanged.`) +
        "\n`ledger rebuild --accept-changes` swaps the new ones in, `ledger rebuild --discard` removes them.";
  return [table, drifts.table(), formatHeldBack(parity), formatKept(kept, keptUsers), conclusion]
    .filter((part) => part !== "")
    .join("\n\n");
}

function formatKept(kept: RebuildReport["kept"], keptUsers: number): string {
  if (keptUsers === 0) return "";
  const others = keptUsers > kept.length ? " …" : "";
  return coloured(
    "yellow",
    `Kept as they are: ${counted(keptUsers, "user")} (${kept.join(", ")}${others}), because part of their streams is ` +
      "missing or damaged, or the read model cannot hold them. `ledger verify` and `ledger dead-letters` show which.",
  );
}

function percentage(text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= 0 && value <= 100) return value / 100;
  throw new InvalidArgumentError("It must be a number from 0 to 100.");
}
