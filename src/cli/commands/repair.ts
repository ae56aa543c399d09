import { Option, type Command } from "commander";
import type { Ledger } from "../../compose.js";
import type { UserId } from "../../events/identifiers.js";
import {
  assertKnownUser,
  repairUser,
  repairUsers,
  sizeOf,
  type RepairTotals,
  type UserRepair,
} from "../../operations/repair.js";
import { verify } from "../../projections/check/verify.js";
import { openDriftReport } from "../drift-report.js";
import { parseUser } from "../id-arguments.js";
import { interruptibly } from "../interruption.js";
import { showProgress } from "../long-run-progress.js";
import { withLedger } from "../opened-ledger.js";
import { currentOperator } from "../operator.js";
import { counted, drawTable } from "../terminal.js";

interface RepairCommandOptions {
  readonly user?: UserId;
  readonly dryRun?: true;
  readonly reason: string;
  readonly json?: true;
}

/** `ledger repair`: rewrites what verify finds, and nothing else. */
export function addRepairCommand(program: Command): void {
  program
    .command("repair")
    .description(
      "Verifies, or looks at one user, and rewrites from the events only what has drifted. The shop may stay open.\n" +
        "What was done is kept in the audit log.",
    )
    .addOption(new Option("--user <id>", "look at this user only").argParser(parseUser))
    .option("--dry-run", "show what would be rewritten, and write nothing")
    .option("--reason <text>", "why, for the audit log", "drift")
    .option("--json", "write what was done as JSON, a line a user, to standard output")
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
    const show = (repair: UserRepair): void =>
      console.log(options.json === true ? JSON.stringify(repair) : formatRepair(repair, dryRun));
    let totals: RepairTotals;
    if (options.user === undefined) {
      const users = await driftedUsers(ledger, signal);
      totals = await repairUsers(ledger, users, { dryRun, onRepair: show, signal }, by);
    } else {
      await assertKnownUser(ledger, options.user);
      const repair = await repairUser(ledger, options.user, { dryRun }, by);
      const drifts = repair.drifts.length;
      if (drifts > 0) show(repair);
      totals = { users: drifts > 0 ? 1 : 0, drifts };
    }
    if (options.json !== true) console.log(conclusion(totals.users, totals.drifts, dryRun));
  });
}

/** Only the ids are kept: what is wrong is looked at again, and repaired, one user at a time. */
async function driftedUsers(
  { eventStore, readModel, scratchFolder }: Ledger,
  signal: AbortSignal,
): Promise<readonly UserId[]> {
  const users = new Set<UserId>();
  await showProgress(
    verify({ eventStore, readModel, scratchFolder, onDrift: ({ userId }) => void users.add(userId), signal }),
  );
  return [...users];
}

function formatRepair({ userId, drifts, before, after }: UserRepair, dryRun: boolean): string {
  const found = openDriftReport({ path: undefined, limit: 1 });
  drifts.forEach(found.add);
  const [was, is] = [sizeOf(before.models), sizeOf(after)];
  const table = drawTable({
    head: [`user ${userId}`, "before", dryRun ? "would be" : "after"],
    rows: [
      ["courses owned", was.courses ?? "-", is.courses ?? "-"],
      ["tests owned", was.tests ?? "-", is.tests ?? "-"],
      ["records, unrevoked", was.unrevokedRecords, is.unrevokedRecords],
      ["records, all", was.records, is.records],
      [
        "folded to revision",
        JSON.stringify(before.models.ownership?.revision ?? null),
        JSON.stringify(after.ownership?.revision ?? null),
      ],
    ],
  });
  return `${found.table()}\n${table}\n`;
}

function conclusion(users: number, drifts: number, dryRun: boolean): string {
  if (users === 0) return "Nothing has drifted; nothing was written.";
  const what = `${counted(drifts, "difference")} of ${counted(users, "user")}`;
  return dryRun
    ? `Would repair ${what}. Nothing was written.`
    : `Repaired ${what}. \`ledger audit\` has it on record.`;
}
