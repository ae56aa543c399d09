import { Option, type Command } from "commander";
import { verifyProjections } from "../../operations/verify.js";
import type { InvariantRule, Violation } from "../../projections/check/invariants.js";
import type { VerifyOutcome, VerifyReport } from "../../projections/check/verify.js";
import { outdatedProjections } from "../../projections/rebuild/outdated-projections.js";
import type { ProjectionName } from "../../stores/read-model/documents.js";
import { currentOperator } from "../operator.js";
import { formatHeldBack, openDriftReport, type DriftReport } from "../drift-report.js";
import { exitBehind, exitDrift } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { showProgress } from "../long-run-progress.js";
import { withLedger } from "../opened-ledger.js";
import { wholeNumber } from "../source-options.js";
import { drawTable } from "../table.js";
import { coloured, counted, listed } from "../terminal.js";

interface VerifyCommandOptions {
  readonly json?: true;
  readonly out?: string;
  readonly limit: number;
}

/** `ledger verify`: compares the stored projections with the log. */
export function addVerifyCommand(program: Command): void {
  program
    .command("verify")
    .description(
      "Folds the whole log again and compares every stored document and record with the result. The shop may stay " +
        "open: new purchases are not reported as drift. Also checks that each payment equals what was refunded plus " +
        "what was kept, that an item is owned exactly while a purchase of it stands, and that the months add up. " +
        "Changes nothing. The audit log records the result. Ends with 1 if anything has drifted or a rule is broken, " +
        "with 5 if events are not folded yet.",
    )
    .option("--json", "write the report as JSON to standard output")
    .option("--out <file>", "write all drift to this file (JSON Lines)")
    .addOption(
      new Option("--limit <count>", "show the drift of at most this many users")
        .argParser(wholeNumber)
        .default(20),
    )
    .addHelpText("after", "\nExamples:\n  ledger verify\n  ledger verify --json --out drifts.jsonl")
    .action((options: VerifyCommandOptions) => interruptibly((signal) => runVerify(options, signal)));
}

const exitOf = { clean: 0, behind: exitBehind, drifted: exitDrift } as const satisfies Record<
  VerifyOutcome,
  number
>;

async function runVerify(options: VerifyCommandOptions, signal: AbortSignal): Promise<void> {
  const drifts = openDriftReport({ path: options.out, limit: options.limit });
  try {
    const { report, outdated } = await withLedger(async ({ eventStore, readModel, scratchFolder }) => ({
      outdated: (await outdatedProjections(readModel)).map(({ projection }) => projection),
      report: await showProgress(
        verifyProjections(
          { eventStore, readModel, scratchFolder, onDrift: drifts.add, signal },
          { operator: currentOperator().id, reason: "" },
        ),
      ),
    }));
    const shown = drifts.shown();
    console.log(
      options.json === true
        ? JSON.stringify({ ...report, outdated, shown }, undefined, 2)
        : formatReport({ ...report, outdated }, drifts, options),
    );
    process.exitCode = exitOf[report.outcome];
  } finally {
    drifts.close();
  }
}

interface ShownReport extends VerifyReport {
  /** Projections whose fold had another version when they were folded. */
  readonly outdated: readonly ProjectionName[];
}

function formatReport(
  report: ShownReport,
  drifts: DriftReport,
  { out, limit }: VerifyCommandOptions,
): string {
  const { users, driftedUsers, behindUsers, heldBackUsers, drifts: byKind } = report;
  const totals = drawTable({
    head: ["", "count"],
    rows: [
      ["users compared", users],
      ["  drifted", driftedUsers],
      ["  behind the log, without drift", behindUsers],
      ["  held back by a dead letter or a gap", heldBackUsers],
      ["missing: in the events, not stored", byKind.missing],
      ["extra: stored, but no event explains it", byKind.extra],
      ["wrong: stored with another value", byKind.wrong],
      ["duplicate: stored more than once", byKind.duplicate],
    ],
  });
  const more =
    drifts.shown().length > 0 && out === undefined ? "\n`--out <file>` writes all of them in full." : "";
  return [
    ...[totals, drifts.table(), formatDamage(report), formatViolations(report, limit)],
    ...[formatHeldBack(report), `${verdictOf(report)}${more}`],
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function verdictOf({ outcome, events, users, driftedUsers, behindUsers, ...report }: ShownReport): string {
  if (outcome === "clean")
    return coloured("green", `No drift: all projections match ${counted(events, "event")}.`);
  if (outcome === "behind")
    return coloured(
      "yellow",
      `Behind: ${counted(report.behindEvents, "event")} of ${events} are not folded: ${behindUsers} of ` +
        `${counted(users, "user")} lack some. Nothing that is stored is wrong. A running server folds them.`,
    );
  if (report.mismatch !== undefined) return coloured("red", report.mismatch);
  if (driftedUsers === 0) return "";
  const drift = `Drift: ${driftedUsers} of ${counted(users, "user")}.`;
  return coloured("red", `${drift}${adviceOn(report)}`);
}

function adviceOn({ logDamage, outdated }: Pick<ShownReport, "logDamage" | "outdated">): string {
  // A damaged log may be what is wrong, and not the projections.
  if (logDamage.length > 0) return "";
  if (outdated.length === 0) return " `ledger repair` rewrites only these users.";
  return (
    ` Another version of the program folded ${listed(outdated)}, which may be why. ` +
    "`ledger rebuild` folds everything again; a server does so when it starts."
  );
}

/** Of one user: what is wrong with one document usually breaks the same rule many times. */
const mostOfOneUser = 5;

/** What is wrong, below each user and, once, what to do about it. Months are nobody's. */
function formatViolations(
  { violations, violationCount, monthsCompared }: VerifyReport,
  limit: number,
): string {
  const months = violations.filter(({ userId }) => userId === undefined);
  const users = new Map<string, Violation[]>();
  for (const each of violations) {
    if (each.userId === undefined) continue;
    const head = `User ${each.userId}: ${each.advice}`;
    users.set(head, [...(users.get(head) ?? []), each]);
  }
  const shown = [...users]
    .slice(0, limit)
    .map(([head, all]) => ({ head, some: all.slice(0, mostOfOneUser) }));
  const more = violationCount - months.length - shown.flatMap(({ some }) => some).length;
  const busy =
    "The monthly figures were not compared, because events were waiting to be folded. Verify again.";
  return [
    ...shown.flatMap(({ head, some }) => [head, ...some.map((each) => `  ${wordsOf(each)}`)]),
    ...(more > 0 ? [`… and ${more} more.`] : []),
    ...months.map((month) => `${wordsOf(month)} ${month.advice}`),
    ...(monthsCompared ? [] : [coloured("yellow", busy)]),
  ].join("\n");
}

const wordsOf = ({ rule, subject, found }: Violation): string =>
  coloured("red", `${ruleWords[rule]} ${subject}: ${found}`);

const ruleWords = { payment: "Payment", ownership: "Item", month: "Month" } as const satisfies Record<
  InvariantRule,
  string
>;

function formatDamage({ logDamage }: VerifyReport): string {
  if (logDamage.length === 0) return "";
  const advice = "The event log is damaged. Restore it from a backup. Do not repair or rebuild from it.";
  return [...logDamage.map(({ message }) => message), coloured("red", advice)].join("\n");
}
