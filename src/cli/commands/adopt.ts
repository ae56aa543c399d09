import { createWriteStream, type WriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import { once } from "node:events";
import { dirname } from "node:path";
import type { Command } from "commander";
import type { AccountPlan } from "../../shop/adopt/plan-account.js";
import { adoptAnew } from "../../operations/set-aside.js";
import type { ShopAccounts } from "../../shop/mongodb/shop-accounts.js";
import { adopt } from "../../operations/adopt.js";
import type { Ledger } from "../../compose.js";
import { LedgerError } from "../../errors.js";
import { exitDrift } from "../exit-codes.js";
import { interruptibly } from "../interruption.js";
import { currentOperator } from "../operator.js";
import { withLedger } from "../opened-ledger.js";
import { drawTable } from "../table.js";
import { counted } from "../terminal.js";

interface AdoptCommandOptions {
  readonly dryRun?: true;
  readonly verify?: true;
  readonly repair?: true;
  readonly anew?: true;
  readonly json?: true;
  readonly out?: string;
}

/** `ledger adopt`: compares the shop's own data with the log, or updates it from the log. */
export function addAdoptCommand(program: Command): void {
  program
    .command("adopt")
    .description(
      "Compares the shop's own users and purchase records with the log, or updates them from it. ADOPT_URL, " +
        "ADOPT_USERS_COLLECTION and ADOPT_PURCHASES_COLLECTION say where they are; with these set, the server keeps " +
        "them up to date. Entries and records that no event explains stay as they are.",
    )
    .option("--dry-run", "show what would change, and write nothing")
    .option("--verify", "like --dry-run, but end with 1 if anything would change")
    .option("--repair", "add what is missing, and remove what was revoked")
    .option("--anew", "follow the log from its first event, after it was replaced by another one")
    .option("--out <file>", "write each user who changes or still differs to this file (JSON Lines)")
    .option("--json", "write the summary as JSON to standard output")
    .addHelpText(
      "after",
      `
A purchase that was just made may show as a change until the server writes it.

Examples:
  ledger adopt --dry-run --out changes.jsonl
  ledger adopt --verify
  ledger adopt --repair`,
    )
    .action((options: AdoptCommandOptions) => interruptibly((signal) => runAdopt(options, signal)));
}

async function runAdopt(options: AdoptCommandOptions, signal: AbortSignal): Promise<void> {
  const { dryRun, verify, repair, anew } = options;
  if ([dryRun, verify, repair, anew].filter((mode) => mode === true).length !== 1)
    throw new LedgerError("request_invalid", "Use exactly one of --dry-run, --verify, --repair and --anew.");
  if (anew === true) {
    await withLedger(startAnew);
    console.log(options.json === true ? "{}" : "The server will follow the log from its first event.");
    return;
  }
  const summary = await withLedger((ledger) => compare(ledger, options, signal));
  console.log(options.json === true ? JSON.stringify(summary, undefined, 2) : format(summary, options));
  if (options.verify === true && summary.usersChanged > 0) process.exitCode = exitDrift;
}

async function startAnew({ eventStore, adoption }: Ledger): Promise<void> {
  const by = { operator: currentOperator().id, reason: "The shop's accounts follow another log." };
  await adoptAnew({ eventStore, accounts: accountsOf(adoption) }, by);
}

interface Summary {
  readonly users: number;
  readonly usersChanged: number;
  readonly arrayEntriesAdded: number;
  readonly arrayEntriesRemoved: number;
  readonly recordsAdded: number;
  readonly recordsRemoved: number;
  /** Entries and records that only the shop has. */
  readonly left: number;
  /** Users whose documents could not be used. */
  readonly problems: number;
}

async function compare(
  { eventStore, adoption }: Ledger,
  options: AdoptCommandOptions,
  signal: AbortSignal,
): Promise<Summary> {
  const accounts = accountsOf(adoption);
  const sum = {
    users: 0,
    usersChanged: 0,
    arrayEntriesAdded: 0,
    arrayEntriesRemoved: 0,
    recordsAdded: 0,
    recordsRemoved: 0,
    left: 0,
    problems: 0,
  };
  const out = options.out === undefined ? undefined : await openOut(options.out);
  const onPlan = (plan: AccountPlan): void => {
    const { change, left, problem } = plan;
    sum.users += 1;
    sum.left += left.length;
    if (problem !== undefined) sum.problems += 1;
    if (change !== undefined) {
      sum.usersChanged += 1;
      sum.arrayEntriesAdded += change.add.course.length + change.add.test.length;
      sum.arrayEntriesRemoved += change.remove.course.length + change.remove.test.length;
      sum.recordsAdded += change.insert.length;
      sum.recordsRemoved += change.delete.length;
    }
    if (change !== undefined || problem !== undefined || left.length > 0)
      out?.write(`${JSON.stringify(lineOf(plan))}\n`);
  };
  try {
    const write = options.repair === true;
    const by = { operator: currentOperator().id, reason: "" };
    await adopt({ eventStore, accounts, write, onPlan, signal }, by);
  } finally {
    out?.end();
  }
  if (out !== undefined) await once(out, "close");
  return sum;
}

function accountsOf(adoption: Ledger["adoption"]): ShopAccounts {
  if (adoption !== undefined) return adoption.accounts;
  throw new LedgerError(
    "config_invalid",
    "Set ADOPT_URL, ADOPT_USERS_COLLECTION and ADOPT_PURCHASES_COLLECTION. See .env.example.",
  );
}

function lineOf({ userId, change, left, problem }: AccountPlan): object {
  const ids = (entries: readonly { readonly id: string | undefined }[] = []): readonly unknown[] =>
    entries.map(({ id }) => id);
  return {
    userId,
    add: change?.add ?? { course: [], test: [] },
    remove: { course: ids(change?.remove.course), test: ids(change?.remove.test) },
    recordsAdded: change?.insert ?? [],
    recordsRemoved: change?.delete ?? [],
    left,
    ...(problem === undefined ? {} : { problem }),
  };
}

async function openOut(path: string): Promise<WriteStream> {
  try {
    await mkdir(dirname(path), { recursive: true });
    const stream = createWriteStream(path);
    await once(stream, "open");
    return stream;
  } catch (cause) {
    throw new LedgerError("request_invalid", `${path} cannot be written. Name another file with --out.`, {
      cause,
    });
  }
}

function format(summary: Summary, { repair, out }: AdoptCommandOptions): string {
  const isDone = repair === true;
  const [changed, added, removed] = isDone
    ? ["changed", "added", "removed"]
    : ["to change", "to add", "to remove"];
  const table = drawTable({
    head: ["in the shop's data", "count"],
    rows: [
      ["users compared", summary.users],
      [`users ${changed}`, summary.usersChanged],
      ["users skipped, whose document cannot be used", summary.problems],
      [`array entries ${added}`, summary.arrayEntriesAdded],
      [`array entries ${removed}`, summary.arrayEntriesRemoved],
      [`records ${added}`, summary.recordsAdded],
      [`records ${removed}`, summary.recordsRemoved],
      ["entries and records without an event (kept)", summary.left],
    ],
  });
  return [table, "", verdictOn(summary, isDone), ...(out === undefined ? [] : [`Details: ${out}`])].join(
    "\n",
  );
}

function verdictOn({ usersChanged, problems }: Summary, isDone: boolean): string {
  const except = problems === 0 ? "" : `, except for ${counted(problems, "user")} who could not be used`;
  if (usersChanged === 0) return `The shop's data matches the events${except}.`;
  return isDone
    ? `Updated ${counted(usersChanged, "user")}${except}.`
    : "Nothing was written. Run `ledger adopt --repair` to make these changes.";
}
