import { Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import type { UserId } from "../../events/identifiers.js";
import { assertKnownUser } from "../../operations/known-user.js";
import {
  repairAll,
  repairUser,
  sizeOf,
  type RepairOptions,
  type RepairTotals,
  type UserRepair,
} from "../../operations/repair.js";
import type { OperatedBy } from "../../operations/operator.js";
import type { Drift } from "../../projections/check/compare-user.js";
import { openDriftReport } from "../drift-report.js";
import { exitDrift } from "../exit-codes.js";
import { parseUser } from "../id-arguments.js";
import { interruptibly } from "../interruption.js";
import { showProgress } from "../long-run-progress.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { wholeNumber } from "../source-options.js";
import { drawTable } from "../table.js";
import { counted } from "../terminal.js";

interface RepairCommandOptions {
  readonly user?: UserId;
  readonly dryRun?: true;
  readonly reason: string;
  readonly limit: number;
  readonly json?: true;
}

/** `ledger repair`: rewrites what verify finds, and nothing else. */
export function addRepairCommand(program: Command): void {
  program
    .command("repair")
    .description(
      "Verifies all users, or one, and rewrites only what has drifted, from the events. The shop may stay open. " +
        "The audit log records the repair.",
    )
    .addOption(new Option("--user <id>", "this user only").argParser(parseUser))
    .option("--dry-run", "show what would be rewritten, and write nothing")
    .option("--reason <text>", "the reason, for the audit log", "drift")
    .addOption(
      new Option("--limit <count>", "show at most this many users").argParser(wholeNumber).default(50),
    )
    .option("--json", "write what was done as JSON to standard output, a line for each user")
    .addHelpText(
      "after",
      "\nExamples:\n  ledger repair --dry-run\n  ledger repair --user learner-1 --reason 'ticket 4711'",
    )
    .action((options: RepairCommandOptions) => interruptibly((signal) => runRepair(options, signal)));
}

async function runRepair(options: RepairCommandOptions, signal: AbortSignal): Promise<void> {
  const dryRun = options.dryRun === true;
  await withLedger(async (ledger) => {
    const by = { operator: currentOperator().id, reason: options.reason };
    const table = createRepairTable(options.limit);
    const show = (repair: UserRepair): void => {
      if (options.json === true) console.log(JSON.stringify(repair));
      else table.add(repair);
    };
    let totals: RepairTotals | undefined;
    try {
      totals = await repairNamed(ledger, options, { dryRun, onRepair: show, signal }, by);
    } finally {
      // An interrupted repair shows what it has done.
      if (options.json !== true) table.print();
    }
    for (const { message } of totals.refused) console.error(message);
    if (totals.refused.length > 0) process.exitCode = exitDrift;
    if (options.json !== true) console.log(conclusion(totals.users, totals.drifts, dryRun));
  });
}

/** Repairs the user that the options name, or all that have drifted. */
async function repairNamed(
  ledger: Ledger,
  { user, json }: RepairCommandOptions,
  options: Required<RepairOptions>,
  by: OperatedBy,
): Promise<RepairTotals> {
  if (user === undefined) {
    return showProgress(repairAll(ledger, options, by));
  }
  await assertKnownUser(ledger, user);
  const repair = await repairUser(ledger, user, options, by);
  const drifts = repair.drifts.length;
  if (drifts === 0) return { users: 0, drifts, refused: [] };
  if (json !== true) console.log(formatDrifts(repair.drifts));
  options.onRepair(repair);
  return { users: 1, drifts, refused: [] };
}

function formatDrifts(drifts: readonly Drift[]): string {
  const found = openDriftReport({ path: undefined, limit: 1 });
  drifts.forEach(found.add);
  return `${found.table()}\n`;
}

/** One table for all users, a row for each: what differs, and how much is stored before and after. */
function createRepairTable(limit: number): { add(repair: UserRepair): void; print(): void } {
  const rows: (readonly string[])[] = [];
  let users = 0;
  return {
    add(repair) {
      users += 1;
      if (rows.length < limit) rows.push(toRow(repair));
    },
    print() {
      if (users === 0) return;
      const head = ["user", "differences", "courses", "tests", "records", "not revoked"];
      console.log(drawTable({ head, rows }));
      if (users > rows.length) console.log(`… and ${counted(users - rows.length, "more user")}.`);
    },
  };
}

function toRow({ userId, drifts, before, after }: UserRepair): readonly string[] {
  const [was, is] = [sizeOf(before.models), sizeOf(after)];
  const change = (one: number | null, other: number | null): string =>
    one === other ? String(one ?? "-") : `${one ?? "-"} → ${other ?? "-"}`;
  return [
    userId,
    summaryOf(drifts),
    change(was.courses, is.courses),
    change(was.tests, is.tests),
    change(was.records, is.records),
    change(was.unrevokedRecords, is.unrevokedRecords),
  ];
}

/** `1 missing in ownership, 2 wrong in history` */
function summaryOf(drifts: readonly Drift[]): string {
  const counts = new Map<string, number>();
  for (const { projection, kind } of drifts) {
    const what = `${kind} in ${projection}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => `${count} ${what}`).join(", ");
}

function conclusion(users: number, drifts: number, dryRun: boolean): string {
  if (users === 0) return "No drift. Nothing was written.";
  const what = `${counted(drifts, "difference")} for ${counted(users, "user")}`;
  return dryRun
    ? `Would repair ${what}. Nothing was written.`
    : `Repaired ${what}. \`ledger audit\` shows who did it, and why.`;
}
